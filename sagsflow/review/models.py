"""What was said of a reading or an alarm when somebody looked at it."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, enum_type


class Opinion(StrEnum):
    OK = "ok"
    LOOK_INTO = "look_into"


class ReadReview(Base):
    """`key` names the reading of the sample, or the alarm; the events hold what was said before it was said again."""

    __tablename__ = "read_review"

    key: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    month: Mapped[date]
    reader_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    opinion: Mapped[Opinion] = mapped_column(enum_type(Opinion))
    note: Mapped[str]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime]
