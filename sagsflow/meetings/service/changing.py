"""Moves a meeting that is called to another time or place, or cancels it; what calendars are told grows by one."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import Pathways
from sagsflow.cases.service import clock, reading
from sagsflow.core.errors import Invalid, Stale
from sagsflow.meetings.guards import STANDING
from sagsflow.meetings.models import AgendaItem, Meeting, MeetingStatus
from sagsflow.meetings.service.calling import MeetingPlan, check
from sagsflow.meetings.service.loading import items_of, lock_meeting
from sagsflow.meetings.service.telling import tell


@dataclass(frozen=True, slots=True)
class When:
    """Where and when it is held from now on."""

    starts_at: datetime
    ends_at: datetime
    place: str


def reschedule(
    db: Session, meeting_id: int, when: When, *, version: int, actor: Actor, at: datetime, pathways: Pathways
) -> Meeting:
    """The deadlines of the cases on its agenda follow. Raises Invalid once it has begun, Stale when somebody changed it."""
    meeting = _lock_planned(db, meeting_id, version, actor)
    _check(meeting, when, at)
    meeting.starts_at, meeting.ends_at, meeting.place = when.starts_at, when.ends_at, when.place.strip()
    meeting.sequence, meeting.called_at = meeting.sequence + 1, at
    db.flush()
    for case in _cases(db, meeting):
        clock.follow_meeting(db, case, pathways, at=at)
        reading.refresh(db, case, at=at)
    tell(db, meeting, "meeting-moved", actor=actor, at=at, sequence=meeting.sequence)
    return meeting


def cancel(db: Session, meeting_id: int, *, version: int, actor: Actor, at: datetime) -> Meeting:
    """Raises Invalid while items wait: they go on to another meeting, or are taken off, first."""
    meeting = _lock_planned(db, meeting_id, version, actor)
    if any(item.status in STANDING for item in items_of(db, meeting.id)):
        raise Invalid("items-wait-still")
    meeting.status = MeetingStatus.CANCELLED
    meeting.sequence, meeting.called_at = meeting.sequence + 1, at
    db.flush()
    tell(db, meeting, "meeting-cancelled", actor=actor, at=at, sequence=meeting.sequence)
    return meeting


def _lock_planned(db: Session, meeting_id: int, version: int, actor: Actor) -> Meeting:
    meeting = lock_meeting(db, meeting_id, actor=actor)
    if meeting.status is not MeetingStatus.PLANNED:
        raise Invalid("has-begun")
    if meeting.version != version:
        raise Stale("meeting", meeting=meeting.id)
    return meeting


def _check(meeting: Meeting, when: When, at: datetime) -> None:
    """As when it was called."""
    plan = MeetingPlan(
        kind=meeting.kind,
        unit_id=meeting.unit_id,
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        place=when.place,
        chair_id=meeting.chair_id,
        minute_taker_id=meeting.minute_taker_id,
        unit_ids=(),
    )
    check(plan, at)


def _cases(db: Session, meeting: Meeting) -> list[Case]:
    standing = sa.select(AgendaItem.case_id).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.status.in_(STANDING), AgendaItem.case_id.is_not(None)
    )
    return list(db.scalars(sa.select(Case).where(Case.id.in_(standing)).order_by(Case.id).with_for_update()))
