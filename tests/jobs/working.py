"""Processes for the kill trial: one that causes work, as a web server does, and workers; each says where it is."""

import sys
import threading
from collections.abc import Mapping
from contextlib import redirect_stdout
from datetime import datetime
from multiprocessing.connection import Connection
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.jobs import service
from sagsflow.jobs.registry import Duties, Series, Step
from sagsflow.jobs.worker import Worker
from sagsflow.web.models import Submission

END = "end"
EACH, PARTS = 5, 3  # one of five jobs is long work in three parts


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def _leave(db: Session, number: int, part: int, at: datetime) -> None:
    """An effect that may stand twice: nothing but the worker keeps it from that."""
    say("before")
    db.add(Submission(key=f"effect-{number}-{part}:{token_hex(8)}", user_id=1, at=at, location=""))
    db.flush()
    say("written")


def _mark(db: Session, payload: Mapping[str, Any], at: datetime) -> None:
    _leave(db, payload["number"], 0, at)


def _part(db: Session, payload: Mapping[str, Any], done: int, at: datetime) -> Step:
    _leave(db, payload["number"], done, at)
    return Step(done + 1, PARTS)


DUTIES = Duties({"mark": _mark, "series": Series(_part)})


def cause(database: Database, at: datetime, many: int) -> None:
    """Each act and the work that it causes are one transaction; begins where it was killed."""
    for number in range(len(causes(database)), many):
        with database.write() as db:
            say("before")
            db.add(Submission(key=f"cause-{number}", user_id=1, at=at, location=""))
            kind = "mark" if number % EACH else "series"
            service.enqueue(db, kind=kind, key=f"job-{number}", at=at, payload={"number": number})
            say("written")


def causes(database: Database) -> list[str]:
    return _standing(database, "cause-")


def effects(database: Database) -> list[str]:
    return [key.partition(":")[0] for key in _standing(database, "effect-")]


def _standing(database: Database, prefix: str) -> list[str]:
    with database.read() as db:
        return list(db.scalars(sa.select(Submission.key).where(Submission.key.startswith(prefix))))


class UntilNothingIsDue(threading.Event):
    """Ends the worker when it would wait."""

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return True


def work(wire: Connection, url: str, at: datetime, many: int) -> None:
    """What it says goes over the wire, line by line. `many` is how much to cause, 0 for a worker."""
    with open(wire.fileno(), "w", closefd=False) as said, redirect_stdout(said):
        database = Database(url)
        if many:
            cause(database, at, many)
        else:
            Worker(database, SettableClock(at), DUTIES).run(UntilNothingIsDue())
        say(END)
