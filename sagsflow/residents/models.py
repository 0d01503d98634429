"""Residents, their households, the folded name tokens that searching needs, and who is protected from being found."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sagsflow.core.base import Base, BigId, Identity, enum_type
from sagsflow.core.ids import new_uuid

# Compared byte by byte on both databases, so that a range of the index is exactly "begins with".
Folded = sa.String(80).with_variant(sa.String(80, collation="C"), "postgresql")
Sorted = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


UNTOLD = "•••"


class HouseholdRole(StrEnum):
    ADULT = "adult"
    CHILD = "child"


class Household(Base):
    """People who live together; each adult's part is kept apart."""

    __tablename__ = "household"

    id: Mapped[Identity]
    uuid: Mapped[str] = mapped_column(sa.String(36), default=new_uuid, unique=True)
    controller_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    created_at: Mapped[datetime]


class ProtectionKind(StrEnum):
    """Why nobody may come across who the resident is, or where she lives."""

    PROTECTED_ADDRESS = "protected_address"
    COLLEAGUE = "colleague"


class Resident(Base):
    """A person whom the work is for. CPR is optional, encrypted, and found only by a keyed digest.

    `protected_from` and `protected_to` repeat the mark that stands (`ResidentProtection`), for lists, and `restricted_at` the
    restriction that stands (`Restriction`). Screens and papers ask
    `residents.identity` for the name; `name` is safe where somebody forgot to: it says nothing of who bears a mark.
    """

    __tablename__ = "resident"
    __table_args__ = (
        sa.Index("ix_resident_controller_name", "controller_unit_id", "sort_name"),
        sa.Index("ix_resident_cpr_index", "cpr_index"),
        sa.Index("ix_resident_controller_born", "controller_unit_id", "born_on"),
        sa.Index("ix_resident_controller_phone", "controller_unit_id", "phone"),
        sa.Index(
            "ix_resident_protected",
            "protected_from",
            sqlite_where=sa.text("protected_from IS NOT NULL"),
            postgresql_where=sa.text("protected_from IS NOT NULL"),
        ),
    )

    id: Mapped[Identity]
    uuid: Mapped[str] = mapped_column(sa.String(36), default=new_uuid, unique=True)
    controller_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    given_name: Mapped[str]
    family_name: Mapped[str]
    sort_name: Mapped[str] = mapped_column(Sorted)
    born_on: Mapped[date | None]
    cpr_sealed: Mapped[bytes | None]
    cpr_index: Mapped[str | None] = mapped_column(sa.String(64))
    phone: Mapped[str | None]
    email: Mapped[str | None]
    street: Mapped[str | None]
    house_number: Mapped[str | None] = mapped_column(sa.String(10))
    floor_door: Mapped[str | None] = mapped_column(sa.String(20))
    postal_code: Mapped[str | None] = mapped_column(sa.String(4))
    city: Mapped[str | None]
    area_id: Mapped[int | None] = mapped_column(sa.ForeignKey("area.id"))
    language: Mapped[str | None] = mapped_column(sa.String(40))
    interpreter: Mapped[bool] = mapped_column(default=False)
    household_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("household.id"), index=True)
    household_role: Mapped[HouseholdRole | None] = mapped_column(enum_type(HouseholdRole))
    fictional: Mapped[bool] = mapped_column(default=False)
    protected_from: Mapped[date | None]
    protected_to: Mapped[date | None]
    restricted_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    tokens: Mapped[list["ResidentToken"]] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def name(self) -> str:
        return self.full_name if self.protected_from is None else UNTOLD

    def is_protected(self, on: date) -> bool:
        if self.protected_from is None or on < self.protected_from:
            return False
        return self.protected_to is None or on <= self.protected_to


class ResidentToken(Base):
    """One folded word of a resident's name (ae for æ, oe for ø, aa for å; and a, o, a for who has no such keys)."""

    __tablename__ = "resident_token"
    __table_args__ = (sa.Index("ix_resident_token_walk", "controller_unit_id", "token", "resident_id"),)

    resident_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("resident.id"), primary_key=True)
    token: Mapped[str] = mapped_column(Folded, primary_key=True)
    controller_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))


class ResidentProtection(Base):
    """A mark that a leader has put on a resident. A new mark ends the one before it."""

    __tablename__ = "resident_protection"

    id: Mapped[Identity]
    resident_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("resident.id"), index=True)
    kind: Mapped[ProtectionKind] = mapped_column(enum_type(ProtectionKind))
    reason: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    set_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    set_at: Mapped[datetime]
    ended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]


class IdentityOpening(Base):
    """Somebody was shown who a protected resident is: for herself, for a while, with a reason."""

    __tablename__ = "identity_opening"
    __table_args__ = (sa.Index("ix_identity_opening_user", "user_id", "ends_at"),)

    id: Mapped[Identity]
    resident_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("resident.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    reason: Mapped[str]
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class RestrictionGround(StrEnum):
    """Why what is kept may only be stored for a time (GDPR art. 18(1) a to d)."""

    ACCURACY = "accuracy"
    UNLAWFUL = "unlawful"
    CLAIMS = "claims"
    OBJECTION = "objection"


class UseGround(StrEnum):
    """What it may be used for all the same (GDPR art. 18(2))."""

    RESIDENT = "resident"
    CLAIMS = "claims"
    OTHERS = "others"
    PUBLIC_INTEREST = "public_interest"


class Restriction(Base):
    """While it stands, what is kept about a resident is stored and not used. `told_on` is the day on which she was told that it
    would be lifted, which comes first (art. 18(3))."""

    __tablename__ = "restriction"
    __table_args__ = (
        sa.Index(
            "uq_restriction_standing",
            "resident_id",
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        ),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (told_on IS NULL)"
            " AND (lifted_at IS NULL) = (lifted_because IS NULL)",
            name="lifted_whole",
        ),
    )

    id: Mapped[Identity]
    resident_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("resident.id"))
    restriction_ground: Mapped[RestrictionGround] = mapped_column(enum_type(RestrictionGround))
    reason: Mapped[str]
    set_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    set_at: Mapped[datetime]
    told_on: Mapped[date | None]
    lifted_because: Mapped[str | None]
    lifted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    lifted_at: Mapped[datetime | None]


class RestrictionUse(Base):
    """Somebody uses what is restricted all the same: for herself, for a while, on one of the grounds of art. 18(2)."""

    __tablename__ = "restriction_use"
    __table_args__ = (sa.Index("ix_restriction_use_user", "resident_id", "user_id", "ends_at"),)

    id: Mapped[Identity]
    resident_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("resident.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    use_ground: Mapped[UseGround] = mapped_column(enum_type(UseGround))
    reason: Mapped[str]
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime]
