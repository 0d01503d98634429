"""Which item is in hand. Being taken up is nothing that a decision stands on: items keep their versions.

A case is taken up only when everybody in the room may hear it: until then its item waits at the threshold.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.meetings.guards import STANDING
from sagsflow.meetings.models import AgendaItem, ItemStatus, Meeting, MeetingStatus
from sagsflow.meetings.queries.attendance import leaving, seats
from sagsflow.meetings.service.loading import items_of
from sagsflow.meetings.service.telling import tell


def start(db: Session, meeting: Meeting, *, actor: Actor, at: datetime) -> None:
    """The first decision starts a meeting that nobody has started."""
    if meeting.status is MeetingStatus.PLANNED:
        meeting.status = MeetingStatus.RUNNING
        db.flush()
        tell(db, meeting, "meeting-begun", actor=actor, at=at)


def go_on(db: Session, meeting: Meeting, *, at: datetime, after: AgendaItem | None = None) -> int | None:
    """The next item that waits, while the meeting runs: the one after `after`, then from the top. It is taken up unless
    somebody must leave the room first."""
    db.flush()
    waiting = [item for item in items_of(db, meeting.id) if item.status in STANDING]
    if meeting.status is not MeetingStatus.RUNNING or not waiting:
        return None
    later = (item for item in waiting if after is not None and item.position > after.position)
    chosen = next((item for item in waiting if item.status is ItemStatus.OPEN), None)
    chosen = chosen or next(later, waiting[0])
    take_up(db, meeting, chosen, at=at)
    return chosen.id


def take_up(db: Session, meeting: Meeting, item: AgendaItem, *, at: datetime) -> bool:
    """Whether it is in hand now; it is not while somebody is here who may not hear it."""
    may_open = item.anonymous or not leaving(seats(db, meeting, item, at))
    if may_open:
        take_in_hand(db, meeting, item)
    return may_open


def take_in_hand(db: Session, meeting: Meeting, item: AgendaItem) -> None:
    mine = AgendaItem.meeting_id == meeting.id
    db.execute(
        sa.update(AgendaItem)
        .where(mine, AgendaItem.status == ItemStatus.OPEN, AgendaItem.id != item.id)
        .values(status=ItemStatus.PLANNED)
    )
    db.execute(
        sa.update(AgendaItem)
        .where(mine, AgendaItem.id == item.id, AgendaItem.status.in_(STANDING))
        .values(status=ItemStatus.OPEN)
    )
