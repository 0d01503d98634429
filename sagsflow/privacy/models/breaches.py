"""The register of breaches of personal data: what happened, what it may lead to, and who has been told."""

from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, BigId, Identity, enum_type

CLOCK = timedelta(hours=72)


class BreachKind(StrEnum):
    """What was broken."""

    CONFIDENTIALITY = "confidentiality"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"


class Risk(StrEnum):
    """What it may mean to the people whom the data is about (art. 33 and 34)."""

    UNLIKELY = "unlikely"
    RISK = "risk"
    HIGH = "high"


class Breach(Base):
    """One breach. The clock runs from `discovered_at`; `risk` is empty until it has been weighed."""

    __tablename__ = "breach"
    __table_args__ = (
        sa.Index("ix_breach_organisation", "organisation_id", "discovered_at"),
        sa.CheckConstraint("(closed_at IS NULL) = (conclusion IS NULL)", name="closed_has_conclusion"),
        sa.CheckConstraint("affected IS NULL OR affected >= 0", name="affected_counts"),
    )

    id: Mapped[Identity]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    kind: Mapped[BreachKind] = mapped_column(enum_type(BreachKind))
    what: Mapped[str]
    discovered_at: Mapped[datetime]
    affected: Mapped[int | None]
    consequences: Mapped[str | None]
    measures: Mapped[str | None]
    risk: Mapped[Risk | None] = mapped_column(enum_type(Risk))
    authority_told_at: Mapped[datetime | None]
    authority_why: Mapped[str | None]
    residents_told_at: Mapped[datetime | None]
    residents_why: Mapped[str | None]
    registered_at: Mapped[datetime]
    registered_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    conclusion: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    @property
    def report_by(self) -> datetime:
        return self.discovered_at + CLOCK

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def authority_answered(self) -> bool:
        """Whether the clock has stopped: the authority has been told, or it is written why not."""
        return self.authority_told_at is not None or (
            self.risk is Risk.UNLIKELY and self.authority_why is not None
        )


class BreachCase(Base):
    """A case whose resident a breach concerns."""

    __tablename__ = "breach_case"

    breach_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("breach.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"), primary_key=True)


class BreachTask(Base):
    """The tasks that a breach has raised, so that they are done when the clock stops."""

    __tablename__ = "breach_task"

    breach_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("breach.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("task.id"), primary_key=True)
