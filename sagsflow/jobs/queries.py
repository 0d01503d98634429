"""Reads of due work for whoever looks after the installation: how much there is, how far long work is, and what was given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.jobs.models import Job, JobState

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """`waiting` is due and not begun, `later` has its time to come (also after a failure), `in_hand` a worker has now."""

    waiting: int
    later: int
    in_hand: int
    given_up: int
    oldest: datetime | None


def standing(db: Session, at: datetime) -> Standing:
    ready, held = Job.state == JobState.READY, Job.leased_until >= at
    free = sa.or_(Job.leased_until.is_(None), Job.leased_until < at)
    waits = sa.and_(ready, free, Job.run_at <= at)
    counts = sa.select(
        _how_many(waits),
        _how_many(sa.and_(ready, free, Job.run_at > at)),
        _how_many(sa.and_(ready, held)),
        _how_many(Job.state == JobState.DEAD),
        sa.func.min(sa.case((waits, Job.run_at))),
    ).where(Job.state.in_([JobState.READY, JobState.DEAD]))
    return Standing(*db.execute(counts).one())


def given_up(db: Session) -> Sequence[Job]:
    """What failed too often, the newest first."""
    query = sa.select(Job).where(Job.state == JobState.DEAD).order_by(Job.finished_at.desc(), Job.id.desc())
    return db.scalars(query.limit(SHOWN)).all()


def failing(db: Session) -> Sequence[Job]:
    """What has failed and will be tried again, the next one first."""
    query = sa.select(Job).where(Job.state == JobState.READY, Job.error.is_not(None))
    return db.scalars(query.order_by(Job.run_at, Job.id).limit(SHOWN)).all()


def under_way(db: Session) -> Sequence[Job]:
    """Long work that has begun and is not over."""
    query = sa.select(Job).where(Job.state == JobState.READY, Job.total.is_not(None)).order_by(Job.id)
    return db.scalars(query.limit(SHOWN)).all()


def by_key(db: Session, key: str) -> Job | None:
    """One piece of work, for the page that waits for it."""
    return db.scalars(sa.select(Job).where(Job.key == key)).one_or_none()


def _how_many(which: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((which, Job.id)))
