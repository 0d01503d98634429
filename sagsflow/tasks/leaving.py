"""The open tasks of somebody who leaves: to a colleague, or back to the unit. What was laid before her the clock lays before
another leader."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.accounts import queries as accounts
from sagsflow.accounts.hooks import HOOKS, Belonging, HandOver, Where
from sagsflow.core.calendar import copenhagen_date
from sagsflow.tasks import policy
from sagsflow.tasks.models import Task
from sagsflow.tasks.service import record, tell


def register() -> None:
    HOOKS.belongings["task"] = Belonging(_count, _holders, _hand_over)


def _count(db: Session, user_id: int, where: Where, _at: datetime) -> int:
    return db.scalars(_open(user_id, where).with_only_columns(sa.func.count())).one()


def _holders(_at: datetime) -> sa.Select[Any]:
    return sa.select(Task.assignee_id).where(policy.is_open(), Task.assignee_id.is_not(None))


def _hand_over(db: Session, given: HandOver) -> None:
    """In a unit where the colleague has no role the task goes to the unit."""
    on = copenhagen_date(given.at)
    for task in db.scalars(_open(given.from_id, given.where).order_by(Task.id).with_for_update()).all():
        there = {one.user_id for one in accounts.people_in(db, [task.unit_id], on)}
        task.assignee_id = given.to_id if given.to_id in there else None
        tell(db, task, actor=given.actor, at=given.at)
        record(db, task, "task-reassigned", actor=given.actor, at=given.at, data={"to": task.assignee_id})
    laid = sa.select(Task).where(
        policy.is_laid_before(given.from_id), policy.is_open(), given.where.covers(Task.unit_id)
    )
    for task in db.scalars(laid.order_by(Task.id).with_for_update()).all():
        task.laid_before_id = task.laid_before_at = None


def _open(user_id: int, where: Where) -> sa.Select[Any]:
    return sa.select(Task).where(policy.is_given_to(user_id), policy.is_open(), where.covers(Task.unit_id))
