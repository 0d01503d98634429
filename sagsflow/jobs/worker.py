"""The worker: looks for due work, does it one piece at a time, and ends cleanly when told to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import sqlalchemy as sa
import structlog

from sagsflow.core.clock import Clock
from sagsflow.core.database import Database
from sagsflow.core.errors import DomainError
from sagsflow.jobs import service
from sagsflow.jobs.models import Job
from sagsflow.jobs.registry import Duties
from sagsflow.jobs.service import Claimed

LOG = structlog.get_logger()
POLL_SECONDS = 2.0
PAUSE_SECONDS = 10.0


class Worker:
    """One per process is enough; several on one database share the work."""

    def __init__(self, database: Database, clock: Clock, duties: Duties) -> None:
        self._database = database
        self._clock = clock
        self._duties = duties

    def run(self, stop: threading.Event) -> None:
        """Works until `stop` is set; what is in hand then is finished first. A database that is away is waited for."""
        while not stop.is_set():
            try:
                done = self.work_once()
            except (sa.exc.OperationalError, sa.exc.InterfaceError) as away:
                LOG.warning("worker-waits-for-database", error=type(away).__name__)
                stop.wait(PAUSE_SECONDS)
                continue
            if not done:
                stop.wait(POLL_SECONDS)

    def work_once(self) -> bool:
        """Does one piece of due work; False when there is none. While idle it only reads."""
        at = self._clock.now()
        self._bring_round(at)
        with self._database.read() as db:
            if not service.is_anything_due(db, at):
                return False
        with self._database.write() as db:
            claimed = service.claim(db, at=at)
        if claimed is not None:
            self._do(claimed)
        return True

    def _bring_round(self, at: datetime) -> None:
        keys = {turn.key(at): turn for turn in self._duties.rounds}
        with self._database.read() as db:
            present = set(db.scalars(sa.select(Job.key).where(Job.key.in_(keys))))
        if missing := keys.keys() - present:
            with self._database.write() as db:
                for key in sorted(missing):
                    service.enqueue(db, kind=keys[key].kind, key=key, at=at)

    def _do(self, claimed: Claimed) -> None:
        handler = self._duties.handlers.get(claimed.kind)
        if handler is None:
            self._put_back(claimed, "no-handler")
            return
        try:
            with self._database.write() as db:
                service.complete(db, claimed, handler, at=self._clock.now())
        except service.LeaseLost:
            LOG.info("job-taken-over", job=claimed.id, kind=claimed.kind)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the worker goes on with other work
            self._put_back(claimed, code_of(error))

    def _put_back(self, claimed: Claimed, error: str) -> None:
        with self._database.write() as db:
            state = service.put_back(db, claimed, error=error, at=self._clock.now())
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
