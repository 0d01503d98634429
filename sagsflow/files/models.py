"""Stored files. They stand in the database, so that a file, its place on a case and its log entry come and go together."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, Identity


class StoredFile(Base):
    """One sealed file; `digest` is the keyed SHA-256 of its content, `size` the content's bytes."""

    __tablename__ = "stored_file"
    __table_args__ = (sa.Index("ix_stored_file_digest", "digest"),)

    id: Mapped[Identity]
    digest: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    stored_at: Mapped[datetime]
