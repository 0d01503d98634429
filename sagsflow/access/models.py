"""The ledger of grants, and the reading list that keeps long lists quick."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.access.topics import Topic
from sagsflow.core.base import Base, BigId, Identity, enum_type

WHOLE_UNIT = 0


class Ground(StrEnum):
    """Why a unit may see part of a case."""

    OWNERSHIP = "ownership"
    CONSENT = "consent"
    LEGAL_BASIS = "legal_basis"
    REFERRAL = "referral"
    TENANCY = "tenancy"
    BREAK_GLASS = "break_glass"


class AccessGrant(Base):
    """One row that lets a unit see one topic of a case for a time; `topic` NULL stands for every topic (ownership).

    With a `user_id` it opens the case to that person alone, and only while she sits in the unit.
    """

    __tablename__ = "access_grant"
    __table_args__ = (
        sa.Index("ix_access_grant_case_unit", "case_id", "unit_id"),
        sa.Index("ix_access_grant_ground_ref", "ground", "ground_id"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),
    )

    id: Mapped[Identity]
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    topic: Mapped[Topic | None] = mapped_column(enum_type(Topic))
    sensitive: Mapped[bool] = mapped_column(default=False)
    ground: Mapped[Ground] = mapped_column(enum_type(Ground))
    ground_id: Mapped[int | None] = mapped_column(BigId)
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class ReadingList(Base):
    """One row per unit and case that it may open, ordered as lists show them; kept with the grants and the moves.

    `user_id` is WHOLE_UNIT, or the one person of the unit whom the row is for.

    The ledger stays the truth and is asked again for the rows shown; `valid_to` is the latest end of a live grant.
    """

    __tablename__ = "reading_list"
    __table_args__ = (
        sa.Index("ix_reading_list_walk", "unit_id", "domain", "is_open", "due_on", "case_id"),
        sa.Index(
            "ix_reading_list_person",
            "user_id",
            "unit_id",
            sqlite_where=sa.text("user_id != 0"),
            postgresql_where=sa.text("user_id != 0"),
        ),
    )

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, default=WHOLE_UNIT)
    domain: Mapped[str] = mapped_column(sa.String(20))
    is_open: Mapped[bool]
    due_on: Mapped[date]
    valid_to: Mapped[datetime | None]
