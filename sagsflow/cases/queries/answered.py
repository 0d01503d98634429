"""What was answered in the steps of a case, as far as one person may read it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts.models import Membership
from sagsflow.cases import policy
from sagsflow.cases.models import Answer
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.engine.answers import as_date
from sagsflow.engine.model import Definition, Field
from sagsflow.engine.registry import EFFECTS
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import data_of

MOVED = "case-moved"
AS_WRITTEN = frozenset({"text", "longtext", "choice"})


@dataclass(frozen=True, slots=True)
class Given:
    """An answer in the type that the engine asks for, and whether its step has been taken back."""

    field: Field
    value: object
    taken_back: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """A receiver: her units, the units and people she may know of, and the steps that her units took."""

    own_units: frozenset[int]
    units: frozenset[int]
    people: frozenset[int | None]
    own_steps: frozenset[int | None]


def by_step(
    db: Session, actor: Actor, seen: Seen, definition: Definition, events: Sequence[Event]
) -> Mapping[int, Sequence[Given]]:
    """Of the steps among `events`: the answers whose topic is open to a unit in which the actor reads notes, and of her own
    unit's steps. A receiver reads nothing of what passed between the owner and another receiver."""
    moved = {event.case_seq: event for event in events if event.kind == MOVED}
    reader = _reader(db, seen, moved)
    readable = policy.readable_topics(actor, seen.case.domain, seen.view)
    order = {name: place for place, name in enumerate(definition.fields)}
    found: dict[int, list[Given]] = {}
    for answer in sorted(one.answers(db, seen), key=lambda answer: order[answer.field]):
        own = reader is not None and answer.step in reader.own_steps
        if answer.step in moved and (own or answer.topic in readable):
            given = _given(definition.fields[answer.field], answer, reader)
            found.setdefault(answer.step, []).extend([given] if given else [])
    if reader is None:
        return found
    return {step: given for step, given in found.items() if _concerns(reader, moved[step], given, definition)}


def _reader(db: Session, seen: Seen, moved: Mapping[int | None, Event]) -> Reader | None:
    """None is the unit that owns the case: it reads everything."""
    if seen.view.owning_unit_ids:
        return None
    case, wanted = seen.case, sorted({event.membership_id or 0 for event in moved.values()})
    seats = set(
        db.scalars(
            sa.select(Membership.id).where(
                Membership.id.in_(wanted), Membership.unit_id.in_(sorted(seen.unit_ids))
            )
        )
    )
    return Reader(
        own_units=seen.unit_ids,
        units=seen.unit_ids | {case.owner_unit_id},
        people=frozenset({case.owner_id, case.key_worker_id}),
        own_steps=frozenset(step for step, event in moved.items() if event.membership_id in seats),
    )


def _concerns(reader: Reader, event: Event, given: Sequence[Given], definition: Definition) -> bool:
    """A step that opens, answers or ends referrals is told to a receiver who took it, or whom it names."""
    data = data_of(event)
    edge = definition.edge(str(data["from"]), str(data["trigger"]))
    of_a_referral = any(EFFECTS[use.name].tracks for use in edge.effects) if edge else False
    named = any(answer.field.type == "unit" and answer.value in reader.own_units for answer in given)
    return named or not of_a_referral or event.case_seq in reader.own_steps


def _given(field: Field, answer: Answer, reader: Reader | None) -> Given | None:
    """None when it names only those whom the reader may not know of."""
    value = _typed(field, answer.value)
    if reader is not None:
        value = _told(field, value, reader)
    return None if value in (None, ()) else Given(field, value, answer.taken_back_at is not None)


def _typed(field: Field, stored: str) -> object:
    """Back from `service.moving.stored`."""
    if field.type in AS_WRITTEN:
        return stored
    if field.type == "date":
        return as_date(stored)
    value = json.loads(stored)
    return tuple(value) if isinstance(value, list) else value


def _told(field: Field, value: object, reader: Reader) -> object:
    if field.type == "units" and isinstance(value, tuple):
        return tuple(unit for unit in value if unit in reader.units)
    known = {"unit": reader.units, "user": reader.people}.get(field.type)
    return None if known is not None and value not in known else value
