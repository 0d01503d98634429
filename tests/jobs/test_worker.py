"""The worker survives what its work does to it: errors, being killed, a full round of cleaning, being told to stop."""

import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import ROOT
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.core.errors import Invalid
from sagsflow.jobs import cleaning, service
from sagsflow.jobs.models import Job, JobState
from sagsflow.jobs.registry import Duties, Handler
from sagsflow.jobs.worker import Worker, in_background
from sagsflow.web.models import Submission, WebSession
from tests.jobs.doing import leave_a_mark, marks

AT = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)


def _enqueue(database: Database, kind: str = "mark") -> None:
    with database.write() as db:
        service.enqueue(db, kind=kind, key=f"{kind}-1", at=AT, payload={"number": 1})


def _job(database: Database) -> Job:
    with database.read() as db:
        return db.scalars(sa.select(Job)).one()


def _worker(database: Database, handler: Handler = leave_a_mark, at: datetime = AT) -> Worker:
    return Worker(database, SettableClock(at), Duties({"mark": handler}))


def test_work_is_done_and_marked_in_one_transaction(database: Database) -> None:
    _enqueue(database)
    worker = _worker(database)
    assert worker.work_once()
    assert not worker.work_once()
    assert marks(database) == ["the-work-1"]
    assert _job(database).state is JobState.DONE


def test_a_killed_worker_leaves_nothing_half_done_and_another_does_it_once(database: Database) -> None:
    _enqueue(database)
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.jobs.doing", url, AT.isoformat()]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as doomed:
        assert doomed.stdout is not None
        assert doomed.stdout.readline() == "inside\n"
        doomed.kill()
    assert marks(database) == []
    assert not _worker(database).work_once(), "the lease of the killed one still stands"
    assert _worker(database, at=AT + service.LEASE + timedelta(seconds=1)).work_once()
    assert marks(database) == ["the-work-1"]


def test_an_error_undoes_the_work_is_kept_without_its_message_and_stops_nobody(database: Database) -> None:
    def fails(db: Session, payload: Mapping[str, Any], at: datetime) -> None:
        leave_a_mark(db, payload, at)
        raise Invalid("no-owner", name="Fatima")

    _enqueue(database)
    assert _worker(database, fails).work_once()
    assert marks(database) == []
    assert (_job(database).state, _job(database).error) == (JobState.READY, "Invalid: no-owner")


def test_work_of_an_unknown_kind_is_put_back(database: Database) -> None:
    _enqueue(database, "of-a-later-version")
    assert _worker(database).work_once()
    assert _job(database).error == "no-handler"


def test_an_idle_worker_takes_no_write_lock(database: Database) -> None:
    worker = _worker(database)
    with database.write():
        assert not worker.work_once()


def test_each_round_comes_once_however_many_workers_there_are(database: Database) -> None:
    clock = SettableClock(AT)
    duties = Duties(cleaning.HANDLERS, cleaning.ROUNDS)
    for _ in range(2):
        worker = Worker(database, clock, duties)
        while worker.work_once():
            pass
    with database.read() as db:
        kinds = sorted(db.scalars(sa.select(Job.kind)))
    assert kinds == ["draft-cleanup", "job-cleanup", "session-cleanup", "submission-cleanup"]
    clock.advance(timedelta(hours=1))
    assert Worker(database, clock, duties).work_once()


def test_old_sessions_and_submissions_are_forgotten_and_new_ones_kept(database: Database) -> None:
    with database.write() as db:
        for name, seen in {"old": AT - timedelta(days=40), "new": AT}.items():
            db.add(WebSession(digest=name, data="{}", born_at=seen, seen_at=seen))
            db.add(Submission(key=name, user_id=1, at=seen, location="/"))
    worker = Worker(database, SettableClock(AT), Duties(cleaning.HANDLERS, cleaning.ROUNDS))
    while worker.work_once():
        pass
    with database.read() as db:
        assert db.scalars(sa.select(WebSession.digest)).all() == ["new"]
        assert db.scalars(sa.select(Submission.key)).all() == ["new"]


def test_a_worker_in_the_background_works_and_ends_when_told(database: Database) -> None:
    done = threading.Event()

    def tells(db: Session, payload: Mapping[str, Any], at: datetime) -> None:
        done.set()

    _enqueue(database)
    with in_background(_worker(database, tells)):
        assert done.wait(30)
    assert not [thread for thread in threading.enumerate() if thread.name == "worker"]
    assert _job(database).state is JobState.DONE
