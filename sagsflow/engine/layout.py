"""Where things stand in a pathway's diagram: states down the page with their steps, ends beside them, lanes between.

Every step is a row in its state's box, so that its words can never collide with anything. From the row a line runs to a
lane, and the lane to the target: forwards on the right, back on the left; all steps to one target share its lane.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sagsflow.engine import words
from sagsflow.engine.lettering import width, wrap
from sagsflow.engine.model import WITHDRAW, Definition, State

PAGE = 680.0  # the width of the drawing; on A4 portrait a unit is about 0.7 point
NAME, STEP, NOTE = 14.0, 12.0, 11.0  # font sizes
LINE, NOTE_LINE = 16.0, 14.0
LANE, PAD, GAP, TOP = 11.0, 9.0, 13.0, 30.0
END_WIDTH = 152.0
CLEAR = 6.0  # no two lines run closer to each other than this
Ways = Mapping[tuple[str, str], str]
BEND = 10.0  # a line needs this much to turn twice


@dataclass(frozen=True, slots=True)
class Row:
    """One step out of a state: its words and the height at which its line leaves the box."""

    lines: tuple[str, ...]
    y: float
    target: str
    automatic: bool


@dataclass(slots=True)
class Box:
    """A state: its words (notes stand below the name, or `aside` at its right), its place, and its rows."""

    state: State
    name: tuple[str, ...]
    notes: tuple[str, ...]
    aside: str = ""
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    rows: list[Row] = field(default_factory=list)

    @property
    def entry(self) -> float:
        """Where lines come in: the middle of the first line of the name; of the whole box for an end."""
        return self.y + (self.height / 2 if self.state.final else PAD + LINE / 2)


@dataclass(frozen=True, slots=True)
class Lane:
    """All lines to one target on one side: from each row's height to the target's entry, at `x`."""

    target: str
    back: bool
    rows: tuple[float, ...]
    entry: float
    x: float

    @property
    def top(self) -> float:
        return min(*self.rows, self.entry)

    @property
    def bottom(self) -> float:
        return max(*self.rows, self.entry)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything in its place."""

    boxes: Mapping[str, Box]
    lanes: tuple[Lane, ...]
    height: float


def lay_out(
    definition: Definition, lang: str, notes: Mapping[str, Sequence[str]], ways: Ways | None = None
) -> Drawing:
    """Place a definition's states and steps; `notes` are further words in a state's box, `ways` behind a step."""
    order = [name for name, state in definition.states.items() if not state.final]
    targets = {"back": _targets(definition, order, back=True), "on": _targets(definition, order, back=False)}
    # A lane for each target is the most that can be needed; lanes that do not meet share their place below.
    left = GAP + LANE * len(targets["back"])
    right = GAP + LANE * len(targets["on"])
    room = PAGE - left - right - END_WIDTH
    boxes: dict[str, Box] = {}
    y = TOP
    for name in order:
        box = _standing(
            definition, definition.states[name], lang, notes.get(name, ()), room=room, y=y, ways=ways or {}
        )
        box.x, box.width = left, room
        boxes[name] = box
        y += box.height + GAP
    ends = _ends(definition, lang, notes, boxes)
    boxes |= ends
    lanes = _lanes(definition, boxes, left, left + room)
    height = max(box.y + box.height for box in boxes.values()) + GAP
    return Drawing(boxes, lanes, height)


def _targets(definition: Definition, order: Sequence[str], *, back: bool) -> set[str]:
    return {
        target
        for name in order
        for _, target, _ in _steps(definition, name)
        if target != name and _is_back(order, name, target) == back
    }


def _is_back(order: Sequence[str], source: str, target: str) -> bool:
    return target in order and order.index(target) < order.index(source)


def _steps(definition: Definition, name: str) -> list[tuple[str, str, bool]]:
    """(trigger, target, automatic) of the drawn steps: withdrawal is said once, at its end."""
    by_hand = [(t, s.target, False) for t, s in definition.outgoing[name].items() if t != WITHDRAW]
    return by_hand + [(auto.trigger, auto.target, True) for auto in definition.automatic_from[name]]


