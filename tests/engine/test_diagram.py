"""A diagram is well-formed, says where the case is in words too, fits its page, and nothing in it overlaps."""

from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from sagsflow.engine.diagram import mermaid, svg
from sagsflow.engine.layout import PAGE, Box, Lane, lay_out
from sagsflow.engine.lettering import width, wrap
from sagsflow.engine.model import Definition
from sagsflow.engine.words import say
from tests.engine.world import ALL, coordinated

NS = "{http://www.w3.org/2000/svg}"
FLOWS = pytest.mark.parametrize("flow", ALL, ids=[flow.id for flow in ALL])
LANGS = pytest.mark.parametrize("lang", ["da", "en"])


def _parsed(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314  (drawn by the test itself)


def _words(picture: str) -> str:
    return " ".join(node.text or "" for node in _parsed(picture).iter(f"{NS}text"))


def _box(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.x + box.width, box.y + box.height


@FLOWS
@LANGS
def test_a_diagram_is_xml_without_styles_or_scripts(flow: Definition, lang: str) -> None:
    for node in _parsed(svg(flow, lang, current=flow.initial)).iter():
        assert "style" not in node.attrib
        assert not [name for name in node.attrib if name.startswith("on")]
        assert node.tag not in {f"{NS}script", f"{NS}style"}


@FLOWS
@LANGS
def test_every_state_and_step_is_named(flow: Definition, lang: str) -> None:
    words = _words(svg(flow, lang)).replace("- ", "")
    names = [s.name for s in flow.states.values()] + [s.name for s in flow.transitions]
    for name in names + [step.name for step in flow.automatic]:
        for word in name.in_(lang).split():
            assert word in words or word in words.replace("-", "")


@FLOWS
@LANGS
def test_nothing_overlaps_and_nothing_is_clipped(flow: Definition, lang: str) -> None:
    drawing = lay_out(flow, lang, {name: ["har været her", "under 5 sager"] for name in flow.states})
    boxes = [_box(box) for box in drawing.boxes.values()]
    assert all(
        0 < left < right < PAGE and 0 < top < bottom < drawing.height for left, top, right, bottom in boxes
    )
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    for lane in drawing.lanes:
        assert 0 < lane.x < PAGE
        assert not [box for box in boxes if box[0] <= lane.x <= box[2]]


@FLOWS
@LANGS
def test_no_two_lanes_run_on_top_of_each_other(flow: Definition, lang: str) -> None:
    def meet(one: Lane, other: Lane) -> bool:
        return one.x == other.x and one.top <= other.bottom and other.top <= one.bottom

    lanes = lay_out(flow, lang, {}).lanes
    assert not [pair for pair in combinations(lanes, 2) if meet(*pair)]


def test_the_place_of_the_case_is_told_by_words_and_not_by_colour_alone() -> None:
    picture = svg(coordinated(), "da", current="clarifying", visited=["received"])
    assert "Her er sagen nu" in _words(picture)
    assert "har været her" in _words(picture)
    marked = [node for node in _parsed(picture).iter() if node.get("aria-current") == "step"]
    assert ["Afklaring" in "".join(node.itertext()) for node in marked] == [True]


def test_a_diagram_says_in_words_what_it_shows() -> None:
    root = _parsed(svg(coordinated(), "en", current="follow_up", uid="case7"))
    title, described = root.find(f"{NS}title"), root.find(f"{NS}desc")
    assert title is not None
    assert described is not None
    assert (
        root.get("aria-labelledby") == f"{title.get('id')} {described.get('id')}" == "case7-title case7-desc"
    )
    assert "The case is now in Follow-up." in (described.text or "")


def test_counts_are_shown_and_small_ones_are_not() -> None:
    words = _words(svg(coordinated(), "da", counts={"received": 12, "clarifying": None, "referred": 0}))
    assert "12 sager" in words
    assert say("diagram", "few", "da") in words
    assert "0 sager" in words


def test_the_same_diagram_is_drawn_every_time() -> None:
    assert svg(coordinated(), "da") == svg(coordinated(), "da")


def test_words_wider_than_their_room_are_broken() -> None:
    lines = wrap("Beskæftigelsesindsatskoordinator i kommunen", 12, 90)
    assert all(width(line, 12) <= 90 for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "").startswith("Beskæftigelsesindsatskoordinator")


@FLOWS
def test_mermaid_names_every_step(flow: Definition) -> None:
    text = mermaid(flow, "en")
    assert text.startswith("stateDiagram-v2\n")
    assert f"[*] --> {flow.initial}" in text
    for step in flow.transitions:
        if step.trigger != "withdraw":
            assert all(f"{source} --> {step.target} : " in text for source in step.sources)
