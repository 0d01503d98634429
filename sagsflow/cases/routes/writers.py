"""Who will be able to read what is being written, by name and for each choice in the form, before it is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.topics import Topic
from sagsflow.cases.queries.one import Seen
from sagsflow.cases.queries.readers import Audience, Draft, NamedUnit, audience

Units = Sequence[NamedUnit]


@dataclass(frozen=True, slots=True)
class Choice:
    """Topics that the same people will read."""

    topics: Sequence[Topic]
    sensitive: bool
    units: Units


@dataclass(frozen=True, slots=True)
class WillRead:
    """`alone` are those who read it unshared; None where nothing is kept to oneself. A receiver is not told of others than
    herself and the team that has the case: `others` says that there may be some."""

    alone: Units | None
    choices: Sequence[Choice]
    others: bool


def of_note(db: Session, actor: Actor, seen: Seen, at: datetime) -> WillRead | None:
    """None to whoever has no seat from which she could write."""
    seat = actor.seat_for(seen.unit_ids)
    if seat is None:
        return None
    unit_id, readers = seat.unit_id, _audience(db, seen, at)

    def shared(topic: Topic, *, sensitive: bool) -> Units:
        return readers.of_note(Draft(unit_id, topic, sensitive, shared=True))

    choices = [*_grouped(shared, sensitive=False), *_grouped(shared, sensitive=True)]
    alone = readers.of_note(Draft(unit_id, Topic.CORE, sensitive=False, shared=False))
    return WillRead(alone, choices, others=not seen.view.owning_unit_ids)


def of_goal(db: Session, seen: Seen, at: datetime) -> WillRead:
    readers = _audience(db, seen, at)

    def about(topic: Topic, *, sensitive: bool) -> Units:
        return readers.of_goal(Draft(seen.case.owner_unit_id, topic, sensitive, shared=True))

    return WillRead(None, _grouped(about, sensitive=False), others=False)


def _audience(db: Session, seen: Seen, at: datetime) -> Audience:
    told = None if seen.view.owning_unit_ids else seen.unit_ids | {seen.case.owner_unit_id}
    return audience(db, seen.case, at, told)


def _grouped(readers: Callable[..., Units], *, sensitive: bool) -> list[Choice]:
    found: dict[tuple[NamedUnit, ...], list[Topic]] = {}
    for topic in Topic:
        found.setdefault(tuple(readers(topic, sensitive=sensitive)), []).append(topic)
    return [Choice(topics, sensitive, units) for units, topics in found.items()]
