"""Meetings themselves: which there are, and how much stands on their agendas."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission
from sagsflow.core.errors import NotFound
from sagsflow.meetings import policy
from sagsflow.meetings.models import TO_COME, AgendaItem, ItemStatus, Meeting, MeetingSeries

LISTED = 25
IN_A_CALENDAR = 500
LATELY = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Count:
    """How many items stand on an agenda, and how many of them the meeting is done with."""

    items: int = 0
    done: int = 0

    @property
    def waiting(self) -> int:
        return self.items - self.done


NOTHING = Count()


def find(db: Session, actor: Actor, meeting_id: int) -> Meeting:
    """Raises NotFound to those who have no part in it."""
    meeting = db.get(Meeting, meeting_id)
    if meeting is None or not (policy.may_see(actor, meeting) or policy.may_run(actor, meeting)):
        raise NotFound("meeting")
    return meeting


_READ: sa.BindParameter[Sequence[int]] = sa.bindparam("read", expanding=True)
_RUN: sa.BindParameter[Sequence[int]] = sa.bindparam("run", expanding=True)
_USER_ID: sa.BindParameter[int] = sa.bindparam("user_id")
_PULSE = sa.select(Meeting.pulse).where(
    Meeting.id == sa.bindparam("meeting_id"),
    sa.or_(policy.visible(_READ, _USER_ID), Meeting.unit_id.in_(_RUN)),
)


def pulse(db: Session, actor: Actor, meeting_id: int) -> int:
    """One small statement, built once, for pages that ask every few seconds. Raises NotFound as `find` does."""
    read, run = (sorted(actor.units(one)) for one in (Permission.MEETING_READ, Permission.MEETING_RUN))
    asked = {"meeting_id": meeting_id, "user_id": actor.user_id, "read": read, "run": run}
    found = db.scalar(_PULSE, asked)
    if found is None:
        raise NotFound("meeting")
    return found


def coming(db: Session, actor: Actor) -> Sequence[Meeting]:
    """Planned and running meetings, the next one first."""
    return db.scalars(
        sa.select(Meeting)
        .where(policy.visible_to(actor), Meeting.status.in_(TO_COME))
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(LISTED)
    ).all()


def held(db: Session, actor: Actor) -> Sequence[Meeting]:
    """Meetings that have ended or were cancelled, the latest first."""
    return db.scalars(
        sa.select(Meeting)
        .where(policy.visible_to(actor), Meeting.status.not_in(TO_COME))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(LISTED)
    ).all()


def held_count(db: Session, actor: Actor) -> int:
    """How many `held` would find, were it not cut."""
    found = sa.select(sa.func.count()).select_from(Meeting)
    return db.scalar(found.where(policy.visible_to(actor), Meeting.status.not_in(TO_COME))) or 0


def every(db: Session, actor: Actor, size: int) -> Iterator[Sequence[Meeting]]:
    """All that one may see, the latest first, in parts."""
    found = sa.select(Meeting).where(policy.visible_to(actor))
    ordered = found.order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    yield from db.scalars(ordered.execution_options(yield_per=size)).partitions(size)


def series_of(db: Session, actor: Actor) -> Sequence[MeetingSeries]:
    """Those of the units that one calls meetings of."""
    units = sorted(actor.units(Permission.MEETING_RUN))
    found = sa.select(MeetingSeries).where(MeetingSeries.unit_id.in_(units)).order_by(MeetingSeries.name)
    return db.scalars(found).all()


def for_calendar(db: Session, actor: Actor, at: datetime) -> Sequence[Meeting]:
    """From a month ago on, also those that are cancelled: a calendar must hear of it."""
    return db.scalars(
        sa.select(Meeting)
        .where(policy.visible_to(actor), Meeting.starts_at > at - LATELY)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(IN_A_CALENDAR)
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
            Meeting.status.in_(TO_COME),
            Meeting.starts_at > meeting.starts_at,
            Meeting.kind == meeting.kind,
        )
        .order_by(Meeting.starts_at)
        .limit(LISTED)
    )
    return [other for other in later if policy.may_run(actor, other)]
