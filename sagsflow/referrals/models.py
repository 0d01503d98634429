"""A referral: its own small track beside the case's pathway."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, BigId, Identity


class Referral(Base):
    """A resident handed to a partner's unit; it runs on a workflow of kind `referral`."""

    __tablename__ = "referral"
    __table_args__ = (
        sa.Index("ix_referral_case", "case_id"),
        sa.Index("ix_referral_receiver", "to_unit_id", "is_open", "due_on"),
        sa.ForeignKeyConstraint(
            ["workflow_id", "workflow_version"], ["workflow_version.workflow_id", "workflow_version.version"]
        ),
    )

    id: Mapped[Identity]
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"))
    to_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    workflow_id: Mapped[str] = mapped_column(sa.String(60))
    workflow_version: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(60))
    is_open: Mapped[bool] = mapped_column(default=True)
    handover_note: Mapped[str]
    sent_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    sent_at: Mapped[datetime]
    due_on: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    accepted: Mapped[bool | None]
    decline_reason: Mapped[str | None]
    received_by: Mapped[str | None]
    first_meeting_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
