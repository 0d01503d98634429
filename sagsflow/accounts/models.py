"""Users, their memberships, and the tokens, second factors and counters that guard signing in."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sagsflow.access.roles import Role
from sagsflow.core.base import Base, BigId, Identity, enum_type
from sagsflow.organisations.models import Unit


class User(Base):
    """A person who signs in. `signed_declaration_on` is the date of the newest tavshedserklæring: it opens cases for a year.

    `email` is where messages go; one may sign in without having any.
    """

    __tablename__ = "user"

    id: Mapped[Identity]
    login: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str]
    title: Mapped[str | None]
    email: Mapped[str | None] = mapped_column(sa.String(254))
    password_hash: Mapped[str | None]
    language: Mapped[str] = mapped_column(sa.String(2), default="da")
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    signed_declaration_on: Mapped[date | None]
    created_at: Mapped[datetime]
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="user", order_by="Membership.id", foreign_keys="Membership.user_id"
    )


class Standing(StrEnum):
    """A role holds when a second person has confirmed it."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class Membership(Base):
    """A person's role in a unit for a period; rights belong to this, not to the person, and only once it is confirmed."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),
        sa.Index("ix_membership_unit_id", "unit_id"),
        sa.Index("ix_membership_user_id", "user_id"),
    )

    id: Mapped[Identity]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    role: Mapped[Role] = mapped_column(enum_type(Role))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    granted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    standing: Mapped[Standing] = mapped_column(enum_type(Standing), default=Standing.WAITING)
    decided_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(back_populates="memberships", foreign_keys=[user_id])
    unit: Mapped[Unit] = relationship(lazy="joined")


class Declaration(Base):
    """A tavshedserklæring as somebody else noted it; the newest counts (`User.signed_declaration_on`), for a year.

    `reference` says where the signed paper is. `warned_at` is when the leader was given the task of renewing it.
    """

    __tablename__ = "declaration"

    id: Mapped[Identity]
    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"), index=True)
    signed_on: Mapped[date]
    reference: Mapped[str | None]
    recorded_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    recorded_at: Mapped[datetime]
    warned_at: Mapped[datetime | None]


class Deputyship(Base):
    """A colleague has another's membership for a period, both days included; `ended_at` ends it before its time."""

    __tablename__ = "deputyship"
    __table_args__ = (
        sa.CheckConstraint("valid_to >= valid_from", name="period"),
        sa.Index("ix_deputyship_deputy_id", "deputy_id"),
        sa.Index("ix_deputyship_membership_id", "membership_id"),
    )

    id: Mapped[Identity]
    membership_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("membership.id"))
    deputy_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    named_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)
    deputy: Mapped[User] = relationship(lazy="joined", innerjoin=True, foreign_keys=[deputy_id])


class TokenPurpose(StrEnum):
    ACTIVATE = "activate"
    RESET = "reset"


class OneTimeToken(Base):
    """A link that works once: only its digest is kept."""

    __tablename__ = "one_time_token"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), index=True)
    purpose: Mapped[TokenPurpose] = mapped_column(enum_type(TokenPurpose))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SecondFactor(Base):
    """What a user's phone knows too. `pending` is shown to the user until a right code has confirmed it; `last_step` is the
    half minute whose code was used last, for each code works once."""

    __tablename__ = "second_factor"

    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"), primary_key=True)
    sealed: Mapped[bytes | None]
    pending: Mapped[bytes | None]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None] = mapped_column(BigId)


class OwnAddress(Base):
    """Where a user lives, if she has said so: sealed, and compared with the addresses of residents she has opened."""

    __tablename__ = "own_address"

    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"), primary_key=True)
    sealed: Mapped[bytes]
    kept_at: Mapped[datetime]


class RecoveryCode(Base):
    """Opens the door once when the phone is away: only its digest is kept."""

    __tablename__ = "recovery_code"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"), index=True)
    used_at: Mapped[datetime | None]


class FactorReset(Base):
    """An administrator asks that a user may set up a new second factor; it happens when somebody else has confirmed it."""

    __tablename__ = "factor_reset"

    id: Mapped[Identity]
    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"), index=True)
    asked_by: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"))
    confirmed: Mapped[bool] = mapped_column(default=False)
    user: Mapped[User] = relationship(foreign_keys=[user_id], lazy="joined")


class SignInTries(Base):
    """Failed tries by account-and-subnet and by subnet, decaying with time; never a lock on the account itself."""

    __tablename__ = "sign_in_tries"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime]
