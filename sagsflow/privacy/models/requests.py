"""The register of what residents have asked for, and the sealed parts of an answer with its passages."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, BigId, Identity, enum_type


class RequestKind(StrEnum):
    """What the resident asks for (GDPR art. 15, 16, 18 and 17)."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    RESTRICTION = "restriction"
    ERASURE = "erasure"


class Channel(StrEnum):
    IN_PERSON = "in_person"
    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    DIGITAL_POST = "digital_post"


class RequestStatus(StrEnum):
    RECEIVED = "received"
    GATHERING = "gathering"
    REVIEW = "review"
    ANSWERED = "answered"
    DECLINED = "declined"


class WhyWithheld(StrEnum):
    OTHER_PERSON = "other_person"
    OTHER_INTEREST = "other_interest"


class RightsRequest(Base):
    """Something a resident has asked for. `gathered_at` is set when every part of the answer has been read."""

    __tablename__ = "rights_request"
    __table_args__ = (
        sa.Index("ix_rights_request_unit", "unit_id", "status", "due_on"),
        sa.Index("ix_rights_request_resident", "resident_id"),
        sa.CheckConstraint(
            "(status IN ('answered', 'declined')) = (closed_at IS NOT NULL)", name="closed_has_time"
        ),
        sa.CheckConstraint("status != 'declined' OR reason IS NOT NULL", name="declined_has_reason"),
    )

    id: Mapped[Identity]
    kind: Mapped[RequestKind] = mapped_column(enum_type(RequestKind))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    resident_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("resident.id"))
    received_on: Mapped[date]
    received_by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    channel: Mapped[Channel] = mapped_column(enum_type(Channel))
    words: Mapped[str | None]
    registered_at: Mapped[datetime]
    due_on: Mapped[date]
    extended_reason: Mapped[str | None]
    task_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("task.id"))
    status: Mapped[RequestStatus] = mapped_column(enum_type(RequestStatus), default=RequestStatus.RECEIVED)
    parts_total: Mapped[int] = mapped_column(default=0)
    parts_done: Mapped[int] = mapped_column(default=0)
    gathered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    reason: Mapped[str | None]
    recipient: Mapped[str | None]
    staff_named: Mapped[bool] = mapped_column(default=False)
    digest: Mapped[str | None] = mapped_column(sa.String(64))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class AnswerPart(Base):
    """One part of an answer, sealed: the person (position 0), a case, or who has read (the last)."""

    __tablename__ = "answer_part"

    request_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("rights_request.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("case.id"), index=True)
    sealed: Mapped[bytes | None]


class Passage(Base):
    """A passage of free text in an answer: whether it may name somebody else, and what was decided. The words are in the part."""

    __tablename__ = "answer_passage"
    __table_args__ = (
        sa.UniqueConstraint("request_id", "key"),
        sa.CheckConstraint("(hand_out IS NULL) = (decided_at IS NULL)", name="decided_has_time"),
        sa.CheckConstraint("hand_out IS NOT FALSE OR reason IS NOT NULL", name="withheld_has_reason"),
    )

    id: Mapped[Identity]
    request_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("rights_request.id"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(sa.String(120))
    marked: Mapped[bool]
    hand_out: Mapped[bool | None]
    reason: Mapped[WhyWithheld | None] = mapped_column(enum_type(WhyWithheld))
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
