"""Activities, the areas and partners they have, and what tenant boards say about them."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sagsflow.core.base import Base, BigId, Identity, enum_type
from sagsflow.organisations.models import Area, SubAgreement, Unit


class ActivityKind(StrEnum):
    """What sort of thing it is."""

    EVENT = "event"
    CLUB = "club"
    COURSE = "course"
    WALK = "walk"
    ADVICE = "advice"
    BOARD_MEETING = "board_meeting"
    VOLUNTEERING = "volunteering"
    OTHER = "other"


class ActivityStatus(StrEnum):
    PROPOSED = "proposed"
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    DECLINED = "declined"


class Activity(Base):
    """Something that happens in an area, or in all of them where it has none. `series_id` is the first of a row of dates. The
    counts are of heads, and there is no column for anybody who came."""

    __tablename__ = "activity"
    __table_args__ = (
        sa.Index("ix_activity_status", "status", "starts_at", "id"),
        sa.Index("ix_activity_plan", "plan_id", "starts_at"),
        sa.CheckConstraint("ends_at > starts_at", name="order"),
        sa.CheckConstraint("(status = 'held') = (people IS NOT NULL)", name="counted"),
        sa.CheckConstraint("(status IN ('cancelled', 'declined')) = (reason IS NOT NULL)", name="reason"),
        sa.CheckConstraint(
            "status IN ('proposed', 'declined') OR sub_agreement_id IS NOT NULL", name="sub_agreement"
        ),
        sa.CheckConstraint(
            "COALESCE(children, 0) + COALESCE(young, 0) + COALESCE(adults, 0) <= people", name="parts"
        ),
    )

    id: Mapped[Identity]
    plan_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("plan.id"))
    sub_agreement_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("sub_agreement.id"))
    unit_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("unit.id"), index=True)
    responsible_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("user.id"), index=True)
    author_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"))
    proposed_by_unit_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("unit.id"))
    series_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("activity.id"), index=True)
    kind: Mapped[ActivityKind] = mapped_column(enum_type(ActivityKind))
    status: Mapped[ActivityStatus] = mapped_column(enum_type(ActivityStatus))
    title: Mapped[str] = mapped_column(sa.String(120))
    description: Mapped[str]
    place: Mapped[str] = mapped_column(sa.String(120))
    other_partners: Mapped[str] = mapped_column(sa.String(200))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    expected: Mapped[int | None]
    comment_by: Mapped[date | None]
    reason: Mapped[str | None]
    people: Mapped[int | None]
    children: Mapped[int | None]
    young: Mapped[int | None]
    adults: Mapped[int | None]
    new_faces: Mapped[int | None]
    volunteers: Mapped[int | None]
    volunteer_hours: Mapped[int | None]
    went_well: Mapped[str]
    written_at: Mapped[datetime]
    status_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    unit: Mapped[Unit] = relationship(foreign_keys=unit_id, lazy="joined", innerjoin=True)
    proposed_by: Mapped[Unit | None] = relationship(foreign_keys=proposed_by_unit_id, lazy="joined")
    sub_agreement: Mapped[SubAgreement | None] = relationship(lazy="joined")
    areas: Mapped[list[Area]] = relationship(secondary="activity_area", order_by=Area.name, lazy="selectin")
    partners: Mapped[list[Unit]] = relationship(
        secondary="activity_partner", order_by=Unit.name, lazy="selectin"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed, or become anything else."""
        return self.status in {ActivityStatus.PROPOSED, ActivityStatus.PLANNED}

    def is_over(self, at: datetime) -> bool:
        return self.ends_at <= at


class ActivityArea(Base):
    """That an activity is for an area."""

    __tablename__ = "activity_area"

    activity_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("activity.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("area.id"), primary_key=True, index=True)


class ActivityPartner(Base):
    """That a unit takes part in an activity: a tenant board, an association, a school."""

    __tablename__ = "activity_partner"

    activity_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("activity.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("unit.id"), primary_key=True, index=True)


class ActivityComment(Base):
    """What somebody says about an activity. One that is taken back loses its text and keeps its place."""

    __tablename__ = "activity_comment"
    __table_args__ = (
        sa.Index("ix_activity_comment_activity", "activity_id", "id"),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (text IS NOT NULL)", name="withdrawn"),
    )

    id: Mapped[Identity]
    activity_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("activity.id"))
    author_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"), index=True)
    unit_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("unit.id"))
    text: Mapped[str | None]
    written_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
