"""Two workers and a clock that is moved through a year: every message goes once, at eight o'clock, on the next day of work."""

from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.core.calendar import COPENHAGEN, WorkingCalendar
from sagsflow.jobs.registry import Duties, Payload
from sagsflow.jobs.worker import Worker
from sagsflow.messages import service
from sagsflow.messages.hours import Hours
from sagsflow.messages.models import POST, How, Letter, Message
from sagsflow.messages.post import handlers_of
from sagsflow.tasks.telling import TASK_GIVEN
from tests.cast import PEOPLE, Cast, person
from tests.messages.conftest import Post

KAREN = PEOPLE["karen"][0]
CLOSED = date(2026, 10, 16)
# As the almanac has them; the clocks change on 29 March and 25 October 2026.
FREE = {
    date(2026, 1, 1),
    date(2026, 4, 2),
    date(2026, 4, 3),
    date(2026, 4, 6),
    date(2026, 5, 14),
    date(2026, 5, 25),
    date(2026, 12, 25),
    date(2026, 12, 26),
    date(2027, 1, 1),
    CLOSED,
}
FIRST, DAYS = date(2026, 1, 12), 365
LOOKS = (time(7, 59), time(8, 0), time(12, 0))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, COPENHAGEN)


def _next_workday(day: date) -> date:
    day += timedelta(days=1)
    while day.weekday() > 4 or day in FREE:
        day += timedelta(days=1)
    return day


def _sent(_db: Session, _payload: Payload, _at: datetime) -> None:
    """The letter itself is not what is looked at here."""


@pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
def test_through_a_year_every_message_goes_once_and_at_the_right_hour(post: Post, cast: Cast) -> None:
    hours = Hours(WorkingCalendar(frozenset({CLOSED})), 8, 16)
    duties = Duties({**handlers_of(hours, post.settings), POST: _sent})
    workers = [Worker(cast.database, cast.clock, duties) for _ in range(2)]
    with cast.database.write() as db:
        service.choose(db, {TASK_GIVEN.code: How.DAILY}, actor=person("karen"))
    for number in range(DAYS):
        for look in LOOKS:
            cast.clock.set(_at(FIRST + timedelta(days=number), look))
            if look == LOOKS[-1]:
                with cast.database.write() as db:
                    service.tell(db, TASK_GIVEN, [KAREN], at=cast.at, target=number)
            while sum(worker.work_once() for worker in workers):
                pass
    _check(cast)


def _check(cast: Cast) -> None:
    with cast.database.read() as db:
        told = db.execute(
            sa.select(Message.target, Letter.created_at).join(Letter, Letter.id == Message.letter_id)
        ).all()
    last = FIRST + timedelta(days=DAYS - 1)
    days = {int(row.target): FIRST + timedelta(days=int(row.target)) for row in told}
    assert len(days) == len(told) >= DAYS - 4
    for row in told:
        expected = _at(_next_workday(days[int(row.target)]), time(8, 0))
        assert row.created_at == expected, row.target
        assert expected.date() <= last
