"""When a deadline passes, the case owner is told once, and the task goes when the deadline no longer presses."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.cases.models import Case, Deadline, DeadlinePause
from sagsflow.cases.service import clock, warning
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.eventlog.models import Event
from sagsflow.jobs.models import Job
from sagsflow.jobs.registry import Duties
from sagsflow.jobs.worker import Worker
from sagsflow.tasks.models import Task, TaskStatus
from tests.tasks.world import TEAM, NewCase, add_case, person

AT = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
TODAY = date(2026, 9, 15)
YESTERDAY = TODAY - timedelta(days=1)
KAREN = person("karen")


def _add(database: Database, number: int, due: date, owner: str | None = "karen") -> None:
    with database.write() as db:
        case = add_case(db, NewCase(number, due_on=due, owner=owner))
        row = Deadline(
            case_id=case.id, state=case.state, rule="days:3", started_at=AT, start_step=1, due_on=due
        )
        db.add(row)


def _work(database: Database, at: datetime = AT) -> None:
    worker = Worker(
        database, SettableClock(at), Duties({warning.JOB: warning.warn_of_passed}, (warning.ROUND,))
    )
    while worker.work_once():
        pass


def _tasks(database: Database) -> list[Task]:
    with database.read() as db:
        return list(db.scalars(sa.select(Task).order_by(Task.id)))


def test_the_owner_is_told_once_that_a_deadline_has_passed(database: Database) -> None:
    _add(database, 1, YESTERDAY)
    _add(database, 2, TODAY)
    for hour in range(3):
        _work(database, AT + timedelta(hours=hour))
    [task] = _tasks(database)
    assert (task.kind, task.case_id, task.assignee_id, task.due_on) == (
        "overdue",
        1,
        KAREN.user_id,
        YESTERDAY,
    )
    with database.read() as db:
        assert db.scalars(sa.select(Event.kind)).all() == ["deadline-passed"]
        assert db.get_one(Case, 1).event_count == 0, "a page that is open now is not made old by it"


def test_the_unit_is_told_when_nobody_owns_the_case(database: Database) -> None:
    _add(database, 1, YESTERDAY, owner=None)
    _work(database)
    [task] = _tasks(database)
    assert (task.assignee_id, task.unit_id) == (None, TEAM)


def test_a_paused_deadline_does_not_pass(database: Database) -> None:
    _add(database, 1, YESTERDAY)
    with database.write() as db:
        db.get_one(Case, 1).due_on = None
        db.add(DeadlinePause(deadline_id=1, reason="Sommerferie", from_on=YESTERDAY))
    _work(database)
    assert _tasks(database) == []


def test_the_task_goes_when_the_next_step_is_taken(database: Database) -> None:
    _add(database, 1, YESTERDAY)
    _work(database)
    with database.write() as db:
        clock.satisfy(db, db.get_one(Case, 1), step=2, at=AT)
    assert [task.status for task in _tasks(database)] == [TaskStatus.CANCELLED]


def test_the_task_goes_when_the_deadline_is_moved_and_comes_again_when_that_passes_too(
    database: Database,
) -> None:
    _add(database, 1, YESTERDAY)
    _work(database)
    later = TODAY + timedelta(days=7)
    with database.write() as db:
        clock.extend(db, db.get_one(Case, 1), to=later, reason="Venter på svar", actor=KAREN, at=AT)
    assert [task.status for task in _tasks(database)] == [TaskStatus.CANCELLED]
    _work(database, AT + timedelta(days=8))
    assert [task.due_on for task in _tasks(database)] == [YESTERDAY, later]


def test_a_great_many_are_told_of_in_batches(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warning, "BATCH", 2)
    for number in range(1, 6):
        _add(database, number, YESTERDAY)
    _work(database)
    assert len(_tasks(database)) == 5
    with database.read() as db:
        assert len(db.scalars(sa.select(Job.id).where(Job.kind == warning.JOB)).all()) == 3
