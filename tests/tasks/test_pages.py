"""Tasks on the screen: finish, hand on, write oneself one; a refusal keeps what was typed."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from sagsflow.core.database import Database
from sagsflow.eventlog.models import Event
from sagsflow.tasks import service
from sagsflow.tasks.models import Task, TaskStatus
from tests.tasks.conftest import Enter
from tests.tasks.world import SCHOOL, TEAM, NewCase, add_case

TODAY = date(2026, 9, 15)
ADD = "/tasks/cases/BSV-2026-0001/new"


@pytest.fixture
def task_id(database: Database, at: datetime) -> int:
    """A task of the team, on a case of Karen's."""
    with database.write() as db:
        case = add_case(db, NewCase(1))
        raised = {
            "kind": "call_resident",
            "unit_id": TEAM,
            "assignee_id": 1,
            "due_on": TODAY,
            "case_id": case.id,
        }
        task = service.raise_task(db, actor=None, at=at, **raised)  # type: ignore[arg-type]  # the five of one task
        return task.id


def _task(database: Database, task_id: int) -> Task:
    with database.read() as db:
        return db.get_one(Task, task_id)


def test_pressing_twice_finishes_once(enter: Enter, database: Database, task_id: int) -> None:
    karen = enter("karen")
    form = karen.form(f"/tasks/{task_id}", action="/finish")
    answers = [karen.post(form.action, data=form.filled({})) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, "/"), (303, "/")]
    assert _task(database, task_id).status is TaskStatus.DONE
    with database.read() as db:
        assert db.scalars(sa.select(Event.kind)).all() == ["task-finished"]


def test_a_page_that_is_older_than_the_task_is_refused(
    enter: Enter, database: Database, at: datetime, task_id: int
) -> None:
    karen = enter("karen")
    form = karen.form(f"/tasks/{task_id}", action="/finish")
    with database.write() as db:
        db.get_one(Task, task_id).assignee_id = 2
    answer = karen.post(form.action, data=form.filled({}))
    assert answer.status_code == 409
    assert _task(database, task_id).status is TaskStatus.OPEN


def test_a_task_is_handed_to_a_colleague(enter: Enter, database: Database, task_id: int) -> None:
    answer = enter("karen").submit(f"/tasks/{task_id}", {"assignee": "2"}, action=f"/tasks/{task_id}")
    assert answer.status_code == 303
    assert _task(database, task_id).assignee_id == 2


@pytest.mark.parametrize("name", ["samir", "vibeke"])
def test_a_stranger_finds_neither_the_task_nor_the_case(enter: Enter, task_id: int, name: str) -> None:
    stranger = enter(name)
    assert stranger.get(f"/tasks/{task_id}").status_code == 404
    assert stranger.get(ADD).status_code == 404


def test_one_leads_back_only_to_this_site(enter: Enter, task_id: int) -> None:
    karen = enter("karen")
    form = karen.form(f"/tasks/{task_id}", action="/finish")
    answer = karen.post(form.action, data=form.filled({"back": "https://elsewhere.example/"}))
    assert answer.location == "/"


def test_ones_own_task_is_written_from_the_case_and_stands_on_its_page(
    enter: Enter, database: Database, task_id: int
) -> None:
    karen = enter("karen")
    assert f'href="{ADD}"' in karen.get("/cases/BSV-2026-0001").text
    answer = karen.submit(ADD, {"text": "Ring til Else", "due_on": "20.09.2026"}, action="/new")
    assert answer.location == "/cases/BSV-2026-0001"
    assert "Ring til Else" in karen.get(answer.location).text
    assert "Ring til Else" in karen.get("/").text


@pytest.mark.parametrize("due_on", ["31.02.2026", "01.01.2020", ""])
def test_a_refused_task_keeps_what_was_typed(
    enter: Enter, database: Database, task_id: int, due_on: str
) -> None:
    answer = enter("karen").submit(ADD, {"text": "Ring til Else", "due_on": due_on}, action="/new")
    assert answer.status_code == 422
    assert 'value="Ring til Else"' in answer.text
    with database.read() as db:
        assert db.scalars(sa.select(Task.kind)).all() == ["call_resident"]


def test_a_partner_writes_a_task_in_its_own_unit(enter: Enter, database: Database) -> None:
    with database.write() as db:
        add_case(db, NewCase(1, shared_with={SCHOOL: None}))
    assert (
        enter("samir")
        .submit(ADD, {"text": "Tal med læreren", "due_on": "20.09.2026"}, action="/new")
        .status_code
        == 303
    )
    with database.read() as db:
        assert db.scalars(sa.select(Task.unit_id)).all() == [SCHOOL]
