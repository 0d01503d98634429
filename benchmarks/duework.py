"""Work put down and done beside the floor of a durable transaction, on both databases; and what an idle worker costs."""

import threading
import time
from datetime import UTC, datetime
from itertools import count

from sqlalchemy.orm import Session

from benchmarks.measure import Figures, Result, Target, compare, repeated
from benchmarks.options import options
from benchmarks.systems import System
from sagsflow.core import migrate
from sagsflow.core.clock import SystemClock
from sagsflow.core.database import Database
from sagsflow.jobs import service
from sagsflow.jobs.registry import Duties, Payload
from sagsflow.jobs.worker import Worker

BOUND = {"SQLite": 0.08, "PostgreSQL": 0.15}
IDLE_SECONDS, IDLE_SHARE = 10.0, 0.01
TOGETHER = 100


def run(systems: list[System]) -> list[Result]:
    return [result for system in systems for result in _on(system)]


def _on(system: System) -> list[Result]:
    database = Database(system.new())
    migrate.upgrade(database)
    try:
        return [_through_the_table(system, database), _idle(system, database)]
    finally:
        database.dispose()


def _through_the_table(system: System, database: Database) -> Result:
    """Each job is put down in a transaction of its own, as an act does it, and done by a worker in another."""
    stop, numbers = threading.Event(), count(1)
    worker = Worker(database, SystemClock(), Duties({"nothing": _nothing}))

    def some() -> None:
        for number in (next(numbers) for _ in range(TOGETHER)):
            with database.write() as db:
                service.enqueue(db, kind="nothing", key=f"bench-{number}", at=datetime.now(UTC))
        while worker.work_some(stop):
            pass

    rounds = repeated(some, max(1, options().moves // TOGETHER))
    with system.raw_step() as floor:
        name = f"due work: put down and done, {system.name}"
        target = Target("speed", BOUND[system.name])
        return compare(name, lambda: rounds() / TOGETHER, repeated(floor, options().moves), target)


def _idle(system: System, database: Database) -> Result:
    """Seconds of processor for each second that a worker waits; the floor is the second."""
    stop = threading.Event()
    thread = threading.Thread(target=Worker(database, SystemClock(), Duties()).run, args=(stop,))
    begun = time.process_time()
    thread.start()
    time.sleep(IDLE_SECONDS)
    used = (time.process_time() - begun) / IDLE_SECONDS
    stop.set()
    thread.join()
    name = f"due work: an idle worker's second, {system.name}"
    return Result(name, Figures((used,)), Figures((1.0,)), Target("times", IDLE_SHARE))


def _nothing(_db: Session, _payload: Payload, _at: datetime) -> None:
    """The cheapest work there is: what is measured is the table."""
