"""What happens to closed cases in the end: holds, proposals with two pairs of eyes, and what is left after an erasure."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.cases.models import Domain
from sagsflow.core.base import Base, BigId, Identity, enum_type


class ErasureStatus(StrEnum):
    PROPOSED = "proposed"
    REJECTED = "rejected"
    ERASED = "erased"


class LegalHold(Base):
    """A closed case that must not be erased until somebody lifts the hold."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        sa.Index(
            "uq_legal_hold_standing",
            "case_id",
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        ),
        sa.CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name="lifted_by_somebody"),
    )

    id: Mapped[Identity]
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"))
    reason: Mapped[str]
    set_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    set_at: Mapped[datetime]
    lifted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    lifted_at: Mapped[datetime | None]


class Erasure(Base):
    """A proposal to erase a case and what became of it. It names the case by its number only: nobody is named by that any more.

    `counts` says how many rows of each table went, as JSON.
    """

    __tablename__ = "erasure"
    __table_args__ = (
        sa.Index("ix_erasure_unit", "unit_id", "status"),
        sa.Index(
            "uq_erasure_proposed",
            "case_id",
            unique=True,
            sqlite_where=sa.text("status = 'proposed'"),
            postgresql_where=sa.text("status = 'proposed'"),
        ),
        sa.CheckConstraint("(status = 'proposed') = (decided_at IS NULL)", name="decided_has_time"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by != proposed_by", name="four_eyes"),
    )

    id: Mapped[Identity]
    case_id: Mapped[int] = mapped_column(BigId)
    case_ref: Mapped[str] = mapped_column(sa.String(20))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    rule: Mapped[str] = mapped_column(sa.String(20))
    closed_on: Mapped[date]
    due_on: Mapped[date]
    status: Mapped[ErasureStatus] = mapped_column(enum_type(ErasureStatus), default=ErasureStatus.PROPOSED)
    proposed_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    counts: Mapped[str | None]
    resident_too: Mapped[bool] = mapped_column(default=False)


class ErasedMark(Base):
    """A keyed digest of an erased case or resident, so that a restored backup can be relieved of them again."""

    __tablename__ = "erased_mark"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    erased_at: Mapped[datetime]


class CaseStatistic(Base):
    """What is left of an erased case for the figures: nothing that leads back to anybody, and no day."""

    __tablename__ = "case_statistic"

    id: Mapped[Identity]
    domain: Mapped[Domain] = mapped_column(enum_type(Domain))
    workflow_id: Mapped[str] = mapped_column(sa.String(60))
    result: Mapped[str] = mapped_column(sa.String(40))
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id"))
    sub_agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("sub_agreement.id"))
    area_id: Mapped[int | None] = mapped_column(sa.ForeignKey("area.id"))
    closed_year: Mapped[int]
    closed_quarter: Mapped[int]
    days_open: Mapped[int]
    referrals: Mapped[int]
    meetings: Mapped[int]
