"""The resident's plan: goals in their own words, and how far they have come."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.access.topics import Topic
from sagsflow.core.base import Base, BigId, Identity, enum_type


class GoalStatus(StrEnum):
    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    ACHIEVED = "achieved"
    PARTLY = "partly"
    DROPPED = "dropped"


class Goal(Base):
    """What the resident wants, in their own words, and who helps with it by when."""

    __tablename__ = "goal"
    __table_args__ = (sa.Index("ix_goal_case", "case_id"),)

    id: Mapped[Identity]
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"))
    own_words: Mapped[str]
    topic: Mapped[Topic] = mapped_column(enum_type(Topic))
    responsible_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    due_on: Mapped[date | None]
    status: Mapped[GoalStatus] = mapped_column(enum_type(GoalStatus), default=GoalStatus.NOT_STARTED)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute


class ProgressionQuestion(StrEnum):
    """The five questions that the resident answers with the worker, from 1 to 5."""

    EVERYDAY = "everyday"
    NETWORK = "network"
    WORK_EDUCATION = "work_education"
    HEALTH_ENERGY = "health_energy"
    ECONOMY = "economy"


class Progression(Base):
    """One score (1 to 5) of one question on one day."""

    __tablename__ = "progression"
    __table_args__ = (sa.CheckConstraint("score BETWEEN 1 AND 5", name="score_range"),)

    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"), primary_key=True)
    asked_on: Mapped[date] = mapped_column(primary_key=True)
    question: Mapped[ProgressionQuestion] = mapped_column(enum_type(ProgressionQuestion), primary_key=True)
    score: Mapped[int]
    remark: Mapped[str | None]
