"""Seals what was written in the read log since last time."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sagsflow.eventlog import sealing
from sagsflow.jobs import service
from sagsflow.jobs.registry import Payload, Round

JOB = "seal-readings"
EVERY = timedelta(minutes=5)
ROUND = Round(JOB, EVERY)


def seal_readings(db: Session, _payload: Payload, at: datetime) -> None:
    """One batch, so that the transaction is short; after a full one the rest is put down as new work."""
    if sealing.seal(db, at=at) == sealing.BATCH:
        service.enqueue(db, kind=JOB, key=f"{JOB}+{at.isoformat()}", at=at)


HANDLERS = {JOB: seal_readings}
