"""What an administrator does with work that was given up: try it again when the fault is mended, or let it be."""

from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.errors import NotFound
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry, Value
from sagsflow.jobs.models import Job, JobState


def try_again(db: Session, job_id: int, *, actor: Actor, at: datetime) -> None:
    """Due at once, with all its tries before it. The attempt goes on counting: no sleeping worker can take it for its own."""
    job = _given_up(db, job_id)
    job.state, job.run_at, job.since = JobState.READY, at, job.attempt
    job.finished_at, job.leased_until = None, None
    _record(db, "work-tried-again", job, actor, at)


def let_be(db: Session, job_id: int, *, actor: Actor, at: datetime) -> None:
    """Takes it off the list: it will not be done."""
    job = _given_up(db, job_id)
    _record(db, "work-let-be", job, actor, at)
    db.delete(job)
    db.flush()


def _given_up(db: Session, job_id: int) -> Job:
    job = db.get(Job, job_id, with_for_update=True)
    if job is None or job.state is not JobState.DEAD:
        raise NotFound("work", id=job_id)
    return job


def _record(db: Session, kind: str, job: Job, actor: Actor, at: datetime) -> None:
    db.flush()
    data: dict[str, Value] = {"work": job.id, "work_kind": job.kind, "error": job.error}
    eventlog.record(db, [Entry(kind, data=data)], actor=actor, at=at)
