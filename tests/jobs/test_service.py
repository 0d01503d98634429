"""Due work is put down once, claimed by one, done once, tried again later, and given up in the end."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.core.database import Database
from sagsflow.jobs import service
from sagsflow.jobs.models import Job, JobState
from tests.jobs.doing import leave_a_mark, marks

AT = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)


def _enqueue(database: Database, number: int = 1, at: datetime = AT) -> bool:
    with database.write() as db:
        return service.enqueue(db, kind="mark", key=f"mark-{number}", at=at, payload={"number": number})


def _claim(database: Database, at: datetime = AT) -> service.Claimed | None:
    with database.write() as db:
        return service.claim(db, at=at)


def _job(database: Database) -> Job:
    with database.read() as db:
        return db.scalars(sa.select(Job)).one()


def test_the_same_key_is_put_down_once(database: Database) -> None:
    assert [_enqueue(database), _enqueue(database)] == [True, False]
    assert _job(database).key == "mark-1"


def test_work_that_was_put_down_in_a_transaction_that_failed_was_never_put_down(database: Database) -> None:
    def fail(db: Session) -> None:
        service.enqueue(db, kind="mark", key="mark-1", at=AT)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.write() as db:
        fail(db)
    assert _claim(database) is None


def test_nothing_is_due_before_its_time(database: Database) -> None:
    _enqueue(database, at=AT + timedelta(minutes=1))
    assert _claim(database) is None
    with database.read() as db:
        assert not service.is_anything_due(db, AT)
        assert service.is_anything_due(db, AT + timedelta(minutes=1))


def test_eight_workers_share_the_work_and_none_is_done_twice(database: Database) -> None:
    for number in range(20):
        _enqueue(database, number)
    taken: list[int] = []

    def work() -> None:
        while (claimed := _claim(database)) is not None:
            taken.append(claimed.id)
            with database.write() as db:
                service.complete(db, claimed, leave_a_mark, at=AT)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 20
    assert len(marks(database)) == 20


def test_a_worker_that_lost_its_lease_leaves_no_trace(database: Database) -> None:
    _enqueue(database)
    slow = _claim(database)
    quick = _claim(database, AT + service.LEASE + timedelta(seconds=1))
    assert slow is not None
    assert quick is not None
    with database.write() as db:
        service.complete(db, quick, leave_a_mark, at=AT)
    with pytest.raises(service.LeaseLost), database.write() as db:
        service.complete(db, slow, leave_a_mark, at=AT)
    assert marks(database) == ["the-work-1"]


def test_what_fails_is_tried_again_later_and_later_and_then_given_up(database: Database) -> None:
    _enqueue(database)
    at, waits = AT, []
    while (claimed := _claim(database, at)) is not None:
        with database.write() as db:
            service.put_back(db, claimed, error="KeyError", at=at)
        waits.append(_job(database).run_at - at)
        at = _job(database).run_at
    assert waits[:3] == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]
    assert (_job(database).state, _job(database).error, _job(database).attempt) == (
        JobState.DEAD,
        "KeyError",
        8,
    )


def test_work_that_takes_its_worker_down_every_time_is_given_up(database: Database) -> None:
    _enqueue(database)
    at = AT
    for _ in range(service.TRIES):
        assert _claim(database, at) is not None
        at += service.LEASE + timedelta(seconds=1)
    assert _claim(database, at) is None
    assert (_job(database).state, _job(database).error) == (JobState.DEAD, service.LOST)


def test_done_work_is_forgotten_and_work_given_up_is_kept(database: Database) -> None:
    for number in (1, 2):
        _enqueue(database, number)
    for state in (JobState.DONE, JobState.DEAD):
        claimed = _claim(database)
        assert claimed is not None
        with database.write() as db:
            db.execute(sa.update(Job).where(Job.id == claimed.id).values(state=state, finished_at=AT))
    with database.write() as db:
        assert service.forget_done(db, before=AT + timedelta(days=1)) == 1
    assert _job(database).state is JobState.DEAD
