"""The edge's own rows: sessions and submissions."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base


class WebSession(Base):
    """A browser's session; only the digest of its cookie is kept, so a copy of the database opens nothing."""

    __tablename__ = "web_session"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(index=True)
    data: Mapped[str]
    born_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class Submission(Base):
    """A form that was carried out, and where it led: the same form sent again leads there and does nothing."""

    __tablename__ = "submission"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    location: Mapped[str]
