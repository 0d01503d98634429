"""One activity and what is said about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import queries as accounts
from sagsflow.activities import policy
from sagsflow.activities.models import Activity, ActivityComment
from sagsflow.core.errors import Forbidden, NotFound
from sagsflow.organisations import queries as organisations


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as it is read; without text it was taken back."""

    id: int
    author: str
    unit: str
    text: str | None
    written_at: datetime
    withdrawn_at: datetime | None
    is_own: bool


def find(db: Session, actor: Actor, activity_id: int) -> Activity:
    """Raises NotFound for what this person does not see."""
    return _only(db, _seen(actor, activity_id), activity_id)


def find_to_keep(db: Session, actor: Actor, activity_id: int) -> Activity:
    """The same, for those who may change it: Forbidden to whoever only sees it."""
    return _kept(actor, find(db, actor, activity_id))


def lock(db: Session, actor: Actor, activity_id: int) -> Activity:
    """As it is now and locked until the transaction ends. Raises NotFound for what this person does not see."""
    query = _seen(actor, activity_id).with_for_update(of=Activity)
    return _only(db, query.execution_options(populate_existing=True), activity_id)


def lock_to_keep(db: Session, actor: Actor, activity_id: int) -> Activity:
    return _kept(actor, lock(db, actor, activity_id))


def _seen(actor: Actor, activity_id: int) -> sa.Select[Activity]:
    return sa.select(Activity).where(Activity.id == activity_id, policy.visible_to(actor))


def _only(db: Session, query: sa.Select[Activity], activity_id: int) -> Activity:
    row = db.scalars(query).unique().one_or_none()
    if row is None:
        raise NotFound("activity", id=activity_id)
    return row


def _kept(actor: Actor, row: Activity) -> Activity:
    if not policy.may_keep(actor, row):
        raise Forbidden("activity")
    return row


def comments(db: Session, actor: Actor, activity: Activity) -> Sequence[Said]:
    """In the order in which they were said; nothing for those who do not take part in the talk."""
    if not policy.hears_comments(actor, activity):
        return ()
    query = sa.select(ActivityComment).where(ActivityComment.activity_id == activity.id)
    rows = db.scalars(query.order_by(ActivityComment.id)).all()
    names = accounts.user_names(db, {row.author_id for row in rows})
    units = organisations.units_by_id(db, {row.unit_id for row in rows})
    return [
        Said(
            id=row.id,
            author=names.get(row.author_id, ""),
            unit=units[row.unit_id].name,
            text=row.text,
            written_at=row.written_at,
            withdrawn_at=row.withdrawn_at,
            is_own=policy.may_withdraw(actor, row),
        )
        for row in rows
    ]


def dates_of(db: Session, actor: Actor, activity: Activity) -> Sequence[Activity]:
    """The other dates of its row."""
    if activity.series_id is None:
        return ()
    query = sa.select(Activity).where(
        Activity.series_id == activity.series_id, Activity.id != activity.id, policy.visible_to(actor)
    )
    return db.scalars(query.order_by(Activity.starts_at)).unique().all()
