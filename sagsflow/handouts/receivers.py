"""To whom a case can be handed over: a colleague, or a unit that sees part of it, or somebody there; and what they may see."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View
from sagsflow.access.topics import Topic
from sagsflow.cases import policy
from sagsflow.cases.models import Case, Note
from sagsflow.cases.queries.one import Seen
from sagsflow.cases.queries.readers import Audience, audience
from sagsflow.core.errors import Invalid

KEY = re.compile(r"^(\d{1,9})(?:-(\d{1,9}))?$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Offer:
    """A receiver to choose; `person` is empty for a whole unit."""

    key: str
    unit: str
    person: str

    @property
    def name(self) -> str:
        return f"{self.person}, {self.unit}" if self.person else self.unit


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who takes over. A whole unit may see what everybody there who can open the case may see."""

    offer: Offer
    unit_id: int
    user_id: int | None
    owns: bool
    seen: Seen
    readers: tuple[tuple[Actor, View], ...]

    def reads(self, note: Note) -> bool:
        domain = self.seen.case.domain
        return bool(self.readers) and all(
            policy.may_read_note(who, domain, note, view) for who, view in self.readers
        )

    def reads_answers_about(self, topic: Topic) -> bool:
        domain = self.seen.case.domain
        return bool(self.readers) and all(
            topic in policy.readable_topics(who, domain, view) for who, view in self.readers
        )


def offers(db: Session, actor: Actor, case: Case, at: datetime) -> Sequence[Offer]:
    """The colleagues first, each by name; then every unit that a grant opens the case to, and its people."""
    found: list[Offer] = []
    for row in audience(db, case, at).by_unit():
        own = row.unit_id == case.owner_unit_id
        if not own:
            found.append(Offer(str(row.unit_id), row.unit, ""))
        found += [
            Offer(f"{row.unit_id}-{reader.user_id}", row.unit, reader.name)
            for reader in row.people
            if reader.user_id != actor.user_id
        ]
    return found


def receiver(db: Session, actor: Actor, case: Case, key: str, at: datetime) -> Receiver:
    """Raises Invalid on the field `receiver` for one who cannot open the case now."""
    offer = next((row for row in offers(db, actor, case, at) if row.key == key), None)
    match = KEY.match(key)
    if offer is None or match is None:
        raise Invalid(fields={"receiver": "not-a-receiver"})
    unit_id, user_id = int(match[1]), int(match[2]) if match[2] else None
    readers = _readers(audience(db, case, at, {unit_id}), unit_id, user_id)
    view = readers[0][1] if user_id else ledger.view_of_units(db, {unit_id}, case.id, at)
    return Receiver(
        offer=offer,
        unit_id=unit_id,
        user_id=user_id,
        owns=unit_id in view.owning_unit_ids,
        seen=Seen(case, view, frozenset()),
        readers=readers,
    )


def _readers(present: Audience, unit_id: int, user_id: int | None) -> tuple[tuple[Actor, View], ...]:
    """With what they see through this unit: what somebody sees from another seat is not handed to her here."""
    return tuple(
        (who, view.within({unit_id}))
        for who, view in present.seeing
        if unit_id in view.unit_ids and user_id in {None, who.user_id}
    )
