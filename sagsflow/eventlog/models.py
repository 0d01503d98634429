"""The tables of the log: events in one chain, what was read by whom, the seals on that, and the signed heads."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, BigId


class Event(Base):
    """Something that happened. `body` is the exact text that `mac` was computed over; the columns repeat parts of it."""

    __tablename__ = "event"
    __table_args__ = (sa.UniqueConstraint("case_id", "case_seq"), sa.Index("ix_event_at", "at"))

    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(sa.String(60))
    actor_id: Mapped[int | None]
    membership_id: Mapped[int | None]
    case_id: Mapped[int | None] = mapped_column(BigId)
    case_seq: Mapped[int | None]
    body: Mapped[str]
    prev: Mapped[str] = mapped_column(sa.String(64))
    mac: Mapped[str] = mapped_column(sa.String(64))


class LogHead(Base):
    """Where each chain ends, signed, so that a tail cut off is noticed. One row per chain."""

    __tablename__ = "log_head"

    chain: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    seq: Mapped[int] = mapped_column(BigId)
    mac: Mapped[str] = mapped_column(sa.String(64))
    signature: Mapped[str] = mapped_column(sa.String(64))


class ReadEntry(Base):
    """Somebody saw, searched, printed or exported personal data; written before the page is sent, and never changed.

    `shown` names whose rows stood on a list (see `eventlog.shown`); `mac` is over everything but the number, the typed words
    (purpose, recipient) by their digest. When they have to be erased, `blanked` keeps that digest and the MAC still holds.
    """

    __tablename__ = "read_entry"
    __table_args__ = (
        sa.Index("ix_read_entry_case_at", "case_id", "at"),
        sa.Index("ix_read_entry_user_at", "user_id", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int]
    membership_id: Mapped[int | None]
    what: Mapped[str] = mapped_column(sa.String(40))
    case_id: Mapped[int | None] = mapped_column(BigId)
    resident_id: Mapped[int | None] = mapped_column(BigId)
    purpose: Mapped[str | None]
    recipient: Mapped[str | None]
    count: Mapped[int] = mapped_column(default=1)
    shown: Mapped[str | None]
    mac: Mapped[str] = mapped_column(sa.String(32), server_default="")
    blanked: Mapped[str | None] = mapped_column(sa.String(32))


class ReadSeal(Base):
    """A batch of readings that can no longer be changed, removed, added to or put in another order unnoticed.

    `ids` are the numbers as ranges ("1-40,42"), `tags` eight digits of each reading's MAC, `digest` is over them all.
    """

    __tablename__ = "read_seal"

    seq: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    first_id: Mapped[int] = mapped_column(BigId)
    last_id: Mapped[int] = mapped_column(BigId)
    count: Mapped[int]
    ids: Mapped[str]
    tags: Mapped[str]
    digest: Mapped[str] = mapped_column(sa.String(64))
    prev: Mapped[str] = mapped_column(sa.String(64))
    mac: Mapped[str] = mapped_column(sa.String(64))


class RetiredId(Base):
    """Up to which number rows of a table have been taken away."""

    __tablename__ = "retired_id"

    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    last: Mapped[int] = mapped_column(sa.BigInteger())
