"""The activities to come for which somebody who leaves was responsible: to a colleague, or to the unit."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.accounts.hooks import HOOKS, Belonging, HandOver, Where
from sagsflow.activities.models import Activity, ActivityStatus
from sagsflow.activities.service.content import record


def register() -> None:
    HOOKS.belongings["activity"] = Belonging(_count, _holders, _hand_over)


def _count(db: Session, user_id: int, where: Where, _at: datetime) -> int:
    return db.scalars(_hers(user_id, where).with_only_columns(sa.func.count())).one()


def _holders(_at: datetime) -> sa.Select[Any]:
    planned = Activity.status == ActivityStatus.PLANNED
    return sa.select(Activity.responsible_id).where(planned, Activity.responsible_id.is_not(None))


def _hand_over(db: Session, given: HandOver) -> None:
    """Also those that have been and are still to be counted."""
    found = _hers(given.from_id, given.where).order_by(Activity.id).with_for_update(of=Activity)
    for row in db.scalars(found).unique().all():
        row.responsible_id = given.to_id
        record(db, "activity-handed-over", row, given.actor, given.at, to=given.to_id)


def _hers(user_id: int, where: Where) -> sa.Select[Any]:
    planned = Activity.status == ActivityStatus.PLANNED
    return sa.select(Activity).where(
        Activity.responsible_id == user_id, planned, where.covers(Activity.unit_id)
    )
