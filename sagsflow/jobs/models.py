"""The table of due work."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, Identity, enum_type


class JobState(StrEnum):
    READY = "ready"
    DONE = "done"
    DEAD = "dead"


class Job(Base):
    """Work to be done at or after a time, once. `attempt` fences a worker that lost its lease and never goes back; `since` is the
    attempt at which it last came further, from which tries are counted. `done` of `total` parts: long work only."""

    __tablename__ = "job"
    __table_args__ = (sa.Index("ix_job_due", "state", "run_at"),)

    id: Mapped[Identity]
    kind: Mapped[str] = mapped_column(sa.String(60))
    key: Mapped[str] = mapped_column(sa.String(160), unique=True)
    payload: Mapped[str]
    run_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(default=0)
    since: Mapped[int] = mapped_column(default=0, server_default="0")
    state: Mapped[JobState] = mapped_column(enum_type(JobState), default=JobState.READY)
    error: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    done: Mapped[int | None]
    total: Mapped[int | None]
