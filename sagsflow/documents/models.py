"""A document on a case; its content stands among the stored files until it is taken away."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.access.topics import Topic
from sagsflow.core.base import Base, BigId, Identity, enum_type


class DocumentKind(StrEnum):
    """What the paper is."""

    SIGNED_CONSENT = "signed_consent"
    AGREEMENT = "agreement"
    LETTER = "letter"
    APPLICATION = "application"
    DECISION_LETTER = "decision_letter"
    STATEMENT = "statement"
    PICTURE = "picture"
    OTHER = "other"


class Document(Base):
    """`shared` opens it to units whose grants cover its topic; otherwise it is its unit's own. `consent_id` names the consent
    that a signed form is the proof of. A document that was taken away keeps its row, and no content."""

    __tablename__ = "document"
    __table_args__ = (
        sa.Index("ix_document_case", "case_id", "id"),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (file_id IS NOT NULL) AND (removed_at IS NULL) = (removed_because IS NULL)",
            name="removed_has_no_file",
        ),
    )

    id: Mapped[Identity]
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"))
    file_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("stored_file.id"))
    consent_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("consent.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    author_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    kind: Mapped[DocumentKind] = mapped_column(enum_type(DocumentKind))
    title: Mapped[str]
    topic: Mapped[Topic] = mapped_column(enum_type(Topic))
    sensitive: Mapped[bool] = mapped_column(default=False)
    shared: Mapped[bool] = mapped_column(default=False)
    media_type: Mapped[str] = mapped_column(sa.String(100))
    ending: Mapped[str] = mapped_column(sa.String(10))
    size: Mapped[int]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    removed_because: Mapped[str | None]
