"""A referral: its own small track beside the case's pathway."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, BigId, Identity

SENT, WITHDRAWN = "sent", "withdrawn"


class Referral(Base):
    """A resident handed to a partner's unit; it runs on a workflow of kind `referral`. `sent_at_step` is the case's event
    number of the step that sent it: referrals of an earlier round do not move the case again."""

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
    sent_at_step: Mapped[int]
    due_on: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    accepted: Mapped[bool | None]
    decline_reason: Mapped[str | None]
    decline_note: Mapped[str | None]
    received_by: Mapped[str | None]
    first_meeting_on: Mapped[date | None]
    result: Mapped[str | None]
    result_note: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
