"""The consent register: who gave it, to whom, about what, for how long; and every event that made it what it is."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sagsflow.access.topics import Topic
from sagsflow.core.base import Base, BigId, Identity, enum_type


class GiverKind(StrEnum):
    """Who says yes. A young person of 15 to 17 who says yes herself is the resident."""

    RESIDENT = "resident"
    CUSTODY_HOLDER = "custody_holder"
    GUARDIAN = "guardian"


class ConsentForm(StrEnum):
    WRITTEN = "written"
    ORAL = "oral"
    DIGITAL = "digital"


class Scope(StrEnum):
    """A standing consent holds for its whole period; one for an occasion is about that occasion alone."""

    STANDING = "standing"
    ONCE = "once"


class ConsentEventKind(StrEnum):
    GIVEN = "given"
    EXTENDED = "extended"
    NARROWED = "narrowed"
    HEARD = "heard"
    RECKONED = "reckoned"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ENDED = "ended"


class Consent(Base):
    """A resident's consent that one unit may see some topics of one case: what its events come to.

    `agreed_until` is the last day that was agreed; `expires_at` is the first moment it no longer holds, which comes earlier
    when others consented for a child who comes of age. `version` counts its events. `reminded_at`, `asked_young_at` and
    `tidied_at` say that the worker has done its part.
    """

    __tablename__ = "consent"
    __table_args__ = (
        sa.Index("ix_consent_case", "case_id", "receiving_unit_id"),
        sa.Index(
            "ix_consent_untidied",
            "expires_at",
            sqlite_where=sa.text("withdrawn_at IS NULL AND tidied_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL AND tidied_at IS NULL"),
        ),
        sa.Index("ix_consent_end", "expires_at", "id"),
        sa.Index("ix_consent_resident", "resident_id"),
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
    second_giver: Mapped[str | None]
    young_person_on: Mapped[date | None]
    purpose: Mapped[str]
    sensitive: Mapped[bool] = mapped_column(default=False)
    form: Mapped[ConsentForm] = mapped_column(enum_type(ConsentForm))
    witness: Mapped[str | None]
    scope: Mapped[Scope] = mapped_column(enum_type(Scope), default=Scope.STANDING)
    occasion: Mapped[str | None]
    wording_version: Mapped[str | None] = mapped_column(sa.String(20))
    wording_language: Mapped[str | None] = mapped_column(sa.String(2))
    given_on: Mapped[date]
    given_at: Mapped[datetime]
    agreed_until: Mapped[date]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    asked_young_at: Mapped[datetime | None]
    tidied_at: Mapped[datetime | None]
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)
    topics: Mapped[list["ConsentTopic"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def topic_set(self) -> frozenset[Topic]:
        return frozenset(row.topic for row in self.topics)

    @property
    def by_others(self) -> bool:
        """Somebody else said yes for the resident."""
        return self.giver_kind is not GiverKind.RESIDENT

    def holds(self, at: datetime) -> bool:
        return self.given_at <= at < self.expires_at and (self.withdrawn_at is None or at < self.withdrawn_at)


class ConsentTopic(Base):
    """One topic that a consent covers."""

    __tablename__ = "consent_topic"

    consent_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("consent.id"), primary_key=True)
    topic: Mapped[Topic] = mapped_column(enum_type(Topic), primary_key=True)


class ConsentEvent(Base):
    """One thing that was said about a consent, or that happened to it, and its terms from then on. Never changed, never deleted.

    `number` counts within the consent. `topics` are codes with a comma between. `form`, `witness` and `said_on` tell how and when
    it was said, and `giver_kind` and the names who said it, where somebody did; `actor_id` None stands for the system.
    """

    __tablename__ = "consent_event"
    __table_args__ = (sa.UniqueConstraint("consent_id", "number"),)

    id: Mapped[Identity]
    consent_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("consent.id"))
    number: Mapped[int]
    kind: Mapped[ConsentEventKind] = mapped_column(enum_type(ConsentEventKind))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    topics: Mapped[str]
    sensitive: Mapped[bool]
    agreed_until: Mapped[date]
    expires_at: Mapped[datetime]
    said_on: Mapped[date | None]
    form: Mapped[ConsentForm | None] = mapped_column(enum_type(ConsentForm))
    witness: Mapped[str | None]
    giver_kind: Mapped[GiverKind | None] = mapped_column(enum_type(GiverKind))
    giver_name: Mapped[str | None]
    second_giver: Mapped[str | None]
    reason: Mapped[str | None]


class LegalGround(StrEnum):
    """The bases other than consent that an authority may have (GDPR art. 6(1) c, d and e)."""

    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTEREST = "vital_interest"
    PUBLIC_TASK = "public_task"


class LegalBasis(Base):
    """A basis in law on which one unit sees some topics of one case without consent: who stated it, which paragraph, and why.

    `until` is its last day, `expires_at` the first moment after it. `topics` are codes with a comma between. `reminded_at` and
    `tidied_at` say that the worker has done its part.
    """

    __tablename__ = "legal_basis"
    __table_args__ = (
        sa.Index("ix_legal_basis_case", "case_id", "unit_id"),
        sa.Index(
            "ix_legal_basis_untidied",
            "expires_at",
            sqlite_where=sa.text("ended_at IS NULL AND tidied_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND tidied_at IS NULL"),
        ),
        sa.CheckConstraint("expires_at > stated_at", name="period"),
    )

    id: Mapped[Identity]
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    legal_ground: Mapped[LegalGround] = mapped_column(enum_type(LegalGround))
    paragraph: Mapped[str]
    note: Mapped[str]
    topics: Mapped[str]
    sensitive: Mapped[bool]
    until: Mapped[date]
    expires_at: Mapped[datetime]
    stated_at: Mapped[datetime]
    stated_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    reminded_at: Mapped[datetime | None]
    tidied_at: Mapped[datetime | None]

    def holds(self, at: datetime) -> bool:
        return self.stated_at <= at < self.expires_at and (self.ended_at is None or at < self.ended_at)
