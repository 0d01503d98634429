"""Who is here for each item: as recorded for the item, else as recorded for the meeting; and who may not hear about its case."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.meetings.models import HERE, AgendaItem, ItemAttendance, Meeting, Presence

Attendance = Mapping[int, Presence]


@dataclass(frozen=True, slots=True)
class Seat:
    """A participant at one item; `hears` says whether the unit may see the case (everybody hears a general matter)."""

    participant_id: int
    unit_id: int
    presence: Presence
    hears: bool = True
    own: bool = False

    @property
    def is_here(self) -> bool:
        return self.presence in HERE

    @property
    def must_leave(self) -> bool:
        return self.is_here and not self.hears


def recorded(db: Session, item_ids: Collection[int]) -> Mapping[int, Attendance]:
    """What is recorded for each item itself; one statement, however many items."""
    found: dict[int, dict[int, Presence]] = {}
    rows = db.scalars(sa.select(ItemAttendance).where(ItemAttendance.item_id.in_(item_ids)))
    for row in rows:
        found.setdefault(row.item_id, {})[row.participant_id] = row.presence
    return found


def at_item(meeting: Meeting, own: Attendance) -> Attendance:
    """Participant → presence for an item, `own` being what is recorded for the item itself."""
    return {part.id: own.get(part.id, part.presence) for part in meeting.participants}


def seats(db: Session, meeting: Meeting, item: AgendaItem, at: datetime) -> Sequence[Seat]:
    """Everybody's seat at one item, in the order of the meeting."""
    presences = at_item(meeting, recorded(db, [item.id]).get(item.id, {}))
    seeing = ledger.units_seeing(db, item.case_id, at) if item.case_id is not None else None
    return [
        Seat(part.id, part.unit_id, presences[part.id], hears=seeing is None or part.unit_id in seeing)
        for part in meeting.participants
    ]


def present_units(found: Collection[Seat]) -> frozenset[int]:
    """The units that are recorded as present for the item."""
    return frozenset(seat.unit_id for seat in found if seat.is_here)


def is_anonymous(item: AgendaItem, found: Sequence[Seat]) -> bool:
    """Whether it is discussed without anything that points to the resident; a consent given later opens it."""
    return item.anonymous and bool(leaving(found))


def leaving(found: Sequence[Seat]) -> Sequence[Seat]:
    """Those who are here and may not hear about the case."""
    return [seat for seat in found if seat.must_leave]
