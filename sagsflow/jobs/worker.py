"""The worker: looks for due work, does it one piece at a time, and ends cleanly when told to."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from sagsflow.core.clock import Clock
from sagsflow.core.database import Database
from sagsflow.core.errors import DomainError
from sagsflow.jobs import service
from sagsflow.jobs.models import Job
from sagsflow.jobs.registry import Duties, Errand, Payload, Series
from sagsflow.jobs.service import Claimed

LOG = structlog.get_logger()
POLL_SECONDS = 2.0
PAUSE_SECONDS = 10.0
AT_ONCE = 10


class Worker:
    """One per process is enough; several on one database share the work."""

    def __init__(self, database: Database, clock: Clock, duties: Duties) -> None:
        self._database = database
        self._clock = clock
        self._duties = duties
        self._brought = frozenset[str]()

    def run(self, stop: threading.Event) -> None:
        """Works until `stop` is set; what is in hand then is finished first. A database that is away is waited for."""
        while not stop.is_set():
            try:
                done = self.work_some(stop)
            except (sa.exc.OperationalError, sa.exc.InterfaceError) as away:
                LOG.warning("worker-waits-for-database", error=type(away).__name__)
                stop.wait(PAUSE_SECONDS)
                continue
            if not done:
                stop.wait(POLL_SECONDS)

    def work_once(self) -> bool:
        """Does one piece of due work; False when there is none. While idle it only reads."""
        return self._work(1, threading.Event())

    def work_some(self, stop: threading.Event) -> bool:
        """Takes several pieces at once and does them, until `stop` is set; False when nothing is due."""
        return self._work(AT_ONCE, stop)

    def _work(self, most: int, stop: threading.Event) -> bool:
        at = self._clock.now()
        self._bring_round(at)
        with self._database.read() as db:
            if not service.is_anything_due(db, at):
                return False
        with self._database.write() as db:
            taken = service.claim_some(db, at=at, most=most)
        self._do_all(taken, stop)
        return True

    def _do_all(self, taken: Sequence[Claimed], stop: threading.Event) -> None:
        """One after the other. What has waited in hand until its lease ran out is somebody else's by now."""
        for number, claimed in enumerate(taken):
            if stop.is_set():
                with self._database.write() as db:
                    service.let_go(db, taken[number:])
                return
            if self._clock.now() < claimed.until:
                self._do(claimed)

    def _bring_round(self, at: datetime) -> None:
        keys = {turn.key(at): turn for turn in self._duties.rounds}
        if self._brought == keys.keys():
            return
        with self._database.read() as db:
            present = set(db.scalars(sa.select(Job.key).where(Job.key.in_(keys))))
        if missing := keys.keys() - present:
            with self._database.write() as db:
                for key in sorted(missing):
                    service.enqueue(db, kind=keys[key].kind, key=key, at=at)
        self._brought = frozenset(keys)

    def _do(self, claimed: Claimed) -> None:
        if claimed.kind not in self._duties.handlers:
            self._put_back(claimed, "no-handler")
            return
        try:
            self._carry_out(claimed)
        except service.LeaseLost:
            LOG.info("job-taken-over", job=claimed.id, kind=claimed.kind)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the worker goes on with other work
            self._put_back(claimed, code_of(error))

    def _carry_out(self, claimed: Claimed) -> None:
        duty = self._duties.handlers[claimed.kind]
        if isinstance(duty, Errand):
            self._run_errand(claimed, duty)
            return
        with self._database.write() as db:
            if isinstance(duty, Series):
                service.advance(db, claimed, duty, at=self._clock.now())
            else:
                service.complete(db, claimed, duty, at=self._clock.now())

    def _run_errand(self, claimed: Claimed, errand: Errand) -> None:
        """No transaction is open while it is out."""
        with self._database.read() as db:
            prepared = errand.prepare(db, claimed.payload, self._clock.now())
        outcome = None if prepared is None else errand.carry_out(prepared)

        def settle(db: Session, payload: Payload, at: datetime) -> None:
            if prepared is not None:
                errand.settle(db, payload, outcome, at)

        with self._database.write() as db:
            service.complete(db, claimed, settle, at=self._clock.now())

    def _put_back(self, claimed: Claimed, error: str) -> None:
        try:
            with self._database.write() as db:
                state = service.put_back(db, claimed, error=error, at=self._clock.now())
        except service.LeaseLost:
            LOG.info("job-taken-over", job=claimed.id, kind=claimed.kind)
            return
        LOG.warning("job-failed", job=claimed.id, kind=claimed.kind, error=error, state=state.value)


def code_of(error: Exception) -> str:
    """What may be kept of an error: its kind and, of our own refusals, the code. Messages may hold personal data."""
    name = type(error).__name__
    return f"{name}: {error.reason}" if isinstance(error, DomainError) else name


@contextmanager
def in_background(worker: Worker) -> Iterator[None]:
    """Runs a worker in a thread beside the web server of the same process."""
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,), name="worker")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
