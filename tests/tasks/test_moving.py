"""A task is postponed with a reason, laid before the leader, or waits for the leader's deputy; law-bound days do not move."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.access.actor import Seat
from sagsflow.access.roles import Role
from sagsflow.accounts.models import Deputyship
from sagsflow.core.database import Database
from sagsflow.core.errors import Invalid
from sagsflow.eventlog.models import Event
from sagsflow.messages.models import Message
from sagsflow.tasks import moving, queries, service
from sagsflow.tasks.models import Task
from tests.tasks.conftest import Enter
from tests.tasks.world import TEAM, NewCase, add_case, person

AT = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
TODAY, NEXT_WEEK = date(2026, 9, 15), date(2026, 9, 22)
KAREN, BO, LENE = person("karen"), person("bo"), person("lene")


def _task(database: Database, kind: str = "call_resident", to: int = KAREN.user_id) -> int:
    with database.write() as db:
        case = add_case(db, NewCase(1))
        given = {"kind": kind, "unit_id": TEAM, "assignee_id": to, "due_on": TODAY, "case_id": case.id}
        return service.raise_task(db, actor=None, at=AT, **given).id  # type: ignore[arg-type]  # the five of one task


def _read(database: Database, task_id: int) -> Task:
    with database.read() as db:
        return db.get_one(Task, task_id)


def test_a_postponed_task_has_its_new_day_and_the_reason(database: Database) -> None:
    task_id = _task(database)
    with database.write() as db:
        moving.postpone(
            db, task_id=task_id, to=NEXT_WEEK, reason="Hun er rejst.", actor=KAREN, at=AT, version=1
        )
    task = _read(database, task_id)
    assert (task.due_on, task.postponed_reason) == (NEXT_WEEK, "Hun er rejst.")
    with database.read() as db:
        event = db.scalars(sa.select(Event)).one()
    assert event.kind == "task-postponed"
    assert '"before":"2026-09-15"' in event.body
    assert "rejst" not in event.body


@pytest.mark.parametrize(
    ("to", "reason", "fields"),
    [
        (TODAY, "Fordi.", {"to": "later-day"}),
        (TODAY + timedelta(days=61), "Fordi.", {"to": "later-day"}),
        (NEXT_WEEK, "  ", {"reason": "missing"}),
    ],
    ids=["not later", "too far", "no reason"],
)
@pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
def test_a_day_that_cannot_be_and_a_missing_reason_are_refused(
    database: Database, to: date, reason: str, fields: dict[str, str]
) -> None:
    task_id = _task(database)
    with database.write() as db, pytest.raises(Invalid) as refusal:
        moving.postpone(db, task_id=task_id, to=to, reason=reason, actor=KAREN, at=AT, version=1)
    assert refusal.value.fields == fields


def test_a_day_that_follows_from_the_law_does_not_move(database: Database) -> None:
    task_id = _task(database, "report_breach")
    with database.write() as db, pytest.raises(Invalid, match="fixed-day"):
        moving.postpone(db, task_id=task_id, to=NEXT_WEEK, reason="Fordi.", actor=KAREN, at=AT, version=1)


def test_a_task_laid_before_the_leader_is_hers_with_the_reason_and_she_is_told(database: Database) -> None:
    task_id = _task(database)
    with database.write() as db:
        moving.ask_leader(db, task_id=task_id, reason="Jeg er inhabil.", actor=KAREN, at=AT, version=1)
    task = _read(database, task_id)
    assert (task.assignee_id, task.asked_by, task.asked_reason) == (LENE.user_id, 1, "Jeg er inhabil.")
    with database.read() as db:
        told = db.execute(sa.select(Message.user_id, Message.kind).order_by(Message.id)).all()
    assert told[-1] == (LENE.user_id, "task-escalated")
    with database.write() as db, pytest.raises(Invalid, match="no-leader"):
        moving.ask_leader(db, task_id=task_id, reason="Og nu?", actor=LENE, at=AT, version=2)


def test_the_leader_hands_it_back_and_the_question_is_over(database: Database) -> None:
    task_id = _task(database)
    with database.write() as db:
        moving.ask_leader(db, task_id=task_id, reason="Jeg er inhabil.", actor=KAREN, at=AT, version=1)
    with database.write() as db:
        given = {"task_id": task_id, "assignee_id": BO.user_id, "version": 2, "colleagues": {1, 2, 3}}
        service.reassign(db, actor=LENE, at=AT, **given)  # type: ignore[arg-type]  # the four of one hand-over
    assert (_read(database, task_id).assignee_id, _read(database, task_id).asked_by) == (BO.user_id, None)


def test_what_waits_for_an_absent_leader_waits_for_her_deputy_who_is_told(database: Database) -> None:
    with database.write() as db:
        db.add(
            Deputyship(
                membership_id=LENE.user_id,
                deputy_id=BO.user_id,
                valid_from=TODAY,
                valid_to=NEXT_WEEK,
                named_at=AT,
            )
        )
    task_id = _task(database, to=LENE.user_id)
    seat = Seat(LENE.user_id, TEAM, 1, Role.COORDINATOR, deputy_for=LENE.user_id)
    deputy = replace(BO, seats=(*BO.seats, seat))
    with database.read() as db:
        assert [task.id for task in queries.open_for(db, deputy, AT)] == [task_id]
        assert list(queries.open_for(db, BO, AT)) == []
        assert set(db.scalars(sa.select(Message.user_id))) == {LENE.user_id, BO.user_id}


def test_the_pages_keep_what_was_typed_and_lead_back(enter: Enter, database: Database) -> None:
    task_id, karen = _task(database), enter("karen")
    page = f"/tasks/{task_id}/postpone"
    answer = karen.submit(page, {"to": "1.1.2020", "reason": "Hun er rejst."}, action=page)
    assert answer.status_code == 422
    assert "Hun er rejst." in answer.text
    assert karen.submit(page, {"to": "22.09.2026", "reason": "Hun er rejst."}, action=page).status_code == 303
    assert "Udskudt: Hun er rejst." in karen.get(f"/tasks/{task_id}").text
    asked = f"/tasks/{task_id}/ask"
    assert karen.submit(asked, {"reason": "Jeg er inhabil."}, action=asked).location == f"/tasks/{task_id}"
    assert "beder dig se på den" in karen.get(f"/tasks/{task_id}").text
