"""Reads of tasks, each through the policy, none longer than a page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.tasks import policy
from sagsflow.tasks.models import Task, TaskStatus
from sagsflow.web.paging import Page, cut, decode

PAGE = 25
COUNTED = 100


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are, counted no further than a hundred, so that counting costs the same everywhere."""

    value: int
    more: bool

    def __str__(self) -> str:
        return f"{self.value}+" if self.more else str(self.value)


def open_for(db: Session, actor: Actor, at: datetime, limit: int = PAGE) -> Sequence[Task]:
    """What waits for the actor, the oldest due date first.

    One walk along its own index for the tasks given to the actor and one for each unit's unassigned ones: joined by OR
    they would be sorted together, however many there are.
    """
    walks = [_walk(part, actor, at, limit) for part in _parts(actor)]
    rows = {task.id: task for walk in walks for task in db.scalars(walk)}
    return sorted(rows.values(), key=lambda task: (task.due_on, task.id))[:limit]


def page_for(db: Session, actor: Actor, at: datetime, cursor: str | None) -> Page[Task]:
    """The same, a page at a time, with a cursor of (due date, task id)."""
    walks = [_after(_walk(part, actor, at, PAGE + 1), cursor) for part in _parts(actor)]
    found = {task.id: task for walk in walks for task in db.scalars(walk)}
    rows = sorted(found.values(), key=lambda task: (task.due_on, task.id))
    return cut(rows[: PAGE + 1], lambda task: (task.due_on.isoformat(), task.id), PAGE)


def for_case(db: Session, actor: Actor, case_id: int, at: datetime) -> Sequence[Task]:
    """Open tasks of a case: all of them to the units that own it, to others those of their own units."""
    units = actor.units(P.TASK_DO)
    query = sa.select(Task).where(Task.case_id == case_id, policy.is_open()).order_by(Task.due_on, Task.id)
    view = ledger.view_of_units(db, actor.unit_ids, case_id, at)
    if view.is_empty:
        return ()
    if units.isdisjoint(view.owning_unit_ids):
        query = query.where(sa.or_(Task.unit_id.in_(sorted(units)), Task.assignee_id == actor.user_id))
    return db.scalars(query.limit(COUNTED)).all()


def find(db: Session, actor: Actor, task_id: int, at: datetime) -> Task | None:
    theirs = sa.or_(policy.visible_to(actor, at), policy.is_left_behind(actor, at))
    return db.scalars(sa.select(Task).where(Task.id == task_id, theirs)).one_or_none()


def left_behind(db: Session, actor: Actor, case_id: int, at: datetime) -> frozenset[int]:
    """Open tasks of a case whose unit may not see it any more, by id, for those who own the case."""
    query = sa.select(Task.id).where(
        Task.case_id == case_id, policy.is_open(), policy.is_left_behind(actor, at)
    )
    return frozenset(db.scalars(query))


def open_of_case(db: Session, case_id: int, kinds: Collection[str] | None = None) -> Sequence[Task]:
    """Every open task of a case, whoever it is for: for the services, not for screens."""
    query = sa.select(Task).where(Task.case_id == case_id, Task.status == TaskStatus.OPEN)
    if kinds is not None:
        query = query.where(Task.kind.in_(sorted(kinds)))
    return db.scalars(query).all()


def _parts(actor: Actor) -> Sequence[sa.ColumnElement[bool]]:
    """One's own, those laid before oneself, both of a leader in whose place one stands in a unit, and the unassigned ones of each
    unit."""
    units = sorted(actor.units(P.TASK_DO))
    if not units:
        return ()
    parts = [policy.is_given_to(actor.user_id)]
    if actor.may(P.STAFF_LEAD):
        parts.append(policy.is_laid_before(actor.user_id))
    for leader_id, unit_id in actor.lent:
        if unit_id in units:
            parts += [
                policy.is_given_to_in(leader_id, unit_id),
                _is_laid_before_her(leader_id, unit_id, actor),
            ]
    return [*parts, *(policy.is_unassigned_in(unit_id) for unit_id in units)]


def _is_laid_before_her(leader_id: int, unit_id: int, deputy: Actor) -> sa.ColumnElement[bool]:
    """What is the deputy's own stands there already."""
    return sa.and_(policy.is_laid_before_in(leader_id, unit_id), Task.assignee_id != deputy.user_id)


def _walk(part: sa.ColumnElement[bool], actor: Actor, at: datetime, limit: int) -> sa.Select[Task]:
    query = sa.select(Task).where(part, policy.is_open(), policy.case_is_open_to(actor, at))
    return query.order_by(Task.due_on, Task.id).limit(limit)


def _after(query: sa.Select[Task], cursor: str | None) -> sa.Select[Task]:
    """A cursor that was not made here begins at the top."""
    key = decode(cursor, 2)
    day = _day(str(key[0])) if key else None
    if key is None or day is None or not isinstance(key[1], int):
        return query
    return query.where(sa.or_(Task.due_on > day, sa.and_(Task.due_on == day, Task.id > key[1])))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
