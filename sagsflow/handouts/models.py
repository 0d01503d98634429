"""What each adult of a household lets the others read of her plan."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.access.topics import Topic
from sagsflow.consents.models import ConsentForm
from sagsflow.consents.terms import topics_of
from sagsflow.core.base import Base, BigId, Identity, enum_type


class HouseholdPart(Base):
    """The resident of a case has said yes: her goals about these topics may stand in the plan that the household's other
    adults get. It opens the case to nobody. A new yes ends the one before; `topics` are codes with a comma between."""

    __tablename__ = "household_part"
    __table_args__ = (
        sa.Index(
            "ix_household_part_standing",
            "case_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
    )

    id: Mapped[Identity]
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"), index=True)
    topics: Mapped[str]
    form: Mapped[ConsentForm] = mapped_column(enum_type(ConsentForm))
    given_on: Mapped[date]
    given_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))

    @property
    def topic_set(self) -> frozenset[Topic]:
        return topics_of(self.topics)
