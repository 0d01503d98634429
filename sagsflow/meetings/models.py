"""Meetings, who is there, and the items on the agenda."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sagsflow.core.base import Base, BigId, Identity, enum_type


class MeetingKind(StrEnum):
    """A case meeting is about one resident; a group meeting is the operational group's."""

    CASE = "case"
    GROUP = "group"


class MeetingStatus(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"


class Presence(StrEnum):
    INVITED = "invited"
    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


class ItemStatus(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    DECIDED = "decided"
    CARRIED = "carried"
    REMOVED = "removed"


class Meeting(Base):
    """A coordination meeting on a day, in a place, with a chair and a minute-taker."""

    __tablename__ = "meeting"
    __table_args__ = (
        sa.Index("ix_meeting_unit", "unit_id", "starts_at"),
        sa.Index("ix_meeting_starts_at", "starts_at"),
    )

    id: Mapped[Identity]
    kind: Mapped[MeetingKind] = mapped_column(enum_type(MeetingKind))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    body_id: Mapped[int | None] = mapped_column(sa.ForeignKey("body.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str]
    chair_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    minute_taker_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    status: Mapped[MeetingStatus] = mapped_column(enum_type(MeetingStatus), default=MeetingStatus.PLANNED)
    version: Mapped[int] = mapped_column(default=1)
    participants: Mapped[list["Participant"]] = relationship(
        cascade="all, delete-orphan", order_by="Participant.id", lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute


class Participant(Base):
    """A unit, by a person when one is named, that is invited to a meeting."""

    __tablename__ = "participant"
    __table_args__ = (
        sa.Index("ix_participant_meeting", "meeting_id"),
        sa.Index("ix_participant_unit", "unit_id"),
    )

    id: Mapped[Identity]
    meeting_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("meeting.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    presence: Mapped[Presence] = mapped_column(enum_type(Presence), default=Presence.INVITED)


class AgendaItem(Base):
    """One item of an agenda: a case in its pathway, or a general matter without persons (`case_id` empty)."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        sa.Index("ix_agenda_item_meeting", "meeting_id", "position"),
        sa.Index("ix_agenda_item_case", "case_id"),
        sa.Index("ix_agenda_item_carried_to", "carried_to_id"),
        sa.Index(
            "uq_agenda_item_open_case",
            "meeting_id",
            "case_id",
            unique=True,
            sqlite_where=sa.text("status IN ('planned', 'open')"),
            postgresql_where=sa.text("status IN ('planned', 'open')"),
        ),
        sa.CheckConstraint("(status = 'decided') = (decided_at IS NOT NULL)", name="decided_has_time"),
        sa.CheckConstraint("(case_id IS NULL) = (title IS NOT NULL)", name="case_or_title"),
    )

    id: Mapped[Identity]
    meeting_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("meeting.id"))
    position: Mapped[int]
    local_number: Mapped[int]
    case_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("case.id"))
    title: Mapped[str | None]
    question: Mapped[str]
    anonymous_question: Mapped[str | None]
    minutes: Mapped[int] = mapped_column(default=10)
    status: Mapped[ItemStatus] = mapped_column(enum_type(ItemStatus), default=ItemStatus.PLANNED)
    decision_code: Mapped[str | None] = mapped_column(sa.String(40))
    decision_text: Mapped[str | None]
    responsible_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    key_worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    due_on: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    decided_step: Mapped[int | None]
    carried_to_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("agenda_item.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
