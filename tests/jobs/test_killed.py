"""Workers, and the process that gives them work, are killed with signal 9 at random points: each effect is there exactly once."""

import os
import random
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

import sqlalchemy as sa

from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.jobs import service
from sagsflow.jobs.models import Job, JobState
from sagsflow.jobs.worker import Worker
from tests.house.forks import forked
from tests.jobs.working import DUTIES, EACH, END, PARTS, causes, effects, work

AT = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
JOBS = int(os.environ.get("SAGSFLOW_KILLED_JOBS", "50"))
WORKERS = 2
WITHIN = max(30, JOBS // 10)  # a process is killed after at most so many things it says
ROUND = service.LEASE + timedelta(seconds=1)


def _kill_somewhere(process: ForkServerProcess, wire: Connection, chance: random.Random) -> bool:
    """Reads what the process says, and kills it in the midst; tells whether it had ended by itself."""
    with open(wire.fileno(), closefd=False) as said:
        for _ in range(chance.randrange(1, WITHIN)):
            if said.readline().strip() == END:
                return True
    process.kill()
    return False


def _round(database: Database, rounds: int, chance: random.Random) -> list[bool]:
    """Each round begins when every lease of the one before has run out."""
    url, at = database.url.render_as_string(hide_password=False), AT + ROUND * rounds
    with ExitStack() as house:
        many = (JOBS, *(0 for _ in range(WORKERS)))
        processes = [house.enter_context(forked(work, url, at, each)) for each in many]
        return [_kill_somewhere(process, wire, chance) for process, wire in processes]


def test_every_effect_is_there_once_however_often_processes_are_killed(database: Database) -> None:
    chance, killed, rounds = random.Random(JOBS), 0, 0
    while len(causes(database)) < JOBS or len(effects(database)) < len(_expected()):
        killed += _round(database, rounds, chance).count(False)
        rounds += 1
    worker = Worker(database, SettableClock(AT + ROUND * rounds + service.LONGEST_WAIT), DUTIES)
    while worker.work_once():
        pass
    assert killed > WORKERS
    assert sorted(effects(database)) == _expected()
    with database.read() as db:
        assert set(db.scalars(sa.select(Job.state))) == {JobState.DONE}


def _expected() -> list[str]:
    parts = {number: 1 if number % EACH else PARTS for number in range(JOBS)}
    return sorted(f"effect-{number}-{part}" for number, many in parts.items() for part in range(many))
