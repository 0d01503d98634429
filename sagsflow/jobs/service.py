"""Due work: put down in the transaction that caused it, claimed by a lease, done once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from sagsflow.core.base import AT, Base
from sagsflow.jobs.models import Job, JobState
from sagsflow.jobs.registry import Handler, Series

LEASE = timedelta(seconds=60)
TRIES = 8
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
LOST = "worker-lost"


class LeaseLost(RuntimeError):
    """Another worker took the job over; this one's transaction is rolled back."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job in hand until a moment; `attempt` is what proves that it is still in this worker's hand.

    `tries` is how often it has been begun since it last came further, `done` how many parts of long work are done.
    """

    id: int
    kind: str
    payload: Mapping[str, Any]
    attempt: int
    tries: int
    until: datetime
    done: int = 0


_FREE = sa.or_(Job.leased_until.is_(None), Job.leased_until < AT)
_DUE = sa.and_(Job.state == JobState.READY, Job.run_at <= AT, _FREE)
_COLUMNS = (Job.id, Job.kind, Job.payload, Job.attempt, Job.since, Job.done)
_OLDEST = (
    sa.select(*_COLUMNS)
    .where(_DUE)
    .order_by(Job.run_at, Job.id)
    .limit(sa.bindparam("most", type_=sa.Integer()))
    .with_for_update(skip_locked=True)
)
_ANY = sa.select(Job.id).where(_DUE).limit(1)
# Each job is put down once and marked once: these are built once, and asked on the connection, without the session's bookkeeping.
_TABLE = Base.metadata.tables[Job.__tablename__]
_PUT = {
    name: insert(_TABLE).on_conflict_do_nothing(index_elements=["key"]).returning(_TABLE.c.id)
    for name, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}
_HELD = (
    sa.update(_TABLE)
    .where(
        _TABLE.c.id == sa.bindparam("claimed"),
        _TABLE.c.attempt == sa.bindparam("held"),
        _TABLE.c.state == JobState.READY,
    )
    .returning(_TABLE.c.id)
)


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
        "since": 0,
        "state": JobState.READY,
    }
    connection = db.connection()
    return connection.execute(_PUT[connection.dialect.name], row).first() is not None


def is_anything_due(db: Session, at: datetime) -> bool:
    """A cheap look with a reading session, so that an idle worker takes no write lock."""
    return db.execute(_ANY, {"at": at}).first() is not None


def claim(db: Session, *, at: datetime, lease: timedelta = LEASE) -> Claimed | None:
    """Takes the job that has been due longest. One that took its worker down too often is given up instead."""
    return next(iter(claim_some(db, at=at, most=1, lease=lease)), None)


def claim_some(db: Session, *, at: datetime, most: int, lease: timedelta = LEASE) -> Sequence[Claimed]:
    """Takes several at once, those that have been due longest.

    One that has failed before is taken alone: should it take its worker down again, nothing else in hand is counted as tried.
    """
    found = db.execute(_OLDEST, {"at": at, "most": most}).all()
    tired = [row.id for row in found if row.attempt - row.since >= TRIES]
    if tired:
        _give_up(db, tired, at)
    fit = [row for row in found if row.attempt - row.since < TRIES]
    taken = fit[:1] if fit and fit[0].attempt > fit[0].since else _fresh(fit)
    if not taken:
        return ()
    until = at + lease
    _update(db, Job.id.in_([row.id for row in taken]), attempt=Job.attempt + 1, leased_until=until)
    return [
        Claimed(
            row.id,
            row.kind,
            json.loads(row.payload),
            row.attempt + 1,
            row.attempt + 1 - row.since,
            until,
            row.done or 0,
        )
        for row in taken
    ]


def complete(db: Session, claimed: Claimed, handler: Handler, *, at: datetime) -> None:
    """Carries it out and marks it done, in the caller's one transaction. Raises LeaseLost when somebody else has it now."""
    _still_held(db, claimed, state=JobState.DONE, finished_at=at, leased_until=None, error=None)
    handler(db, claimed.payload, at)


def advance(db: Session, claimed: Claimed, series: Series, *, at: datetime) -> bool:
    """Does the next part of long work and lays it down again behind what else is due; tells whether that was the last part."""
    _still_held(db, claimed, since=claimed.attempt, leased_until=None, run_at=at, error=None)
    step = series.part(db, claimed.payload, claimed.done, at)
    over = {"state": JobState.DONE, "finished_at": at} if step.is_last else {}
    _update(db, Job.id == claimed.id, done=step.done, total=step.total, **over)
    return step.is_last


def put_back(db: Session, claimed: Claimed, *, error: str, at: datetime) -> JobState:
    """After a failure: due again later and later, or given up. `error` is a code or a class, never a message with data."""
    if claimed.tries >= TRIES:
        _still_held(db, claimed, state=JobState.DEAD, finished_at=at, leased_until=None, error=error)
        return JobState.DEAD
    _still_held(db, claimed, run_at=at + wait_after(claimed.tries), leased_until=None, error=error)
    return JobState.READY


def let_go(db: Session, claimed: Sequence[Claimed]) -> None:
    """Work that was taken and never begun, by a worker that ends: it is due for the others at once, and was not tried."""
    for one in claimed:
        held = (Job.id == one.id, Job.attempt == one.attempt, Job.state == JobState.READY)
        _update(db, *held, leased_until=None, since=Job.since + 1)


def wait_after(tries: int) -> timedelta:
    """10 seconds, 20, 40 … up to an hour."""
    return min(FIRST_WAIT * (1 << (tries - 1)), LONGEST_WAIT)


def forget_done(db: Session, *, before: datetime) -> int:
    """Deletes jobs that were done long ago; those that were given up stay until somebody has looked."""
    old = sa.delete(Job).where(Job.state == JobState.DONE, Job.finished_at < before).returning(Job.id)
    return len(db.execute(old.execution_options(synchronize_session=False)).all())


def _fresh(rows: Sequence[Any]) -> Sequence[Any]:
    return [row for row in rows if row.attempt == row.since]


def _give_up(db: Session, ids: Sequence[int], at: datetime) -> None:
    error = sa.func.coalesce(Job.error, LOST)
    _update(db, Job.id.in_(ids), state=JobState.DEAD, error=error, finished_at=at, leased_until=None)


def _still_held(db: Session, claimed: Claimed, **values: object) -> None:
    which = {"claimed": claimed.id, "held": claimed.attempt}
    if db.connection().execute(_HELD, {**which, **values}).first() is None:
        raise LeaseLost(claimed.kind)


def _update(db: Session, *which: sa.ColumnElement[bool], **values: object) -> bool:
    """Whether any row was changed."""
    statement = sa.update(Job).where(*which).values(**values).returning(Job.id)
    return db.execute(statement.execution_options(synchronize_session=False)).first() is not None
