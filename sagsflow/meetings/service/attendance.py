"""Records who is here, for the meeting and for one item of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.errors import Invalid
from sagsflow.meetings.models import AgendaItem, ItemAttendance, Meeting, MeetingKind, Presence
from sagsflow.meetings.queries import attendance
from sagsflow.meetings.service.loading import lock_meeting, lock_waiting_item
from sagsflow.meetings.service.telling import tell


@dataclass(frozen=True, slots=True)
class Guests:
    """At a meeting about one resident: whether she is here herself, and with a companion."""

    resident: bool
    companion: bool


def record_presence(
    db: Session,
    meeting_id: int,
    presences: Mapping[int, Presence],
    *,
    actor: Actor,
    at: datetime,
    attended_by: Mapping[int, int | None] | None = None,
    guests: Guests | None = None,
) -> Meeting:
    """Who is here: participant id → presence, and who sits there for the unit; what is not named stands as it was."""
    meeting = lock_meeting(db, meeting_id, actor=actor)
    people = attended_by or {}
    for part in meeting.participants:
        part.presence = presences.get(part.id, part.presence)
        part.attended_by = people.get(part.id, part.attended_by)
    if guests is not None and meeting.kind is MeetingKind.CASE:
        meeting.resident_present, meeting.companion_present = guests.resident, guests.companion
    db.flush()
    tell(db, meeting, "presence-recorded", actor=actor, at=at)
    return meeting


def record_at_item(
    db: Session, item_id: int, presences: Mapping[int, Presence], *, actor: Actor, at: datetime
) -> AgendaItem:
    """Who is here for this item only. Raises Invalid for somebody who is no participant."""
    meeting, item = lock_waiting_item(db, item_id, actor=actor)
    set_at_item(db, meeting, item, presences)
    tell(db, meeting, "attendance-recorded", actor=actor, at=at, item=item.id)
    return item


def set_at_item(db: Session, meeting: Meeting, item: AgendaItem, presences: Mapping[int, Presence]) -> None:
    if not presences.keys() <= {part.id for part in meeting.participants}:
        raise Invalid("not-a-participant")
    for participant_id, presence in presences.items():
        db.merge(ItemAttendance(item_id=item.id, participant_id=participant_id, presence=presence))
    db.flush()


def send_out(db: Session, meeting: Meeting, item: AgendaItem, participant_ids: Collection[int]) -> None:
    """They have left the room for this item."""
    set_at_item(db, meeting, item, dict.fromkeys(participant_ids, Presence.OUT))


def keep(db: Session, meeting: Meeting, item: AgendaItem) -> None:
    """The item is dealt with: who was here for it does not change any more, whoever comes or goes later."""
    own = attendance.recorded(db, [item.id]).get(item.id, {})
    missing = [part for part in meeting.participants if part.id not in own]
    if missing:
        rows = [
            {"item_id": item.id, "participant_id": part.id, "presence": part.presence} for part in missing
        ]
        db.execute(sa.insert(ItemAttendance), rows)
