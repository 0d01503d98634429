"""Long work goes on where it stands, errands hold no transaction, and several taken at once are each done once."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.jobs import service
from sagsflow.jobs.models import Job, JobState
from sagsflow.jobs.registry import Duties, Duty, Errand, Series, Step
from sagsflow.jobs.worker import Worker
from tests.jobs.doing import leave_a_mark, marks

AT = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
PARTS = 3


def _enqueue(database: Database, kind: str = "long", number: int = 1) -> None:
    with database.write() as db:
        service.enqueue(db, kind=kind, key=f"{kind}-{number}", at=AT, payload={"number": number})


def _job(database: Database, key: str = "long-1") -> Job:
    with database.read() as db:
        return db.scalars(sa.select(Job).where(Job.key == key)).one()


def _worker(database: Database, **handlers: Duty) -> Worker:
    return Worker(database, SettableClock(AT), Duties(handlers))


def _part(db: Session, _payload: Mapping[str, Any], done: int, at: datetime) -> Step:
    leave_a_mark(db, {"number": done + 1}, at)
    return Step(done + 1, PARTS)


def test_long_work_says_how_far_it_is_and_lets_other_work_in_between(database: Database) -> None:
    _enqueue(database)
    _enqueue(database, "mark", 9)
    clock = SettableClock(AT)
    worker = Worker(database, clock, Duties({"long": Series(_part), "mark": leave_a_mark}))
    clock.advance(timedelta(seconds=1))
    worker.work_once()
    assert (_job(database).done, _job(database).total) == (1, PARTS)
    worker.work_once()
    assert marks(database) == ["the-work-1", "the-work-9"]
    while worker.work_once():
        pass
    assert sorted(marks(database)) == ["the-work-1", "the-work-2", "the-work-3", "the-work-9"]
    assert _job(database).state is JobState.DONE


def test_long_work_has_as_many_tries_for_each_part(database: Database) -> None:
    """What failed seven times and then came further is not given up at the next failure."""
    clock, failed = SettableClock(AT), list[int]()

    def stumbles(db: Session, payload: Mapping[str, Any], done: int, at: datetime) -> Step:
        failed.append(done)
        if failed.count(done) < service.TRIES:
            raise ConnectionError
        return _part(db, payload, done, at)

    _enqueue(database)
    worker = Worker(database, clock, Duties({"long": Series(stumbles)}))
    while _job(database).state is JobState.READY:
        worker.work_once()
        clock.advance(service.LONGEST_WAIT)
    assert _job(database).state is JobState.DONE
    assert len(marks(database)) == PARTS


def test_a_worker_that_slept_through_a_part_does_not_do_it_again(database: Database) -> None:
    _enqueue(database)
    with database.write() as db:
        asleep = service.claim(db, at=AT)
    later = AT + service.LEASE + timedelta(seconds=1)
    for _ in range(2):
        with database.write() as db:
            quick = service.claim(db, at=later)
            assert quick is not None
            service.advance(db, quick, Series(_part), at=later)
    assert asleep is not None
    with pytest.raises(service.LeaseLost), database.write() as db:
        service.advance(db, asleep, Series(_part), at=later)
    assert len(marks(database)) == 2


def test_an_errand_is_out_without_a_transaction(database: Database) -> None:
    """While it is out somebody else writes; on SQLite an open transaction would keep him waiting."""

    def out(number: int) -> str:
        with database.write() as db:
            leave_a_mark(db, {"number": number}, AT)
        return "back"

    told: list[str] = []
    errand = Errand(
        prepare=lambda db, payload, at: payload["number"],
        carry_out=out,
        settle=lambda db, payload, outcome, at: told.append(outcome),
    )
    _enqueue(database)
    _worker(database, long=errand).work_once()
    assert (marks(database), told, _job(database).state) == (["the-work-1"], ["back"], JobState.DONE)


def test_an_errand_that_is_not_needed_any_more_is_done_without_going_out(database: Database) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    _enqueue(database)
    _worker(database, long=Errand(lambda db, payload, at: None, never, never)).work_once()
    assert _job(database).state is JobState.DONE


def test_several_are_taken_at_once_but_never_beside_one_that_has_failed(database: Database) -> None:
    for number in range(1, 5):
        _enqueue(database, "mark", number)
    with database.write() as db:
        assert len(service.claim_some(db, at=AT, most=3)) == 3
    later = AT + service.LEASE + timedelta(seconds=1)
    with database.write() as db:
        (alone,) = service.claim_some(db, at=later, most=3)
    assert alone.tries == 2


def test_a_worker_that_is_told_to_stop_lets_go_of_what_it_has_not_begun(database: Database) -> None:
    stop = threading.Event()

    def stops(db: Session, payload: Mapping[str, Any], at: datetime) -> None:
        stop.set()

    for number in (1, 2):
        _enqueue(database, "mark", number)
    _worker(database, mark=stops).run(stop)
    waiting = _job(database, "mark-2")
    assert (waiting.state, waiting.leased_until, waiting.attempt - waiting.since) == (JobState.READY, None, 0)
    assert _worker(database, mark=leave_a_mark).work_once()
    assert marks(database) == ["the-work-2"]
