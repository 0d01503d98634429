"""A worker in a process of its own, for tests that kill it: it says when it is inside its work, and never comes out."""

import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.jobs.registry import Duties
from sagsflow.jobs.worker import Worker
from sagsflow.web.models import Submission

MARK = "the-work"


def leave_a_mark(db: Session, payload: Mapping[str, Any], at: datetime) -> None:
    """The effect that must be there once, whatever happens to workers."""
    db.add(Submission(key=f"{MARK}-{payload['number']}", user_id=1, at=at, location=""))
    db.flush()


def marks(database: Database) -> list[str]:
    with database.read() as db:
        return list(db.scalars(sa.select(Submission.key).where(Submission.key.startswith(MARK))))


def leave_a_mark_and_hang(db: Session, payload: Mapping[str, Any], at: datetime) -> None:
    leave_a_mark(db, payload, at)
    sys.stdout.write("inside\n")
    sys.stdout.flush()
    sys.stdin.readline()


if __name__ == "__main__":
    clock = SettableClock(datetime.fromisoformat(sys.argv[2]))
    Worker(Database(sys.argv[1]), clock, Duties({"mark": leave_a_mark_and_hang})).work_once()
