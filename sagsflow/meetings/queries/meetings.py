"""Meetings themselves: which there are, and how much stands on their agendas."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.errors import NotFound
from sagsflow.meetings import policy
from sagsflow.meetings.models import AgendaItem, ItemStatus, Meeting, MeetingStatus

LISTED = 25


@dataclass(frozen=True, slots=True)
class Count:
    """How many items stand on an agenda, and how many of them the meeting is done with."""

    items: int = 0
    done: int = 0


NOTHING = Count()


def find(db: Session, actor: Actor, meeting_id: int) -> Meeting:
    """Raises NotFound to those who have no part in it."""
    meeting = db.get(Meeting, meeting_id)
    if meeting is None or not (policy.may_see(actor, meeting) or policy.may_run(actor, meeting)):
        raise NotFound("meeting")
    return meeting


def coming(db: Session, actor: Actor) -> Sequence[Meeting]:
    """Planned and running meetings, the next one first."""
    return db.scalars(
        sa.select(Meeting)
        .where(policy.visible_to(actor), Meeting.status != MeetingStatus.ENDED)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(LISTED)
    ).all()


def held(db: Session, actor: Actor) -> Sequence[Meeting]:
    """Meetings that have ended, the latest first."""
    return db.scalars(
        sa.select(Meeting)
        .where(policy.visible_to(actor), Meeting.status == MeetingStatus.ENDED)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(LISTED)
    ).all()


def item_counts(db: Session, meeting_ids: Collection[int]) -> Mapping[int, Count]:
    """One statement, however many meetings; one without items is left out."""
    done = AgendaItem.status.in_((ItemStatus.DECIDED, ItemStatus.CARRIED))
    rows = db.execute(
        sa.select(AgendaItem.meeting_id, sa.func.count(), sa.func.count().filter(done))
        .where(AgendaItem.meeting_id.in_(meeting_ids), AgendaItem.status != ItemStatus.REMOVED)
        .group_by(AgendaItem.meeting_id)
    )
    return {meeting_id: Count(items, finished) for meeting_id, items, finished in rows}


def later_meetings(db: Session, actor: Actor, meeting: Meeting) -> Sequence[Meeting]:
    """Meetings to which an item can be carried on."""
    later = db.scalars(
        sa.select(Meeting)
        .where(
            policy.visible_to(actor),
            Meeting.status != MeetingStatus.ENDED,
            Meeting.starts_at > meeting.starts_at,
        )
        .order_by(Meeting.starts_at)
        .limit(LISTED)
    )
    return [other for other in later if policy.may_run(actor, other)]
