"""The goals and milestones of a plan, its money, and the quarters that were closed. Nothing here is about a person."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, Identity, enum_type


class PlanGoal(Base):
    """What the plan wants to reach within a sub-agreement, how it is measured, and who answers for it."""

    __tablename__ = "plan_goal"
    __table_args__ = (sa.Index("ix_plan_goal_plan", "plan_id"),)

    id: Mapped[Identity]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id"))
    sub_agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("sub_agreement.id"))
    text: Mapped[str]
    measured_by: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    changed_at: Mapped[datetime]
    changed_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute


class MilestoneStatus(StrEnum):
    NOT_BEGUN = "not_begun"
    UNDER_WAY = "under_way"
    REACHED = "reached"
    DELAYED = "delayed"
    GIVEN_UP = "given_up"


class Milestone(Base):
    """A step towards a goal of the plan, and when it is to be reached. Where it stands is its latest report."""

    __tablename__ = "milestone"
    __table_args__ = (sa.Index("ix_milestone_goal", "goal_id"),)

    id: Mapped[Identity]
    goal_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_goal.id"))
    title: Mapped[str]
    due_on: Mapped[date]


class MilestoneReport(Base):
    """Where a milestone stood on a day, in a word and perhaps a note, and when it was then to be reached. Only added to."""

    __tablename__ = "milestone_report"
    __table_args__ = (sa.Index("ix_milestone_report_milestone", "milestone_id"),)

    id: Mapped[Identity]
    milestone_id: Mapped[int] = mapped_column(sa.ForeignKey("milestone.id"))
    status: Mapped[MilestoneStatus] = mapped_column(enum_type(MilestoneStatus))
    on_day: Mapped[date]
    due_on: Mapped[date]
    note: Mapped[str]
    written_at: Mapped[datetime]
    written_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))


class Purse(StrEnum):
    """Who pays."""

    FUND = "fund"
    MUNICIPALITY = "municipality"
    HOUSING = "housing"


class PlanMoney(Base):
    """What a purse gives to a plan, in whole kroner (no quarter), or what was used of it in a quarter. The latest entry counts;
    earlier ones are kept."""

    __tablename__ = "plan_money"
    __table_args__ = (
        sa.Index("ix_plan_money_plan", "plan_id"),
        sa.CheckConstraint("amount >= 0", name="not_negative"),
    )

    id: Mapped[Identity]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id"))
    purse: Mapped[Purse] = mapped_column(enum_type(Purse))
    quarter: Mapped[str | None] = mapped_column(sa.String(6))
    amount: Mapped[int] = mapped_column(sa.BigInteger)
    entered_at: Mapped[datetime]
    entered_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))


class ClosedQuarter(Base):
    """The numbers of a quarter as they were given out, small ones hidden already, so that they are the same ever after."""

    __tablename__ = "closed_quarter"

    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id"), primary_key=True)
    quarter: Mapped[str] = mapped_column(sa.String(6), primary_key=True)
    numbers: Mapped[str]
    closed_at: Mapped[datetime]
    closed_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
