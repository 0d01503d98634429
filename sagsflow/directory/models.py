"""Offers of partners' units, where they hold, and lists of offers that wait to be read in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sagsflow.core.base import Base, BigId, Identity, enum_type
from sagsflow.organisations.models import Area, SubAgreement, Unit


class Capacity(StrEnum):
    """Whether there is room, as the receiver says."""

    OPEN = "open"
    WAITING_LIST = "waiting_list"
    FULL = "full"


class Offer(Base):
    """Something that a unit offers residents. Without areas it holds everywhere, without ages for every age; `languages` is a
    line of words. `external_id` is its name in the list that it was read in from."""

    __tablename__ = "offer"
    __table_args__ = (
        sa.Index("ix_offer_unit", "unit_id"),
        sa.UniqueConstraint("unit_id", "external_id"),
        sa.CheckConstraint("age_to IS NULL OR age_from IS NULL OR age_to >= age_from", name="ages"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),
    )

    id: Mapped[Identity]
    unit_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str]
    target_group: Mapped[str]
    sub_agreement_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("sub_agreement.id"))
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    languages: Mapped[str]
    capacity: Mapped[Capacity] = mapped_column(enum_type(Capacity), default=Capacity.OPEN)
    capacity_at: Mapped[datetime]
    waiting_weeks: Mapped[int | None]
    contact: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    external_id: Mapped[str | None] = mapped_column(sa.String(80))
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)
    sub_agreement: Mapped[SubAgreement | None] = relationship(lazy="joined")
    areas: Mapped[list[Area]] = relationship(secondary="offer_area", order_by=Area.name, lazy="selectin")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class OfferArea(Base):
    """That an offer holds in an area."""

    __tablename__ = "offer_area"

    offer_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("offer.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("area.id"), primary_key=True)


class ImportState(StrEnum):
    SHOWN = "shown"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"


class OfferImport(Base):
    """A list that somebody has sent in: its rows as they were understood, kept until it is confirmed or dropped."""

    __tablename__ = "offer_import"

    id: Mapped[Identity]
    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"), index=True)
    at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[ImportState] = mapped_column(enum_type(ImportState), default=ImportState.SHOWN)
    rows: Mapped[dict[str, Any]]
