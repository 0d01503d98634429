"""The address that shows one's meetings to one's own calendar: made, revoked, and found by its digest."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.errors import NotFound
from sagsflow.core.ids import digest, new_token
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.meetings.models import CalendarFeed


def make(db: Session, *, actor: Actor, at: datetime) -> str:
    """A new address; the one before stops working. Returns the token, which nobody can be shown again."""
    _end_all(db, actor, at)
    token = new_token()
    db.add(CalendarFeed(digest=digest(token), user_id=actor.user_id, made_at=at))
    eventlog.record(db, [Entry("calendar-feed-made")], actor=actor, at=at)
    return token


def revoke(db: Session, *, actor: Actor, at: datetime) -> None:
    """From now on the address shows nothing."""
    _end_all(db, actor, at)
    eventlog.record(db, [Entry("calendar-feed-revoked")], actor=actor, at=at)


def current(db: Session, user_id: int) -> CalendarFeed | None:
    mine = CalendarFeed.user_id == user_id, CalendarFeed.revoked_at.is_(None)
    return db.scalars(sa.select(CalendarFeed).where(*mine)).one_or_none()


def owner(db: Session, token: str) -> int:
    """Whose meetings the address shows. Raises NotFound."""
    feed = db.get(CalendarFeed, digest(token))
    if feed is None or feed.revoked_at is not None:
        raise NotFound("calendar-feed")
    return feed.user_id


def _end_all(db: Session, actor: Actor, at: datetime) -> None:
    mine = CalendarFeed.user_id == actor.user_id, CalendarFeed.revoked_at.is_(None)
    db.execute(sa.update(CalendarFeed).where(*mine).values(revoked_at=at))