def _standing(
    definition: Definition,
    state: State,
    lang: str,
    notes: Sequence[str],
    *,
    room: float,
    y: float,
    ways: Ways,
) -> Box:
    inside = room - 2 * PAD
    name, aside = wrap(state.name.in_(lang), NAME, inside, bold=True), " · ".join(notes)
    beside = len(name) == 1 and width(name[0] + aside + "  ", NAME, bold=True) <= inside
    said = () if beside else tuple(line for note in notes for line in wrap(note, NOTE, inside))
    box = Box(state, name, said, aside if beside else "", y=y)
    at = y + PAD + LINE * len(name) + NOTE_LINE * len(said) + PAD / 2
    for trigger, target, automatic in _steps(definition, state.id):
        edge = definition.edge(state.id, trigger)
        text = edge.name.in_(lang) if edge else trigger
        if automatic:
            text = words.say("diagram", "automatic", lang, step=text)
        if target == state.id:
            text = words.say("diagram", "stays", lang, step=text)
        if (state.id, target) in ways:
            text = f"{text} · {ways[state.id, target]}"
        lines = wrap(text, STEP, inside - PAD)
        box.rows.append(Row(lines, at + LINE / 2, target, automatic))
        at += LINE * len(lines) + 3
    box.height = at + PAD / 2 - y
    return box


def _ends(
    definition: Definition, lang: str, notes: Mapping[str, Sequence[str]], standing: Mapping[str, Box]
) -> dict[str, Box]:
    """The ends, one below the other beside the states, each as near as may be to the steps that lead to it."""
    boxes: list[tuple[float, Box]] = []
    heights: dict[str, list[float]] = {}
    inside = END_WIDTH - 2 * PAD
    for state in definition.states.values():
        if not state.final:
            continue
        said = [*notes.get(state.id, ()), *_withdrawn(definition, state, lang)]
        lines = tuple(line for note in said for line in wrap(note, NOTE, inside))
        box = Box(state, wrap(state.name.in_(lang), STEP, inside, bold=True), lines, width=END_WIDTH)
        box.x = PAGE - END_WIDTH - 2
        box.height = 2 * PAD + LINE * len(box.name) + NOTE_LINE * len(lines)
        own = [row.y for other in standing.values() for row in other.rows if row.target == state.id]
        heights[state.id] = own
        boxes.append((sum(own) / len(own) if own else float("inf"), box))
    boxes.sort(key=lambda pair: pair[0])
    floor = max(box.y + box.height for box in standing.values())
    taken = [row.y for box in standing.values() for row in box.rows] + [
        box.entry for box in standing.values()
    ]
    return {box.state.id: box for box in _stacked(boxes, floor, taken, heights)}


def _withdrawn(definition: Definition, state: State, lang: str) -> list[str]:
    step = next((s for s in definition.transitions if s.trigger == WITHDRAW and s.target == state.id), None)
    return [words.say("diagram", "withdraw", lang, step=step.name.in_(lang))] if step else []


def _stacked(
    boxes: list[tuple[float, Box]],
    floor: float,
    taken: Sequence[float],
    heights: Mapping[str, Sequence[float]],
) -> list[Box]:
    """Give each end its height: where it is wanted, below the one before, leaving room for those after."""
    below = sum(box.height + GAP for _, box in boxes) - GAP
    y = TOP
    for wanted, box in boxes:
        highest = max(TOP, floor - below)
        box.y = max(y, min(wanted - box.height / 2, highest))
        own = heights[box.state.id]
        while any(abs(box.entry - row) < (BEND if row in own else CLEAR) for row in taken):
            box.y += 1
        y = box.y + box.height + GAP
        below -= box.height + GAP
    return [box for _, box in boxes]


def _lanes(definition: Definition, boxes: Mapping[str, Box], left: float, right: float) -> tuple[Lane, ...]:
    order = [name for name, state in definition.states.items() if not state.final]
    rows: dict[tuple[bool, str], list[float]] = {}
    for name in order:
        for row in boxes[name].rows:
            if row.target != name:
                rows.setdefault((_is_back(order, name, row.target), row.target), []).append(row.y)
    lanes = [
        Lane(target, back, tuple(heights), boxes[target].entry, 0.0)
        for (back, target), heights in rows.items()
    ]
    return (
        *_spread([lane for lane in lanes if lane.back], left, -LANE),
        *_spread([lane for lane in lanes if not lane.back], right, LANE),
    )


def _spread(lanes: Sequence[Lane], edge: float, step: float) -> list[Lane]:
    """Put lanes side by side, the short ones nearest to the boxes; lanes that do not meet share a place."""
    placed: list[Lane] = []
    for lane in sorted(lanes, key=lambda lane: (lane.bottom - lane.top, lane.top, lane.target)):
        slot = 1
        while any(
            other.x == edge + step * slot
            and other.top - CLEAR < lane.bottom
            and lane.top - CLEAR < other.bottom
            for other in placed
        ):
            slot += 1
        placed.append(Lane(lane.target, lane.back, lane.rows, lane.entry, edge + step * slot))
    return placed
