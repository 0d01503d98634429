"""What tenant boards and planners say to one another about an activity; who said it may take it back, with a trace."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.activities import policy, telling
from sagsflow.activities.models import ActivityComment
from sagsflow.activities.queries import one
from sagsflow.activities.service.content import record
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.eventlog.ids import fresh

LONGEST_COMMENT = 2_000


def comment(db: Session, activity_id: int, text: str, *, actor: Actor, at: datetime) -> ActivityComment:
    activity = one.lock(db, actor, activity_id)
    if not policy.hears_comments(actor, activity):
        raise Forbidden("activity")
    if not text.strip():
        raise Invalid(fields={"text": "missing"})
    if len(text) > LONGEST_COMMENT:
        raise Invalid(fields={"text": "too-long"})
    talking = actor.units(P.ACTIVITY_COMMENT) | actor.units(P.ACTIVITY_WRITE) | actor.units(P.ACTIVITY_OWN)
    seat = actor.seat_for(talking)
    assert seat is not None  # the right to talk came from one
    row = ActivityComment(
        id=fresh(db, ActivityComment),
        activity_id=activity.id,
        author_id=actor.user_id,
        unit_id=seat.unit_id,
        text=text.strip(),
        written_at=at,
    )
    db.add(row)
    db.flush()
    record(db, "activity-commented", activity, actor, at, comment=row.id)
    telling.commented(db, activity, actor=actor, at=at)
    return row


def withdraw(db: Session, activity_id: int, comment_id: int, *, actor: Actor, at: datetime) -> None:
    """Its text goes; that it was there, whose it was and when it went stays. Taking back twice changes nothing."""
    activity = one.lock(db, actor, activity_id)
    found = sa.select(ActivityComment).where(
        ActivityComment.id == comment_id,
        ActivityComment.activity_id == activity.id,
        ActivityComment.author_id == actor.user_id,
    )
    row = db.scalars(found.with_for_update()).one_or_none()
    if row is None or not policy.hears_comments(actor, activity):
        raise NotFound("comment", id=comment_id)
    if row.withdrawn_at is not None:
        return
    row.text, row.withdrawn_at = None, at
    db.flush()
    record(db, "activity-comment-withdrawn", activity, actor, at, comment=row.id)
