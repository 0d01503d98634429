"""Every time somebody has asked to be let into a case in an emergency, whether or not it opened one."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, BigId, Identity, enum_type


class EmergencyReason(StrEnum):
    """Why it cannot wait for the resident's yes."""

    LIFE = "life"
    CHILD = "child"
    VIOLENCE = "violence"
    MISSING = "missing"
    OTHER = "other"


class EmergencyRequest(Base):
    """Who asked, with which words. `case_id` and `ends_at` are empty when the number opened nothing.

    The grants stand on `id`; the words are here and not in the chain, so that they can be erased.
    """

    __tablename__ = "emergency_request"
    __table_args__ = (
        sa.Index("ix_emergency_request_user_asked", "user_id", "asked_at"),
        sa.Index("ix_emergency_request_case", "case_id"),
        sa.CheckConstraint("(case_id IS NULL) = (ends_at IS NULL)", name="opened_has_end"),
        sa.CheckConstraint("ended_at IS NULL OR case_id IS NOT NULL", name="only_opened_ends"),
    )

    id: Mapped[Identity]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    asked_at: Mapped[datetime]
    typed_number: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[EmergencyReason] = mapped_column(enum_type(EmergencyReason))
    words: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("case.id"))
    ends_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    def holds(self, at: datetime) -> bool:
        """Whether the case is open on it now."""
        return self.ended_at is None and self.ends_at is not None and at < self.ends_at
