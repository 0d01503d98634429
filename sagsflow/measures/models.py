"""Answers to the result measures of a case. A correction stands beside what it replaced."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, BigId, Identity, enum_type


class Measure(StrEnum):
    """What is asked; the fifth measure, goals met, is computed from the case's goals."""

    WORK = "work"
    SOCIAL_NEED = "social_need"
    SCHOOL_ABSENCE = "school_absence"
    LIFE_SATISFACTION = "life_satisfaction"


class Occasion(StrEnum):
    START = "start"
    FOLLOW_UP = "follow_up"
    CLOSE = "close"


class Unanswered(StrEnum):
    NOT_ASKED = "not_asked"
    DECLINED = "declined"
    NOT_RELEVANT = "not_relevant"


class MeasureAnswer(Base):
    """One answer of one day, or why there is none. `level` is higher where it is better. A replaced answer is kept, with the
    time at which another took its place."""

    __tablename__ = "measure_answer"
    __table_args__ = (
        sa.CheckConstraint("(answer IS NULL) <> (unanswered IS NULL)", name="answered_or_not"),
        sa.CheckConstraint("(answer IS NULL) = (level IS NULL)", name="level_of_answer"),
        sa.Index(
            "ix_measure_answer_standing",
            "case_id",
            "measure",
            "asked_on",
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        ),
        sa.Index("ix_measure_answer_case", "case_id"),
    )

    id: Mapped[Identity]
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"))
    measure: Mapped[Measure] = mapped_column(enum_type(Measure))
    occasion: Mapped[Occasion] = mapped_column(enum_type(Occasion))
    asked_on: Mapped[date]
    answer: Mapped[str | None] = mapped_column(sa.String(20))
    level: Mapped[int | None]
    unanswered: Mapped[Unanswered | None] = mapped_column(enum_type(Unanswered))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    replaced_at: Mapped[datetime | None]
