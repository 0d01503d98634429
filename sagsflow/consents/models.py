"""The consent register: who gave it, to whom, about what, for how long."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sagsflow.access.topics import Topic
from sagsflow.core.base import Base, BigId, Identity, enum_type


class GiverKind(StrEnum):
    RESIDENT = "resident"
    CUSTODY_HOLDER = "custody_holder"
    GUARDIAN = "guardian"


class ConsentForm(StrEnum):
    WRITTEN = "written"
    ORAL = "oral"
    DIGITAL = "digital"


class Consent(Base):
    """A resident's consent that one unit may see some topics of one case. `expires_at` is the first moment it no longer holds."""

    __tablename__ = "consent"
    __table_args__ = (
        sa.Index("ix_consent_case", "case_id", "receiving_unit_id"),
        sa.CheckConstraint("expires_at > given_at", name="period"),
        sa.CheckConstraint("form != 'oral' OR witness IS NOT NULL", name="oral_has_witness"),
        sa.CheckConstraint("giver_kind = 'resident' OR giver_name IS NOT NULL", name="giver_named"),
    )

    id: Mapped[Identity]
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"))
    resident_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("resident.id"))
    receiving_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    giver_kind: Mapped[GiverKind] = mapped_column(enum_type(GiverKind))
    giver_name: Mapped[str | None]
    purpose: Mapped[str]
    sensitive: Mapped[bool] = mapped_column(default=False)
    form: Mapped[ConsentForm] = mapped_column(enum_type(ConsentForm))
    witness: Mapped[str | None]
    given_on: Mapped[date]
    given_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    topics: Mapped[list["ConsentTopic"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def topic_set(self) -> frozenset[Topic]:
        return frozenset(row.topic for row in self.topics)

    def holds(self, at: datetime) -> bool:
        return self.given_at <= at < self.expires_at and (self.withdrawn_at is None or at < self.withdrawn_at)


class ConsentTopic(Base):
    """One topic that a consent covers."""

    __tablename__ = "consent_topic"

    consent_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("consent.id"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(enum_type(Topic), primary_key=True)
