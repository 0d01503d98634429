"""Barriers that a group has lifted to the board."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, Identity


class Barrier(Base):
    """What stands in the way of residents and only the board can move, worded without anybody; items of agendas point to it.
    It stands on the board's list until what the board said is written down."""

    __tablename__ = "barrier"
    __table_args__ = (
        sa.Index("ix_barrier_unit_id", "unit_id"),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answer_has_time"),
    )

    id: Mapped[Identity]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    title: Mapped[str]
    text: Mapped[str]
    lifted_at: Mapped[datetime]
    lifted_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
