"""Deadlines that pass: somebody is told once, by a task, and the task goes when the deadline no longer presses."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, Deadline
from sagsflow.core.calendar import copenhagen_date
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.jobs import service as jobs
from sagsflow.jobs.registry import Payload, Round
from sagsflow.tasks import service as tasks

KIND = "overdue"
JOB = "deadline-passed"
BATCH = 200
ROUND = Round(JOB, timedelta(minutes=15))


def warn_of_passed(db: Session, _payload: Payload, at: datetime) -> None:
    """The handler: a batch of deadlines that passed unnoticed; when there may be more, the rest is put down as new work."""
    today = copenhagen_date(at)
    passed = _unnoticed(db, today)
    raised = [_warn(db, deadline, case, at) for deadline, case in passed]
    eventlog.record(db, raised, actor=None, at=at)
    if len(passed) == BATCH:
        jobs.enqueue(db, kind=JOB, key=f"{JOB}-after-{passed[-1][0].id}@{at.isoformat()}", at=at)


def lift(db: Session, case: Case, *, at: datetime) -> None:
    """Takes the task away when the deadline was kept after all, was moved, or stands still."""
    tasks.cancel_for_case(db, case_id=case.id, at=at, kinds={KIND})


def _unnoticed(db: Session, today: date) -> Sequence[tuple[Deadline, Case]]:
    """A paused case has no due date: its deadline does not pass. Rows that another worker holds are left to it."""
    query = (
        sa.select(Deadline, Case)
        .join(Case, Case.id == Deadline.case_id)
        .where(
            Deadline.ended_at.is_(None),
            Deadline.due_on < today,
            Deadline.warned_at.is_(None),
            Case.is_open == sa.true(),
            Case.due_on.is_not(None),
        )
        .order_by(Deadline.due_on, Deadline.id)
        .limit(BATCH)
        .with_for_update(of=Deadline, skip_locked=True)
    )
    return [(deadline, case) for deadline, case in db.execute(query)]


def _warn(db: Session, deadline: Deadline, case: Case, at: datetime) -> Entry:
    deadline.warned_at = at
    task = tasks.raise_task(
        db,
        kind=KIND,
        unit_id=case.owner_unit_id,
        assignee_id=case.owner_id,
        due_on=deadline.due_on,
        case_id=case.id,
        actor=None,
        at=at,
    )
    return Entry("deadline-passed", data={"case": case.id, "deadline": deadline.id, "task": task.id})
