"""Ends a meeting: what was not reached goes on to a later one, so that these minutes stay whole."""

from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.pathways import Pathways
from sagsflow.core.errors import Invalid
from sagsflow.meetings.guards import STANDING
from sagsflow.meetings.models import AgendaItem, Meeting, MeetingStatus
from sagsflow.meetings.service import agenda
from sagsflow.meetings.service.loading import items_of, lock_meeting
from sagsflow.meetings.service.telling import tell


def end(db: Session, meeting_id: int, *, actor: Actor, at: datetime) -> Meeting:
    """Raises Invalid while an item waits for a decision: it is decided, carried on or taken off first."""
    meeting = lock_meeting(db, meeting_id, actor=actor)
    waiting = _waiting(db, meeting)
    if waiting:
        raise Invalid("items-waiting", count=len(waiting))
    meeting.status = MeetingStatus.ENDED
    db.flush()
    tell(db, meeting, "meeting-ended", actor=actor, at=at)
    return meeting


def carry_all_on_and_end(
    db: Session, meeting_id: int, to_meeting_id: int, *, actor: Actor, at: datetime, pathways: Pathways
) -> int:
    """Every item that waits goes on to a later meeting, in its order; returns how many."""
    meeting = lock_meeting(db, meeting_id, actor=actor)
    waiting = _waiting(db, meeting)
    for item in waiting:
        version = item.version
        agenda.carry_on(db, item.id, to_meeting_id, version=version, actor=actor, at=at, pathways=pathways)
    end(db, meeting_id, actor=actor, at=at)
    return len(waiting)


def _waiting(db: Session, meeting: Meeting) -> list[AgendaItem]:
    return [item for item in items_of(db, meeting.id) if item.status in STANDING]
