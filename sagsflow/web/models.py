"""The edge's own rows: sessions, submissions and drafts."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, BigId


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


class Draft(Base):
    """What somebody typed into a form that could not be carried out yet: sealed, for its author only, for a day. `place` says
    which form."""

    __tablename__ = "draft"

    user_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    place: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    sealed: Mapped[bytes]
    kept_at: Mapped[datetime] = mapped_column(index=True)
