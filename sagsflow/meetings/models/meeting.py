"""Meetings, who is there, and the items on the agenda."""

from datetime import date, datetime, time
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
    CANCELLED = "cancelled"


TO_COME = (MeetingStatus.PLANNED, MeetingStatus.RUNNING)


class Presence(StrEnum):
    """`deputy`: somebody else is here in the usual one's place; `out`: out of the room for one item."""

    INVITED = "invited"
    PRESENT = "present"
    DEPUTY = "deputy"
    EXCUSED = "excused"
    ABSENT = "absent"
    OUT = "out"


HERE = frozenset({Presence.PRESENT, Presence.DEPUTY})


class ItemStatus(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    DECIDED = "decided"
    CARRIED = "carried"
    REMOVED = "removed"


class MeetingSeries(Base):
    """Meetings that come round: on the weekday of `first_on`, every so many weeks. `standing` has a matter on each line, which
    stands on every agenda; items that are put on later than `days_before` the meeting are marked as late."""

    __tablename__ = "meeting_series"

    id: Mapped[Identity]
    name: Mapped[str]
    kind: Mapped[MeetingKind] = mapped_column(enum_type(MeetingKind))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    first_on: Mapped[date]
    begins_at: Mapped[time]
    length: Mapped[int]
    every_weeks: Mapped[int]
    place: Mapped[str]
    chair_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    minute_taker_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    standing: Mapped[str] = mapped_column(default="")
    days_before: Mapped[int | None]
    units: Mapped[list["SeriesUnit"]] = relationship(
        cascade="all, delete-orphan", order_by="SeriesUnit.unit_id", lazy="selectin"
    )


class SeriesUnit(Base):
    """A unit that takes part in a series."""

    __tablename__ = "series_unit"

    series_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("meeting_series.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)


class Meeting(Base):
    """A coordination meeting on a day, in a place, with a chair and a minute-taker. `pulse` counts what has happened at it: a
    page that is open asks for it, and fetches itself anew when it has moved. `sequence` counts what calendars must be told;
    `called_at` is when it last changed for them."""

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
    pulse: Mapped[int] = mapped_column(default=0, server_default="0")
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    called_at: Mapped[datetime | None]
    series_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("meeting_series.id"))
    submit_by: Mapped[date | None]
    resident_present: Mapped[bool] = mapped_column(default=False)
    companion_present: Mapped[bool] = mapped_column(default=False)
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
    attended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))


class ItemAttendance(Base):
    """Who was here for one item: while it waits, where that differs from the meeting; when it is dealt with, everybody."""

    __tablename__ = "item_attendance"

    item_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("agenda_item.id"), primary_key=True)
    participant_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("participant.id"), primary_key=True)
    presence: Mapped[Presence] = mapped_column(enum_type(Presence))


class AgendaItem(Base):
    """One item of an agenda: a case in its pathway, or a general matter without persons (`case_id` empty)."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        sa.Index("ix_agenda_item_meeting", "meeting_id", "position"),
        sa.Index("ix_agenda_item_case", "case_id"),
        sa.Index("ix_agenda_item_carried_to", "carried_to_id"),
        sa.Index("ix_agenda_item_barrier", "barrier_id"),
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
    anonymous: Mapped[bool] = mapped_column(default=False)
    late: Mapped[bool] = mapped_column(default=False)
    decision_code: Mapped[str | None] = mapped_column(sa.String(40))
    decision_text: Mapped[str | None]
    responsible_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    key_worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    due_on: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    decided_step: Mapped[int | None]
    carried_to_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("agenda_item.id"))
    barrier_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("barrier.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute


class Outcome(StrEnum):
    """What became of an action; `not_possible`: circumstances have changed."""

    DONE = "done"
    NOT_POSSIBLE = "not_possible"
    NOT_DONE = "not_done"


class Action(Base):
    """What a unit took upon itself by a decision; it comes back at the unit's next meetings until its outcome is said."""

    __tablename__ = "meeting_action"
    __table_args__ = (
        sa.Index("ix_meeting_action_item", "item_id"),
        sa.Index("ix_meeting_action_unit", "unit_id", "outcome"),
        sa.CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name="outcome_has_time"),
    )

    id: Mapped[Identity]
    item_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("agenda_item.id"))
    task_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("task.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    due_on: Mapped[date]
    outcome: Mapped[Outcome | None] = mapped_column(enum_type(Outcome))
    remark: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    closed_at_meeting_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("meeting.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute


class MinutesStatus(StrEnum):
    """Draft: the wording may be mended. Approved: it may be given back. Locked: only additions."""

    DRAFT = "draft"
    APPROVED = "approved"
    LOCKED = "locked"


class Minutes(Base):
    """How far the minutes of a meeting are. Minutes that nobody has approved yet have no row: they are a draft. `seal` is a keyed
    digest of what they said when they were locked; it stands in the log too."""

    __tablename__ = "minutes"

    meeting_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("meeting.id"), primary_key=True)
    status: Mapped[MinutesStatus] = mapped_column(enum_type(MinutesStatus), default=MinutesStatus.DRAFT)
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    locked_at: Mapped[datetime | None]
    locked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    seal: Mapped[str | None] = mapped_column(sa.String(64))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute


class MinutesAddition(Base):
    """What is added to locked minutes: about one item, or about the meeting (`item_id` empty)."""

    __tablename__ = "minutes_addition"
    __table_args__ = (sa.Index("ix_minutes_addition_meeting", "meeting_id", "id"),)

    id: Mapped[Identity]
    meeting_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("meeting.id"))
    item_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("agenda_item.id"))
    text: Mapped[str]
    written_at: Mapped[datetime]
    written_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))


class ItemDraft(Base):
    """What somebody has typed about an item and not yet recorded: sealed, for its author only, and gone after a day."""

    __tablename__ = "item_draft"

    item_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("agenda_item.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    saved_at: Mapped[datetime] = mapped_column(index=True)


class CalendarFeed(Base):
    """An address that shows one's meetings to one's own calendar; only its digest is kept, and it works until it is revoked."""

    __tablename__ = "calendar_feed"
    __table_args__ = (sa.Index("ix_calendar_feed_user", "user_id"),)

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
