"""Seats in the groups of a plan, over time."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, Identity


class GroupSeat(Base):
    """Who sits in a group for a unit, and who comes in her place when she cannot. Both days are included; without a last day the
    seat is held until further notice."""

    __tablename__ = "group_seat"
    __table_args__ = (
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),
        sa.Index("ix_group_seat_body_id", "body_id"),
    )

    id: Mapped[Identity]
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    deputy_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
