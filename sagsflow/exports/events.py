"""What happened on the cases of one's own units, by case number and never a name, as XES and as OCEL 2.0."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import IO
from xml.sax.saxutils import XMLGenerator

import sqlalchemy as sa

from sagsflow.cases.models import Case
from sagsflow.cases.queries import many
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import data_of
from sagsflow.exports.rows import AT_ONCE, Taking, pages
from sagsflow.organisations import queries as organisations

MOVED, OPENED = "case-moved", "case-opened"
MOVES = frozenset({MOVED, "case-step-undone"})
XES, OCEL = "xes", "ocel"
KINDS = {XES: ("application/xml", "xes"), OCEL: ("application/json", "jsonocel")}
EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
)
Element = Callable[..., AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Happening:
    """One event: its number in the log, what it was, when, the unit that it names, if it names one, and the state that it brought
    the case to, if it did."""

    number: int
    activity: str
    at: datetime
    unit_id: int | None
    state: str | None


@dataclass(frozen=True, slots=True)
class Story:
    """A case by its number, its pathway, and what happened on it, in order."""

    ref: str
    pathway: str
    happenings: Sequence[Happening]


def stories(taking: Taking, filters: many.Filters) -> Iterator[Story]:
    """Of cases that one's own units own: to others the log is not told whole. Some hundred cases at a time."""
    ask = partial(many.page, taking.db, taking.actor, filters, taking.at, size=AT_ONCE)
    for page in pages(lambda cursor: ask(cursor=cursor)):
        own = [row.case for row in page.rows if row.case.owner_unit_id in taking.actor.unit_ids]
        events = _events(taking, own)
        for case in own:
            taking.cases.add(case.id)
            yield Story(case.ref, case.workflow_id, [_happening(event) for event in events.get(case.id, ())])


def _events(taking: Taking, cases: Sequence[Case]) -> Mapping[int, list[Event]]:
    found: dict[int, list[Event]] = {}
    ids = [case.id for case in cases]
    for event in taking.db.scalars(
        sa.select(Event).where(Event.case_id.in_(ids)).order_by(Event.case_id, Event.case_seq)
    ):
        found.setdefault(event.case_id or 0, []).append(event)
    return found


def _happening(event: Event) -> Happening:
    """A step of the pathway is named by its trigger, everything else by its kind."""
    data = data_of(event)
    activity = str(data["trigger"]) if event.kind == MOVED else event.kind
    unit = data.get("unit")
    state = data.get("to") if event.kind in MOVES else data.get("state") if event.kind == OPENED else None
    return Happening(
        event.seq,
        activity,
        event.at.astimezone(UTC),
        unit if isinstance(unit, int) else None,
        str(state) if state else None,
    )


def write_xes(target: IO[bytes], found: Iterator[Story]) -> None:
    out = XMLGenerator(target, "utf-8", short_empty_elements=True)
    element = partial(_element, out)
    out.startDocument()
    with element("log", {"xes.version": "1849-2016", "xes.features": "nested-attributes"}):
        for name, prefix, uri in EXTENSIONS:
            with element("extension", {"name": name, "prefix": prefix, "uri": uri}):
                pass
        for story in found:
            with element("trace", {}):
                _attribute(element, "string", "concept:name", story.ref)
                _attribute(element, "string", "pathway", story.pathway)
                for happening in story.happenings:
                    with element("event", {}):
                        _attribute(element, "string", "concept:name", happening.activity)
                        _attribute(element, "date", "time:timestamp", happening.at.isoformat())
                        if happening.state:
                            _attribute(element, "string", "state", happening.state)
    out.endDocument()


@contextmanager
def _element(out: XMLGenerator, name: str, attributes: Mapping[str, str]) -> Iterator[None]:
    out.startElement(name, dict(attributes))  # type: ignore[arg-type]  # a plain dict is a mapping of attributes
    yield
    out.endElement(name)


def _attribute(element: Element, kind: str, key: str, value: str) -> None:
    with element(kind, {"key": key, "value": value}):
        pass


def write_ocel(target: IO[bytes], found: Iterator[Story], units: Mapping[int, str]) -> None:
    """Events come first, so that nothing has to be kept but the cases' numbers and the kinds that were met."""
    activities: set[str] = set()
    objects: dict[str, dict[str, object]] = {}
    target.write(b'{"events": [')
    between = b""
    for story in found:
        objects[story.ref] = _object(story.ref, "case", "pathway", story.pathway)
        for happening in story.happenings:
            activities.add(happening.activity)
            if happening.unit_id is not None:
                key = f"unit-{happening.unit_id}"
                objects[key] = _object(key, "unit", "name", units.get(happening.unit_id, ""))
            target.write(between + json.dumps(_event(story, happening), ensure_ascii=False).encode())
            between = b",\n"
    rest = {
        "objects": list(objects.values()),
        "eventTypes": [_type(name, "state") for name in sorted(activities)],
        "objectTypes": [_type("case", "pathway"), _type("unit", "name")],
    }
    target.write(b"],\n" + json.dumps(rest, ensure_ascii=False).encode()[1:])


def _event(story: Story, happening: Happening) -> dict[str, object]:
    about = [{"objectId": story.ref, "qualifier": "case"}]
    if happening.unit_id is not None:
        about.append({"objectId": f"unit-{happening.unit_id}", "qualifier": "unit"})
    return {
        "id": f"e{happening.number}",
        "type": happening.activity,
        "time": happening.at.isoformat(),
        "attributes": [{"name": "state", "value": happening.state}] if happening.state else [],
        "relationships": about,
    }


def _object(key: str, kind: str, name: str, value: str) -> dict[str, object]:
    since_ever = datetime(1970, 1, 1, tzinfo=UTC).isoformat()
    attributes = [{"name": name, "time": since_ever, "value": value}]
    return {"id": key, "type": kind, "attributes": attributes, "relationships": []}


def _type(name: str, attribute: str) -> dict[str, object]:
    return {"name": name, "attributes": [{"name": attribute, "type": "string"}]}


def unit_names(taking: Taking) -> Mapping[int, str]:
    return {unit.id: unit.name for unit in organisations.named_units(taking.db)}
