"""Tasks: raised, finished once, handed on, cancelled with their case, and taken back with the step that did it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.database import Database
from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.eventlog.models import Event
from sagsflow.tasks import queries, service
from sagsflow.tasks.hooks import TaskCase
from sagsflow.tasks.models import Task, TaskStatus
from tests.tasks.world import SCHOOL, TEAM, NewCase, add_case, end_grants, person

AT = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
TODAY = date(2026, 9, 15)
KAREN, BO, SAMIR, VIBEKE = person("karen"), person("bo"), person("samir"), person("vibeke")


def _raise(
    db: Session,
    case_id: int,
    *,
    unit: int = TEAM,
    to: int | None = None,
    step: int | None = None,
    days: int = 3,
) -> Task:
    return service.raise_task(
        db,
        kind="call_resident",
        unit_id=unit,
        assignee_id=to,
        due_on=TODAY + timedelta(days=days),
        case_id=case_id,
        actor=None,
        at=AT,
        step=step,
    )


def _finish(db: Session, task: Task, actor: Actor = KAREN, version: int = 1) -> Task:
    return service.finish(db, task_id=task.id, actor=actor, at=AT, version=version)


def test_a_task_waits_for_its_owner_and_an_unassigned_one_for_everybody_in_the_unit(
    database: Database,
) -> None:
    with database.write() as db:
        case = add_case(db, NewCase(1))
        later, first = _raise(db, case.id, days=5), _raise(db, case.id, to=KAREN.user_id, days=1)
        for_bo = _raise(db, case.id, to=BO.user_id)
    with database.read() as db:
        assert [task.id for task in queries.open_for(db, KAREN, AT)] == [first.id, later.id]
        assert [task.id for task in queries.open_for(db, BO, AT)] == [for_bo.id, later.id]
        assert queries.open_for(db, SAMIR, AT) == []


def test_finishing_is_recorded_and_happens_once(database: Database) -> None:
    with database.write() as db:
        task = _raise(db, add_case(db, NewCase(1)).id, to=KAREN.user_id)
        done = _finish(db, task)
        assert (done.status, done.done_by, done.done_at) == (TaskStatus.DONE, KAREN.user_id, AT)
        with pytest.raises(Stale):
            _finish(db, task, version=2)
    with database.read() as db:
        assert db.scalars(sa.select(Event.kind)).all() == ["task-finished"]


def test_a_colleague_may_finish_it_but_not_from_an_old_page(database: Database) -> None:
    with database.write() as db:
        task = _raise(db, add_case(db, NewCase(1)).id, to=KAREN.user_id)
        service.reassign(
            db, task_id=task.id, assignee_id=BO.user_id, actor=KAREN, at=AT, version=1, colleagues={1, 2, 3}
        )
        with pytest.raises(Stale):
            _finish(db, task, BO, version=1)
        assert _finish(db, task, BO, version=2).done_by == BO.user_id


def test_a_task_is_handed_only_to_somebody_of_its_unit(database: Database) -> None:
    with database.write() as db:
        task = _raise(db, add_case(db, NewCase(1)).id)
        with pytest.raises(Invalid):
            service.reassign(
                db,
                task_id=task.id,
                assignee_id=SAMIR.user_id,
                actor=KAREN,
                at=AT,
                version=1,
                colleagues={1, 2, 3},
            )


def test_a_stranger_must_not_learn_that_a_task_exists(database: Database) -> None:
    with database.write() as db:
        task = _raise(db, add_case(db, NewCase(1)).id)
        for stranger in (SAMIR, VIBEKE, person("mette"), person("adam")):
            with pytest.raises(NotFound):
                _finish(db, task, stranger)


def test_a_task_hides_the_moment_its_case_is_closed_to_the_unit(database: Database) -> None:
    with database.write() as db:
        case = add_case(db, NewCase(1, shared_with={SCHOOL: None}))
        task = _raise(db, case.id, unit=SCHOOL, to=SAMIR.user_id)
        assert [found.id for found in queries.open_for(db, SAMIR, AT)] == [task.id]
        end_grants(db, case, SCHOOL, AT)
        assert queries.open_for(db, SAMIR, AT) == []
        with pytest.raises(NotFound):
            _finish(db, task, SAMIR)


def test_a_partner_sees_only_its_own_tasks_of_a_case_and_the_owner_sees_all(database: Database) -> None:
    with database.write() as db:
        case = add_case(db, NewCase(1, shared_with={SCHOOL: None}))
        ours, theirs = _raise(db, case.id), _raise(db, case.id, unit=SCHOOL, days=4)
        assert [task.id for task in queries.for_case(db, KAREN, case.id, AT)] == [ours.id, theirs.id]
        assert [task.id for task in queries.for_case(db, SAMIR, case.id, AT)] == [theirs.id]
        assert queries.for_case(db, VIBEKE, case.id, AT) == ()


def test_undoing_a_step_brings_back_what_it_cancelled_and_takes_back_what_it_raised(
    database: Database,
) -> None:
    with database.write() as db:
        case = add_case(db, NewCase(1))
        before, done = _raise(db, case.id, step=1), _raise(db, case.id, step=2)
        _finish(db, done)
        assert service.cancel_for_case(db, case_id=case.id, at=AT, step=2) == 1
        raised = _raise(db, case.id, step=2)
        service.undo_step(db, case.id, 2)
        assert [task.status for task in (before, done, raised)] == [
            TaskStatus.OPEN,
            TaskStatus.DONE,
            TaskStatus.CANCELLED,
        ]


def test_cancelling_some_kinds_leaves_the_others(database: Database) -> None:
    with database.write() as db:
        case = add_case(db, NewCase(1))
        task = _raise(db, case.id)
        assert service.cancel_for_case(db, case_id=case.id, at=AT, kinds={"overdue"}) == 0
        assert task.status is TaskStatus.OPEN


def test_the_open_tasks_follow_the_case_to_its_new_owner(database: Database) -> None:
    with database.write() as db:
        case = add_case(db, NewCase(1))
        task, other = _raise(db, case.id, to=KAREN.user_id), _raise(db, case.id)
        moved = service.hand_over(db, case_id=case.id, from_id=KAREN.user_id, to_id=BO.user_id, unit_id=TEAM)
        assert (moved, task.assignee_id, other.assignee_id) == (1, BO.user_id, None)


def test_ones_own_task_is_ones_own_and_never_due_yesterday(database: Database) -> None:
    with database.write() as db:
        case = add_case(db, NewCase(1))
        about = TaskCase(case.id, case.ref, frozenset({TEAM}))
        task = service.add_own(db, case=about, text="Ring til Else", due_on=TODAY, actor=KAREN, at=AT)
        assert (task.kind, task.assignee_id, task.unit_id) == ("own", KAREN.user_id, TEAM)
        with pytest.raises(Invalid) as refusal:
            service.add_own(db, case=about, text="x", due_on=TODAY - timedelta(days=1), actor=KAREN, at=AT)
        assert refusal.value.fields == {"due_on": "past"}


def test_of_many_tasks_a_page_is_read(database: Database) -> None:
    with database.write() as db:
        case = add_case(db, NewCase(1))
        for _ in range(101):
            _raise(db, case.id, to=KAREN.user_id)
    with database.read() as db:
        assert len(queries.open_for(db, KAREN, AT)) == queries.PAGE
