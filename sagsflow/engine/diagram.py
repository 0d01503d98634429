"""A pathway as a picture: SVG for page and paper (presentation attributes only, no style), and Mermaid text for others."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import escape

from sagsflow.engine import words
from sagsflow.engine.layout import LINE, NAME, NOTE, NOTE_LINE, PAD, PAGE, STEP, Box, Lane, Row, lay_out
from sagsflow.engine.model import WITHDRAW, Automatic, Definition, Transition

INK, PAPER, LINE_ON, LINE_END, LINE_BACK = "#1b2530", "#ffffff", "#1d5b63", "#4d5663", "#8a3b12"
BOX, VISITED, HERE, EDGE = "#f1f5f6", "#d9e8ea", "#164850", "#5f7f84"
ROUND = 5.0
FONT = "IBM Plex Sans, DejaVu Sans, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Times:
    """Median days in states, and from a state on the way to another; `gone`: how many cases went each way (None: suppressed);
    `narrow` are the states where cases wait longest."""

    states: Mapping[str, int] = field(default_factory=dict)
    ways: Mapping[tuple[str, str], int] = field(default_factory=dict)
    gone: Mapping[tuple[str, str], int | None] = field(default_factory=dict)
    narrow: Collection[str] = ()

    def said_of(self, state: str, lang: str) -> list[str]:
        said = [_half(self.states[state], lang)] if state in self.states else []
        return [*said, words.say("diagram", "narrow", lang)] if state in self.narrow else said

    def on_ways(self, lang: str) -> Mapping[tuple[str, str], str]:
        counts = {way: _count(count, lang) for way, count in self.gone.items()}
        days = {way: _half(days, lang) for way, days in self.ways.items()}
        return {
            way: " · ".join(said[way] for said in (counts, days) if way in said) for way in {**counts, **days}
        }


def svg(  # noqa: PLR0917  (the arguments stand in the order in which a page knows them)
    definition: Definition,
    lang: str,
    current: str | None = None,
    visited: Collection[str] = (),
    counts: Mapping[str, int | None] | None = None,
    uid: str = "d",
    times: Times | None = None,
) -> str:
    """The diagram as one <svg> element, the same for the same arguments.

    `current` is the state where the case stands, `visited` those it has been in. `counts` gives the cases in each state;
    None stands for a number that is suppressed (under 5). `uid` keeps ids apart when a page shows several diagrams.
    `times` says how long cases stand in the states and take their ways.
    """
    known = times or Times()
    notes = {
        name: [*_notes(name, lang, current, visited, counts), *known.said_of(name, lang)]
        for name in definition.states
    }
    drawing = lay_out(definition, lang, notes, known.on_ways(lang))
    body = [_lane(lane, drawing.boxes[lane.target], uid) for lane in drawing.lanes]
    body += [_branches(lane, drawing.boxes) for lane in drawing.lanes]
    body += [_box(box, current, {*visited, *known.narrow}) for box in drawing.boxes.values()]
    first = drawing.boxes[definition.initial]
    height = f"{drawing.height:g}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{lang}" viewBox="0 0 {PAGE:g} {height}" '
        f'width="{PAGE:g}" height="{height}" font-family="{FONT}" aria-labelledby="{uid}-title {uid}-desc">'
    )
    arrows = _arrow(uid, "on", LINE_ON) + _arrow(uid, "end", LINE_END) + _arrow(uid, "back", LINE_BACK)
    return "\n".join(
        [
            head,
            f'<title id="{uid}-title">{escape(definition.name.in_(lang))}</title>',
            f'<desc id="{uid}-desc">{escape(_description(definition, lang, current))}</desc>',
            f"<defs>{arrows}</defs>",
            f'<rect width="{PAGE:g}" height="{height}" fill="{PAPER}"/>',
            _start(first, lang, uid),
            *body,
            "</svg>",
        ]
    )


def _notes(
    name: str,
    lang: str,
    current: str | None,
    visited: Collection[str],
    counts: Mapping[str, int | None] | None,
) -> list[str]:
    notes: list[str] = []
    if name == current:
        notes.append(words.say("diagram", "here", lang))
    elif name in visited:
        notes.append(words.say("diagram", "visited", lang))
    if counts is not None and name in counts:
        notes.append(_count(counts[name], lang))
    return notes


def _count(count: int | None, lang: str) -> str:
    if count is None:
        return words.say("diagram", "few", lang)
    return words.say("diagram", "one_case" if count == 1 else "cases", lang, count=count)


def _half(days: int, lang: str) -> str:
    return words.say("diagram", "half_a_day" if days == 1 else "half", lang, days=days)


def _description(definition: Definition, lang: str, current: str | None) -> str:
    initial = definition.states[definition.initial].name.in_(lang)
    said = [words.say("diagram", "description", lang, count=len(definition.states), initial=initial)]
    if current is not None:
        said.append(words.say("diagram", "now", lang, state=definition.states[current].name.in_(lang)))
        targets = dict.fromkeys(step.target for step in definition.outgoing[current].values())
        if targets:
            names = ", ".join(definition.states[target].name.in_(lang) for target in targets)
            said.append(words.say("diagram", "next", lang, states=names))
    return " ".join(said)


def _arrow(uid: str, name: str, colour: str) -> str:
    return (
        f'<marker id="{uid}-{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{colour}"/></marker>'
    )


def _start(box: Box, lang: str, uid: str) -> str:
    x = box.x + 18
    return (
        f'<circle cx="{x:g}" cy="8" r="5" fill="{LINE_ON}"/>'
        f'<path d="M{x:g} 12 V{box.y - 1:g}" fill="none" stroke="{LINE_ON}" stroke-width="1.5" marker-end="url(#{uid}-on)"/>'
        + _text(x + 10, 12, words.say("diagram", "start", lang), size=NOTE, colour=INK)
    )


def _kind(lane: Lane, target: Box) -> tuple[str, str]:
    if lane.back:
        return "back", LINE_BACK
    return ("end", LINE_END) if target.state.final else ("on", LINE_ON)


def _lane(lane: Lane, target: Box, uid: str) -> str:
    """The vertical part, and the way from it into the target."""
    name, colour = _kind(lane, target)
    door = target.x if not lane.back and target.state.final else target.x + (0 if lane.back else target.width)
    side = 1 if door > lane.x else -1
    paths = []
    for far, down in ((lane.top, 1), (lane.bottom, -1)):
        if far != lane.entry:
            paths.append(
                f"M{lane.x:g} {far + down * ROUND:g} V{lane.entry - down * ROUND:g} "
                f"Q{lane.x:g} {lane.entry:g} {lane.x + side * ROUND:g} {lane.entry:g} H{door - side * 1.5:g}"
            )
    dashes = ' stroke-dasharray="5 3"' if lane.back else ""
    return "".join(
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.5"{dashes} marker-end="url(#{uid}-{name})"/>'
        for path in paths
    )


def _branches(lane: Lane, boxes: Mapping[str, Box]) -> str:
    """From each row to the lane; a light edge lets it pass over the lanes in between."""
    target = boxes[lane.target]
    _, colour = _kind(lane, target)
    source = next(box for box in boxes.values() if not box.state.final)
    start = source.x if lane.back else source.x + source.width
    side = -1 if lane.back else 1
    dashes = ' stroke-dasharray="5 3"' if lane.back else ""
    drawn = []
    for y in lane.rows:
        down = 1 if lane.entry > y else -1
        flat = lane.x - side * ROUND
        if abs(flat - start) > ROUND:
            drawn.append(
                f'<path d="M{start:g} {y:g} H{flat - side:g}" fill="none" stroke="{PAPER}" stroke-width="5"/>'
            )
        drawn.append(
            f'<path d="M{start:g} {y:g} H{flat:g} Q{lane.x:g} {y:g} {lane.x:g} {y + down * ROUND:g}" fill="none" '
            f'stroke="{colour}" stroke-width="1.5"{dashes}/>'
        )
    return "".join(drawn)


def _box(box: Box, current: str | None, visited: Collection[str]) -> str:
    here, been = box.state.id == current, box.state.id in visited
    fill, ink = (HERE, PAPER) if here else (VISITED if been else BOX, INK)
    corner = 14 if box.state.final else 4
    size = STEP if box.state.final else NAME
    frame = (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="{corner}" fill="{fill}" '
        f'stroke="{HERE if here else EDGE}" stroke-width="{3 if here else 1}"/>'
    )
    parts = [frame]
    x, y = box.x + PAD, box.y + PAD + 12
    for line in box.name:
        parts.append(_text(x, y, line, size=size, colour=ink, weight="bold"))
        y += LINE
    if box.aside:
        parts.append(_aside(box, ink, "bold" if here else "normal"))
    for line in box.notes:
        parts.append(_text(x, y - 1, line, size=NOTE, colour=ink, weight="bold" if here else "normal"))
        y += NOTE_LINE
    parts += [_row(box, row, ink) for row in box.rows]
    mark = ' aria-current="step"' if here else ""
    return f"<g{mark}>{''.join(parts)}</g>"


def _row(box: Box, row: Row, ink: str) -> str:
    slant = ' font-style="italic"' if row.automatic else ""
    texts = "".join(
        _text(box.x + 2 * PAD, row.y + 4 + LINE * index, line, size=STEP, colour=ink)
        for index, line in enumerate(row.lines)
    )
    bullet = f'<circle cx="{box.x + PAD + 2:g}" cy="{row.y:g}" r="2" fill="{ink}"/>'
    return f"<g{slant}>{bullet}{texts}</g>"


def _aside(box: Box, ink: str, weight: str) -> str:
    x, y = box.x + box.width - PAD, box.y + PAD + 12
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{NOTE:g}" font-weight="{weight}" text-anchor="end" fill="{ink}">'
        f"{escape(box.aside)}</text>"
    )


def _text(x: float, y: float, text: str, *, size: float, colour: str, weight: str = "normal") -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" fill="{colour}">{escape(text)}</text>'


def mermaid(definition: Definition, lang: str) -> str:
    """The pathway as a Mermaid state diagram, for documents that draw it themselves."""
    said = ["stateDiagram-v2"]
    said += [f'    state "{_plain(s.name.in_(lang))}" as {name}' for name, s in definition.states.items()]
    said.append(f"    [*] --> {definition.initial}")
    steps: list[Transition | Automatic] = [*definition.transitions, *definition.automatic]
    for step in steps:
        if step.trigger == WITHDRAW:
            continue
        said += [f"    {source} --> {step.target} : {_plain(step.name.in_(lang))}" for source in step.sources]
    said += [f"    {name} --> [*]" for name, state in definition.states.items() if state.final]
    return "\n".join(said) + "\n"


def _plain(text: str) -> str:
    """Mermaid ends a label at a colon or semicolon and a name at a quotation mark."""
    return text.replace('"', "'").replace(":", " –").replace(";", ",")
