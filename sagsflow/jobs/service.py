"""Due work: put down in the transaction that caused it, claimed by a lease, done once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from sagsflow.jobs.models import Job, JobState
from sagsflow.jobs.registry import Handler

LEASE = timedelta(seconds=60)
TRIES = 8
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
LOST = "worker-lost"


class LeaseLost(RuntimeError):
    """Another worker took the job over; this one's transaction is rolled back."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job in hand; `attempt` is what proves that it is still in this worker's hand."""

    id: int
    kind: str
    payload: Mapping[str, Any]
    attempt: int


def enqueue(
    db: Session, *, kind: str, key: str, at: datetime, payload: Mapping[str, Any] | None = None
) -> bool:
    """Puts work down in the caller's transaction; the same key again does nothing. Ids and codes only in `payload`.

    `at` is when it is due. Returns whether it was new.
    """
    row = {
        "kind": kind,
        "key": key,
        "payload": json.dumps(payload or {}, sort_keys=True),
        "run_at": at,
        "attempt": 0,
        "state": JobState.READY,
    }
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Job).values(row).on_conflict_do_nothing(index_elements=["key"]).returning(Job.id)
    return db.execute(statement).first() is not None


def is_anything_due(db: Session, at: datetime) -> bool:
    """A cheap look with a reading session, so that an idle worker takes no write lock."""
    return db.scalar(sa.select(Job.id).where(_due(at)).limit(1)) is not None


def claim(db: Session, *, at: datetime, lease: timedelta = LEASE) -> Claimed | None:
    """Takes the job that has been due longest. One that took its worker down too often is given up instead."""
    wanted = sa.select(Job).where(_due(at)).order_by(Job.run_at, Job.id).limit(1)
    job = db.scalars(wanted.with_for_update(skip_locked=True)).first()
    if job is None:
        return None
    if job.attempt >= TRIES:
        job.state, job.error, job.finished_at = JobState.DEAD, job.error or LOST, at
        db.flush()
        return None
    job.attempt += 1
    job.leased_until = at + lease
    db.flush()
    return Claimed(job.id, job.kind, json.loads(job.payload), job.attempt)


def complete(db: Session, claimed: Claimed, handler: Handler, *, at: datetime) -> None:
    """Carries it out and marks it done, in the caller's one transaction. Raises LeaseLost when somebody else has it now."""
    _still_held(db, claimed, state=JobState.DONE, finished_at=at, leased_until=None, error=None)
    handler(db, claimed.payload, at)


def put_back(db: Session, claimed: Claimed, *, error: str, at: datetime) -> JobState:
    """After a failure: due again later and later, or given up. `error` is a code or a class, never a message with data."""
    if claimed.attempt >= TRIES:
        _still_held(db, claimed, state=JobState.DEAD, finished_at=at, leased_until=None, error=error)
        return JobState.DEAD
    _still_held(db, claimed, run_at=at + wait_after(claimed.attempt), leased_until=None, error=error)
    return JobState.READY


def wait_after(attempt: int) -> timedelta:
    """10 seconds, 20, 40 … up to an hour."""
    return min(FIRST_WAIT * (1 << (attempt - 1)), LONGEST_WAIT)


def forget_done(db: Session, *, before: datetime) -> int:
    """Deletes jobs that were done long ago; those that were given up stay until somebody has looked."""
    old = sa.delete(Job).where(Job.state == JobState.DONE, Job.finished_at < before).returning(Job.id)
    return len(db.execute(old.execution_options(synchronize_session=False)).all())


def _due(at: datetime) -> sa.ColumnElement[bool]:
    free = sa.or_(Job.leased_until.is_(None), Job.leased_until < at)
    return sa.and_(Job.state == JobState.READY, Job.run_at <= at, free)


def _still_held(db: Session, claimed: Claimed, **values: object) -> None:
    held = (
        sa.update(Job)
        .where(Job.id == claimed.id, Job.state == JobState.READY, Job.attempt == claimed.attempt)
        .values(**values)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    if db.execute(held).first() is None:
        raise LeaseLost(claimed.kind)
