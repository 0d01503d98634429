"""A task that stays undone is laid before the leader: on the right morning, once, with event and message; nobody loses it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from config import BadSetting
from sagsflow.access.actor import Seat
from sagsflow.access.roles import Role
from sagsflow.accounts.models import Membership
from sagsflow.core.calendar import COPENHAGEN, WorkingCalendar
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.eventlog.models import Event
from sagsflow.jobs.registry import Duties
from sagsflow.jobs.worker import Worker
from sagsflow.messages.models import Message
from sagsflow.tasks import moving, queries, service
from sagsflow.tasks.escalating import ROUND, Escalation
from sagsflow.tasks.models import Task
from tests.tasks.conftest import Enter
from tests.tasks.world import TEAM, NewCase, add_case, person

AT = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
DUE = date(2026, 9, 15)
KAREN, BO, LENE = person("karen"), person("bo"), person("lene")
CLOSED = date(2026, 9, 18)
RULES = Escalation({"": 3, "follow_up": 0, "call_resident": 5}, WorkingCalendar(frozenset({CLOSED})))
MORNING = datetime(2026, 9, 21, 6, 0, tzinfo=UTC)  # the third working day after; the Friday between is closed


def _task(database: Database, kind: str = "own", to: int | None = KAREN.user_id, case: int = 1) -> int:
    with database.write() as db:
        add_case(db, NewCase(case))
        given = {"kind": kind, "unit_id": TEAM, "assignee_id": to, "due_on": DUE, "case_id": case}
        text = "Køb ind" if kind == "own" else None
        return service.raise_task(db, actor=None, at=AT, text=text, **given).id  # type: ignore[arg-type]  # the five of one task


def _work(database: Database, at: datetime, workers: int = 1) -> None:
    clock = SettableClock(at)
    team = [Worker(database, clock, Duties(RULES.handlers(), (ROUND,))) for _ in range(workers)]
    while sum(worker.work_once() for worker in team):
        pass


def _before(database: Database) -> list[int | None]:
    with database.read() as db:
        return list(db.scalars(sa.select(Task.laid_before_id).order_by(Task.id)))


def _told(database: Database) -> list[int]:
    with database.read() as db:
        return list(db.scalars(sa.select(Message.user_id).where(Message.kind == "task-laid-before")))


def test_on_the_morning_it_is_laid_before_the_leader_once_however_many_workers_look(
    database: Database,
) -> None:
    task_id = _task(database)
    _work(database, MORNING - timedelta(minutes=1))
    assert _before(database) == [None]
    for hours in range(3):
        _work(database, MORNING + timedelta(hours=hours), workers=2)
    assert (_before(database), _told(database)) == ([LENE.user_id], [LENE.user_id])
    with database.read() as db:
        kinds = db.scalars(sa.select(Event.kind)).all()
        hers = [task.id for task in queries.open_for(db, LENE, MORNING)]
        still = [task.id for task in queries.open_for(db, KAREN, MORNING)]
    assert kinds == ["task-laid-before"]
    assert hers == still == [task_id], "nobody gets rid of a task by waiting"


def test_each_kind_has_its_own_days_and_a_kind_may_have_none(database: Database) -> None:
    for number, kind in enumerate(("own", "call_resident", "follow_up"), start=1):
        _task(database, kind, case=number)
    _work(database, MORNING)
    assert _before(database) == [LENE.user_id, None, None]
    _work(database, MORNING + timedelta(days=2))
    assert _before(database) == [LENE.user_id, LENE.user_id, None]
    _work(database, MORNING + timedelta(days=50))
    assert _before(database)[2] is None


def test_a_task_that_nobody_has_taken_stands_on_the_leaders_day_once(database: Database) -> None:
    task_id = _task(database, to=None)
    _work(database, MORNING)
    with database.read() as db:
        assert [task.id for task in queries.open_for(db, LENE, MORNING)] == [task_id]
    assert _told(database) == [LENE.user_id]


def test_what_is_done_or_the_leaders_own_is_laid_before_nobody(database: Database) -> None:
    done = _task(database)
    _task(database, to=LENE.user_id, case=2)
    with database.write() as db:
        service.finish(db, task_id=done, actor=KAREN, at=AT, version=1)
    _work(database, MORNING)
    assert (_before(database), _told(database)) == ([None, None], [])


def test_a_unit_without_a_leader_is_looked_at_again_when_it_has_one(database: Database) -> None:
    _task(database)
    with database.write() as db:
        db.execute(sa.update(Membership).where(Membership.id == LENE.user_id).values(valid_to=DUE))
    _work(database, MORNING)
    assert _before(database) == [None]
    with database.write() as db:
        db.execute(sa.update(Membership).where(Membership.id == LENE.user_id).values(valid_to=None))
    _work(database, MORNING + timedelta(days=1))
    assert _before(database) == [LENE.user_id]


@pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
def test_the_acts_of_the_leader_take_it_off_her_day(database: Database) -> None:
    given, later = _task(database), _task(database, case=2)
    _work(database, MORNING)
    with database.write() as db:
        to = {"task_id": given, "assignee_id": BO.user_id, "version": 2, "colleagues": {1, 2, 3}}
        service.reassign(db, actor=LENE, at=MORNING, **to)  # type: ignore[arg-type]  # the four of one hand-over
        day = {"task_id": later, "to": date(2026, 10, 1), "reason": "Hun er rejst.", "version": 2}
        moving.postpone(db, actor=LENE, at=MORNING, **day)  # type: ignore[arg-type]  # the four of one postponement
    assert _before(database) == [None, None]
    _work(database, MORNING + timedelta(days=30))
    assert _before(database) == [None, LENE.user_id], "once for each day that was given"


@pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
def test_the_deputy_of_an_absent_leader_has_it_too(database: Database) -> None:
    task_id = _task(database)
    _work(database, MORNING)
    seat = Seat(LENE.user_id, TEAM, 1, Role.COORDINATOR, deputy_for=LENE.user_id)
    with database.read() as db:
        for stand_in in (BO, KAREN):
            deputy = replace(stand_in, seats=(*stand_in.seats, seat))
            assert [task.id for task in queries.open_for(db, deputy, MORNING)] == [task_id]


@pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
def test_the_page_says_before_whom_it_will_be_laid_and_when_and_before_whom_it_is(
    database: Database, enter: Enter
) -> None:
    task_id = _task(database)
    page = enter("karen").get(f"/tasks/{task_id}").text
    assert "bliver den lagt foran Lene Friis 29.09.2026" in page
    _work(database, MORNING)
    assert "Lagt foran Lene Friis 21.09.2026" in enter("karen").get(f"/tasks/{task_id}").text
    assert "Lagt foran lederen" in enter("lene").get("/").text


@pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
def test_through_a_year_it_comes_on_the_right_morning_by_copenhagens_clock(database: Database) -> None:
    """Around both changes of the clock, Easter, Christmas and a closed day."""
    calendar = WorkingCalendar(frozenset({CLOSED}))
    cases = {
        date(2026, 3, 26): date(2026, 3, 31),
        date(2026, 3, 31): date(2026, 4, 8),
        date(2026, 9, 15): date(2026, 9, 21),
        date(2026, 10, 22): date(2026, 10, 27),
        date(2026, 12, 23): date(2026, 12, 29),
    }
    for due, morning in cases.items():
        first = datetime.combine(morning, time(8), COPENHAGEN).astimezone(UTC)
        with database.write() as db:
            db.execute(sa.delete(Task))
            given = {"kind": "handed_back", "unit_id": TEAM, "assignee_id": 1, "due_on": due, "case_id": None}
            service.raise_task(db, actor=None, at=AT, **given)  # type: ignore[arg-type]  # the five of one task
            assert Escalation({"": 3}, calendar).day_of(db.scalars(sa.select(Task)).one()) == morning
        for moment, expected in ((first - timedelta(seconds=1), None), (first, LENE.user_id)):
            _work(database, moment)
            assert _before(database) == [expected], due


def test_a_kind_of_task_that_does_not_exist_is_refused_at_the_start() -> None:
    with pytest.raises(BadSetting, match="folow_up"):
        Escalation({"": 3, "folow_up": 2}, WorkingCalendar())
