"""The deadlines of a case, as rows."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, BigId, Identity


class Deadline(Base):
    """A due date that a state set. `rule` is the workflow's rule as text; it ends with the step that satisfied it."""

    __tablename__ = "deadline"
    __table_args__ = (
        sa.Index("ix_deadline_case", "case_id", "ended_at"),
        sa.Index("ix_deadline_open", "ended_at", "due_on"),
    )

    id: Mapped[Identity]
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"))
    state: Mapped[str] = mapped_column(sa.String(60))
    rule: Mapped[str] = mapped_column(sa.String(60))
    started_at: Mapped[datetime]
    start_step: Mapped[int]
    due_on: Mapped[date]
    extended_reason: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    satisfied_by_step: Mapped[int | None]
    warned_at: Mapped[datetime | None]


class DeadlinePause(Base):
    """A stretch in which a deadline does not run, and why."""

    __tablename__ = "deadline_pause"

    id: Mapped[Identity]
    deadline_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("deadline.id"), index=True)
    reason: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class StateStay(Base):
    """One stay of a case in one state; `step` is the event that began it. Figures of waiting come from here."""

    __tablename__ = "state_stay"
    __table_args__ = (
        sa.Index("ix_state_stay_case", "case_id", "left_at"),
        sa.Index("ix_state_stay_figures", "entered_at", "state", "left_at"),
        sa.CheckConstraint("left_at IS NULL OR left_at >= entered_at", name="period"),
    )

    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(60))
    entered_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
