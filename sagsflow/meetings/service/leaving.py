"""The meetings that somebody who leaves was to chair, to minute or to attend."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.accounts.hooks import HOOKS, Belonging, HandOver, Where
from sagsflow.eventlog import service as eventlog
from sagsflow.meetings.models import TO_COME, Meeting, Participant


def register() -> None:
    HOOKS.belongings["meeting"] = Belonging(_count, _holders, _hand_over, needs_person=True)


def _count(db: Session, user_id: int, where: Where, _at: datetime) -> int:
    return db.scalars(_led(user_id, where).with_only_columns(sa.func.count())).one()


def _holders(_at: datetime) -> sa.Select[Any]:
    led = [
        sa.select(column).where(Meeting.status.in_(TO_COME))
        for column in (Meeting.chair_id, Meeting.minute_taker_id)
    ]
    return sa.select(sa.union(*led).subquery().c[0])


def _hand_over(db: Session, given: HandOver) -> None:
    """A seat at the table that was kept for her is kept for her unit."""
    found = _led(given.from_id, given.where).order_by(Meeting.id).with_for_update(of=Meeting)
    assert given.to_id is not None  # the kind needs a person
    for meeting in db.scalars(found).all():
        changed: dict[str, int] = {}
        for name in ("chair_id", "minute_taker_id"):
            if getattr(meeting, name) == given.from_id:
                setattr(meeting, name, given.to_id)
                changed[name.removesuffix("_id")] = given.to_id
        _free_seat(db, meeting.id, given.from_id)
        _tell(db, meeting, changed, given)


def _free_seat(db: Session, meeting_id: int, user_id: int) -> None:
    kept = Participant.meeting_id == meeting_id, Participant.user_id == user_id
    db.execute(sa.update(Participant).where(*kept).values(user_id=None))


def _tell(db: Session, meeting: Meeting, changed: Mapping[str, int], given: HandOver) -> None:
    entry = eventlog.Entry("meeting-handed-over", data={"meeting": meeting.id, **changed})
    eventlog.record(db, [entry], actor=given.actor, at=given.at, unit_ids=frozenset({meeting.unit_id}))


def _led(user_id: int, where: Where) -> sa.Select[Any]:
    hers = sa.or_(Meeting.chair_id == user_id, Meeting.minute_taker_id == user_id)
    return sa.select(Meeting).where(hers, Meeting.status.in_(TO_COME), where.covers(Meeting.unit_id))
