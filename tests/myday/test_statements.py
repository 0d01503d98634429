"""Min dag asks the database as often for many rows as for few, and each walk goes along an index."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from sagsflow.core.calendar import WorkingCalendar
from sagsflow.core.database import Database
from sagsflow.myday.queries import day, team
from sagsflow.tasks import service as tasks
from tests.tasks.world import TEAM, NewCase, add_case, person

DUE = date(2026, 9, 14)
FIRST = 1


@contextmanager
def _statements(database: Database) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


def _fill(db: Session, at: datetime, first: int, count: int) -> None:
    for number in range(first, first + count):
        add_case(db, NewCase(number, owner="lene" if number % 2 else None, due_on=DUE))
        tasks.raise_task(
            db,
            kind="follow_up",
            unit_id=TEAM,
            assignee_id=3 if number % 2 else None,
            due_on=DUE,
            case_id=number,
            actor=None,
            at=at,
        )


def _look(database: Database, at: datetime) -> int:
    lene = person("lene")
    with _statements(database) as asked, database.read() as db:
        day.day_of(db, lene, WorkingCalendar(), at)
        team.lines(db, team.Late.of(lene, at))
    return len(asked)


def test_the_number_of_statements_does_not_grow_with_the_rows(database: Database, at: datetime) -> None:
    with database.write() as db:
        _fill(db, at, FIRST, 2)
    few = _look(database, at)
    with database.write() as db:
        _fill(db, at, FIRST + 2, 60)
    assert _look(database, at) == few
    assert few <= 12


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_every_walk_of_the_day_is_led_by_its_own_index_and_nothing_is_read_whole(
    database: Database, at: datetime
) -> None:
    with _statements(database) as asked, database.read() as db:
        day.day_of(db, person("lene"), WorkingCalendar(), at)
    plans = [_plan(database, statement) for statement in asked]
    assert not [plan for plan in plans if "SCAN task" in plan or "SCAN case" in plan]
    for index in (
        "ix_task_assignee",
        "ix_task_unassigned",
        "ix_task_laid_before",
        "ix_case_owner",
        "ix_case_untaken",
        "ix_meeting_starts_at",
    ):
        assert any(index in plan for plan in plans), plans


def _plan(database: Database, statement: str) -> str:
    with database.engine.connect() as connection:
        cursor = connection.connection.cursor()
        values = [None] * statement.count("?")
        rows = cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
        cursor.close()
    return "\n".join(str(row[-1]) for row in rows)
