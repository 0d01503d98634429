"""A batch of papers, and each of its papers until the batch is removed."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, BigId, Identity, enum_type


class BatchStatus(StrEnum):
    PRINTING = "printing"
    READY = "ready"
    CANCELLED = "cancelled"


class PrintBatch(Base):
    """What somebody asked for; `removed_at` is when all of it goes, whether fetched or not. `together`: as one PDF, which is kept
    as each paper was (`digest`, `sealed`) once all have been printed."""

    __tablename__ = "print_batch"
    __table_args__ = (sa.Index("ix_print_batch_user", "user_id", "id"),)

    id: Mapped[Identity]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    language: Mapped[str] = mapped_column(sa.String(2))
    recipient: Mapped[str]
    purpose: Mapped[str]
    sensitive: Mapped[bool] = mapped_column(default=False)
    together: Mapped[bool] = mapped_column(default=False)
    status: Mapped[BatchStatus] = mapped_column(enum_type(BatchStatus), default=BatchStatus.PRINTING)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    removed_at: Mapped[datetime] = mapped_column(index=True)
    digest: Mapped[str | None] = mapped_column(sa.String(64))
    sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)


class PrintItem(Base):
    """One case of a batch, in order. `sealed` is its PDF under the keys of stored files, bound to `digest`; without one it waits,
    or, when it is `refused`, was not to be printed any more when its turn came."""

    __tablename__ = "print_item"

    batch_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("print_batch.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"), index=True)
    refused: Mapped[bool] = mapped_column(default=False)
    digest: Mapped[str | None] = mapped_column(sa.String(64))
    sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
