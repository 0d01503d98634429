"""What happened before the demo's stories: enough for figures, nothing on anybody's day, and true to the log and the ledger."""

import pytest
import sqlalchemy as sa

from sagsflow.cases.models import Case, CaseNumber
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.database import Database
from sagsflow.demo import past
from sagsflow.eventlog.verify import verify
from sagsflow.meetings.models import Action, AgendaItem, Meeting
from sagsflow.tasks.models import Task, TaskStatus
from sagsflow.web.platform import Platform
from tests.demo.conftest import platform_on
from tests.demo.truths import histories_hold, reading_list_is_the_ledger
from tests.house.databases import StartingPoint


def lived(database: Database) -> None:
    platform = platform_on(database)
    with platform.database.write() as db:
        past.live(db, platform, cases=80)
    platform.database.dispose()


LIVED = StartingPoint("demo-past", lived)


@pytest.fixture
def starting_point() -> StartingPoint:
    return LIVED


def test_it_stands_up_to_the_checks_of_the_log_and_the_ledger(platform: Platform) -> None:
    with platform.database.read() as db:
        verdict = verify(db, platform.log_keys)
        assert verdict.is_sound, verdict
        assert histories_hold(db, platform.library)
        assert reading_list_is_the_ledger(db, platform.clock.now())


def test_nothing_of_it_is_overdue_and_nothing_lies_before_a_meeting_to_come(platform: Platform) -> None:
    today = copenhagen_date(platform.clock.now())
    with platform.database.read() as db:
        assert db.scalar(sa.select(sa.func.count()).where(Case.is_open)), "some are still at work"
        late = sa.select(Task.id).where(Task.status == TaskStatus.OPEN, Task.due_on < today)
        assert db.scalars(late).all() == []
        assert db.scalars(sa.select(Case.id).where(Case.is_open, Case.due_on < today)).all() == []
        ahead = sa.select(Meeting.id).where(Meeting.starts_at > platform.clock.now())
        assert db.scalars(ahead).all() == []


def test_case_numbers_have_no_gaps_and_reach_over_two_years(platform: Platform) -> None:
    with platform.database.read() as db:
        given = {(year, number) for year, number in db.execute(sa.select(Case.year, Case.number))}
        last = {row.year: row.last for row in db.scalars(sa.select(CaseNumber))}
    assert len(last) == 2
    assert given == {(year, number) for year in last for number in range(1, last[year] + 1)}


def test_meetings_have_said_what_became_of_what_was_agreed(platform: Platform) -> None:
    with platform.database.read() as db:
        said = set(db.scalars(sa.select(Action.outcome)))
        without = sa.select(Meeting.id).where(~sa.exists().where(AgendaItem.meeting_id == Meeting.id))
        assert db.scalars(without).all() == []
    assert len(said - {None}) > 1
