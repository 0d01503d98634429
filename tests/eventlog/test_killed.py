"""A process that is killed in the middle of its work leaves log, cases and lists as they agree."""

import sqlalchemy as sa

from sagsflow.cases.models import Case
from sagsflow.eventlog.models import Event
from tests.cases.agreement import assert_log_is_sound, assert_reading_list_agrees
from tests.cast import Cast
from tests.eventlog.opening import open_cases
from tests.house.forks import forked

ENOUGH = 7


def test_killed_in_the_middle_everything_still_agrees(cast: Cast, database_url: str) -> None:
    with forked(open_cases, database_url) as (worker, wire):
        done = next(number for number in iter(wire.recv, None) if number >= ENOUGH)
        worker.kill()
    with cast.database.write() as db:
        cast.open_case(db, number=1)
    with cast.database.read() as db:
        assert_log_is_sound(db)
        assert_reading_list_agrees(db, cast.at)
        refs = db.scalars(sa.select(Case.number).order_by(Case.number)).all()
        assert refs == list(range(1, len(refs) + 1))
        assert len(refs) >= done + 2
        moved = db.scalar(sa.select(sa.func.count()).where(Event.kind == "case-moved"))
        assert moved == len(refs) - 1
