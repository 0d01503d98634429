"""The contact log before a case, in counts, and the contacts with the resident of a case."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.access.topics import Topic
from sagsflow.core.base import Base, BigId, Identity, enum_type


class Activity(StrEnum):
    """What one was out for."""

    WALK = "walk"
    DOORSTEP = "doorstep"
    EVENT = "event"
    OPEN_HOUSE = "open_house"
    PHONE = "phone"
    OTHER = "other"


class Outreach(Base):
    """People met before there is a case: where, when, what about and how many. Nobody is named, and there is no place for a name
    but `place`, which is a street, a yard or a room."""

    __tablename__ = "outreach"
    __table_args__ = (
        sa.Index("ix_outreach_unit", "unit_id", "happened_on", "id"),
        sa.CheckConstraint("adults >= 0 AND young >= 0 AND children >= 0", name="counts"),
        sa.CheckConstraint("adults + young + children > 0", name="somebody"),
    )

    id: Mapped[Identity]
    unit_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("unit.id"))
    author_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"))
    happened_on: Mapped[date]
    place: Mapped[str] = mapped_column(sa.String(120))
    area_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("area.id"))
    activity: Mapped[Activity] = mapped_column(enum_type(Activity))
    topic: Mapped[Topic | None] = mapped_column(enum_type(Topic))
    adults: Mapped[int]
    young: Mapped[int]
    children: Mapped[int]
    written_at: Mapped[datetime]


class ContactKind(StrEnum):
    CONVERSATION = "conversation"
    HOME_VISIT = "home_visit"
    PHONE = "phone"


class ContactOutcome(StrEnum):
    HELD = "held"
    NO_SHOW = "no_show"
    MOVED = "moved"


class MovedBy(StrEnum):
    RESIDENT = "resident"
    US = "us"
    OTHER = "other"


class CaseContact(Base):
    """An appointment with the resident of a case: held, or nobody came, or moved, by whom and to which day."""

    __tablename__ = "case_contact"
    __table_args__ = (
        sa.Index("ix_case_contact_case", "case_id", "on_day", "id"),
        sa.CheckConstraint("(outcome = 'held') = (reason IS NULL)", name="reason"),
        sa.CheckConstraint("(outcome = 'moved') = (moved_by IS NOT NULL)", name="moved"),
    )

    id: Mapped[Identity]
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"))
    author_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"))
    author_unit_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("unit.id"))
    on_day: Mapped[date]
    kind: Mapped[ContactKind] = mapped_column(enum_type(ContactKind))
    outcome: Mapped[ContactOutcome] = mapped_column(enum_type(ContactOutcome))
    reason: Mapped[str | None]
    moved_by: Mapped[MovedBy | None] = mapped_column(enum_type(MovedBy))
    moved_to: Mapped[date | None]
    written_at: Mapped[datetime]
