"""What somebody must do, by when, and whether it is done."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, BigId, Identity, enum_type


class TaskStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


# What is done somewhere else, where it is asked for: saying that it is done would leave it undone, and out of sight.
BY_ITS_ACT = frozenset(
    {
        "answer_referral",
        "answer_request",
        "decide_no_answer",
        "decide_refusal",
        "look_at_waiting_list",
        "report_breach",
    }
)


class Task(Base):
    """Something for a person or, while `assignee_id` is empty, for anybody of a unit. `kind` has its words in a template;
    a task written by hand has kind `own` and its words in `text`. `raised_at_step` and `cancelled_at_step` are the case's event
    numbers of the steps that did it, so that undoing the step takes it back.

    `asked_by` laid it before the leader, for `asked_reason`. When it has been overdue for too long, the clock lays it before her
    (`laid_before_id`), once for each due date (`laid_before_at`); it stays with whom it was given to.
    """

    __tablename__ = "task"
    __table_args__ = (
        sa.Index("ix_task_assignee", "assignee_id", "status", "due_on"),
        sa.Index(
            "ix_task_unassigned",
            "unit_id",
            "due_on",
            sqlite_where=sa.text("assignee_id IS NULL AND status = 'open'"),
            postgresql_where=sa.text("assignee_id IS NULL AND status = 'open'"),
        ),
        sa.Index("ix_task_case", "case_id", "status"),
        sa.Index(
            "ix_task_laid_before",
            "laid_before_id",
            "due_on",
            sqlite_where=sa.text("laid_before_id IS NOT NULL AND status = 'open'"),
            postgresql_where=sa.text("laid_before_id IS NOT NULL AND status = 'open'"),
        ),
        sa.Index(
            "ix_task_not_laid",
            "due_on",
            sqlite_where=sa.text("laid_before_at IS NULL AND status = 'open'"),
            postgresql_where=sa.text("laid_before_at IS NULL AND status = 'open'"),
        ),
        sa.CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name="done_has_time"),
        sa.CheckConstraint("cancelled_at IS NULL OR status = 'cancelled'", name="cancelled_has_status"),
        sa.CheckConstraint("(kind = 'own') = (text IS NOT NULL)", name="own_has_text"),
    )

    id: Mapped[Identity]
    case_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("case.id"))
    kind: Mapped[str] = mapped_column(sa.String(60))
    text: Mapped[str | None]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    assignee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    due_on: Mapped[date]
    status: Mapped[TaskStatus] = mapped_column(enum_type(TaskStatus), default=TaskStatus.OPEN)
    raised_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    raised_at: Mapped[datetime]
    raised_at_step: Mapped[int | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_at_step: Mapped[int | None]
    postponed_reason: Mapped[str | None]
    asked_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    asked_reason: Mapped[str | None]
    laid_before_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    laid_before_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    @property
    def is_done_by_its_act(self) -> bool:
        """It goes when it has been done there, and not by a press."""
        return self.kind in BY_ITS_ACT
