"""What people and pathways do with tasks: raise, finish, hand on, cancel, and take back with the step that did it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry, Value
from sagsflow.messages import service as messages
from sagsflow.tasks import queries, telling
from sagsflow.tasks.hooks import HOOKS, TaskCase
from sagsflow.tasks.models import Task, TaskStatus

OWN = "own"


def raise_task(
    db: Session,
    *,
    kind: str,
    unit_id: int,
    assignee_id: int | None,
    due_on: date,
    case_id: int | None,
    actor: Actor | None,
    at: datetime,
    text: str | None = None,
    step: int | None = None,
) -> Task:
    """Gives somebody, or a unit, something to do, and tells whom it is given to.

    It records nothing: whoever raises it records the act that led to it.
    """
    task = Task(
        kind=kind,
        text=text,
        unit_id=unit_id,
        assignee_id=assignee_id,
        due_on=due_on,
        case_id=case_id,
        raised_by=actor.user_id if actor else None,
        raised_at=at,
        raised_at_step=step,
    )
    db.add(task)
    db.flush()
    tell(db, task, actor=actor, at=at)
    return task


def tell(db: Session, task: Task, *, actor: Actor | None, at: datetime) -> None:
    """Tells whom a task is given to, unless she gave it to herself."""
    kind = telling.kind_of(task.kind)
    messages.tell(db, kind, [task.assignee_id], at=at, target=task.id, case_id=task.case_id, actor=actor)


def add_own(db: Session, *, case: TaskCase, text: str, due_on: date, actor: Actor, at: datetime) -> Task:
    """Writes oneself a task on a case, in the unit through which one sees it."""
    seat = actor.seat_for(case.unit_ids)
    if seat is None:
        raise NotFound("case", ref=case.ref)
    if due_on < copenhagen_date(at):
        raise Invalid("past", fields={"due_on": "past"})
    task = raise_task(
        db,
        kind=OWN,
        unit_id=seat.unit_id,
        assignee_id=actor.user_id,
        due_on=due_on,
        case_id=case.id,
        actor=actor,
        at=at,
        text=text,
    )
    record(db, task, "task-added", actor=actor, at=at)
    return task


def finish(db: Session, *, task_id: int, actor: Actor, at: datetime, version: int) -> Task:
    """Marks a task as done. Raises NotFound to strangers, Stale when somebody changed or finished it meanwhile, and Invalid where
    an act of its own does it."""
    task = open_task(db, task_id, actor, at, version)
    if task.is_done_by_its_act:
        raise Invalid("done-by-its-act")
    task.status, task.done_at, task.done_by = TaskStatus.DONE, at, actor.user_id
    db.flush()
    record(db, task, "task-finished", actor=actor, at=at)
    return task


def settle(db: Session, task_id: int, status: TaskStatus, *, actor: Actor, at: datetime) -> None:
    """A meeting has said what became of it; one that is no longer open stands as it is. The meeting records it."""
    task = db.scalars(sa.select(Task).where(Task.id == task_id).with_for_update()).one()
    if task.status is not TaskStatus.OPEN:
        return
    task.status = status
    if status is TaskStatus.DONE:
        task.done_at, task.done_by = at, actor.user_id
    else:
        task.cancelled_at = at
    db.flush()


def reassign(
    db: Session,
    *,
    task_id: int,
    assignee_id: int | None,
    actor: Actor,
    at: datetime,
    version: int,
    colleagues: Collection[int],
) -> Task:
    """Hands a task to a colleague, or back to the unit. `colleagues` are the users who sit in the task's unit now."""
    task = open_task(db, task_id, actor, at, version)
    if assignee_id is not None and assignee_id not in colleagues:
        raise Invalid("not-a-colleague", fields={"assignee": "not-a-colleague"})
    task.assignee_id, task.asked_by, task.asked_reason = assignee_id, None, None
    task.laid_before_id = None
    db.flush()
    tell(db, task, actor=actor, at=at)
    record(db, task, "task-reassigned", actor=actor, at=at, data={"to": assignee_id})
    return task


def hand_over(db: Session, *, case_id: int, from_id: int | None, to_id: int | None, unit_id: int) -> int:
    """When a case gets another owner, the open tasks of the one before follow it; returns how many."""
    tasks = [task for task in queries.open_of_case(db, case_id) if task.assignee_id == from_id]
    _give_all(tasks, to_id, unit_id)
    db.flush()
    return len(tasks)


def take_home(
    db: Session, *, case_id: int, from_unit_id: int, to_id: int | None, unit_id: int
) -> Sequence[Task]:
    """When a unit may not see a case any more, its open tasks go to the case owner; returns them."""
    tasks = [task for task in queries.open_of_case(db, case_id) if task.unit_id == from_unit_id]
    _give_all(tasks, to_id, unit_id)
    db.flush()
    return tasks


def _give_all(tasks: Sequence[Task], to_id: int | None, unit_id: int) -> None:
    """What was laid before a leader is nobody's question any more; should it stay undone, the clock asks again."""
    for task in tasks:
        task.assignee_id, task.unit_id = to_id, unit_id
        task.laid_before_id = task.laid_before_at = None


def cancel_for_case(
    db: Session,
    *,
    case_id: int,
    at: datetime,
    step: int | None = None,
    kinds: Collection[str] | None = None,
) -> int:
    """Cancels the open tasks of a case, or those of some kinds; returns how many. `step` lets `undo_step` bring them back."""
    tasks = queries.open_of_case(db, case_id, kinds)
    for task in tasks:
        task.status, task.cancelled_at, task.cancelled_at_step = TaskStatus.CANCELLED, at, step
    db.flush()
    return len(tasks)


def cancel(db: Session, task_ids: Collection[int], *, at: datetime) -> int:
    """Cancels those of these tasks that are still open; returns how many."""
    wanted = sa.select(Task).where(Task.id.in_(sorted(task_ids)), Task.status == TaskStatus.OPEN)
    found = db.scalars(wanted).all() if task_ids else ()
    for task in found:
        task.status, task.cancelled_at = TaskStatus.CANCELLED, at
    db.flush()
    return len(found)


def undo_step(db: Session, case_id: int, step: int) -> None:
    """Takes back what a step did to tasks: those it raised and nobody has done go, those it cancelled wait again."""
    touched = sa.or_(Task.raised_at_step == step, Task.cancelled_at_step == step)
    for task in db.scalars(sa.select(Task).where(Task.case_id == case_id, touched)).all():
        if task.raised_at_step == step and task.status is TaskStatus.OPEN:
            task.status = TaskStatus.CANCELLED
        elif task.cancelled_at_step == step and task.raised_at_step != step:
            task.status, task.cancelled_at, task.cancelled_at_step = TaskStatus.OPEN, None, None
    db.flush()


def open_task(db: Session, task_id: int, actor: Actor, at: datetime, version: int) -> Task:
    """Raises NotFound to strangers, Stale when the page is older than the task or somebody has finished it."""
    task = queries.find(db, actor, task_id, at)
    if task is None:
        raise NotFound("task", id=task_id)
    if task.version != version or task.status is not TaskStatus.OPEN:
        raise Stale("task", id=task_id, status=task.status.value)
    return task


def record(
    db: Session,
    task: Task,
    kind: str,
    *,
    actor: Actor | None,
    at: datetime,
    data: dict[str, Value] | None = None,
) -> None:
    entry = Entry(kind, data={"task": task.id, "task_kind": task.kind, **(data or {})})
    if task.case_id is None or HOOKS.record is None:
        eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({task.unit_id}))
    else:
        HOOKS.record(db, task.case_id, entry, actor, at)
