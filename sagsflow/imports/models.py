"""A file that is read in: how far it is, and what it has made."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, BigId, Identity, enum_type


class ImportStage(StrEnum):
    """`sent`: its columns have not been said. `checked`: what would come of it has been found out."""

    SENT = "sent"
    CHECKED = "checked"
    WRITTEN = "written"
    DROPPED = "dropped"
    UNDONE = "undone"


class Doing(StrEnum):
    """What has been asked for and is not done yet."""

    CHECK = "check"
    TRY = "try"
    WRITE = "write"
    UNDO = "undo"


class CaseImport(Base):
    """One file. `settings`, `choices`, `findings` and `outcome` hold codes and numbers of rows, columns and residents; what the
    cells say is in the sealed file alone, which goes with `erase_at` at the latest."""

    __tablename__ = "case_import"
    __table_args__ = (sa.Index("ix_case_import_unit", "unit_id", "id"),)

    id: Mapped[Identity]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    sent_at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(sa.String(200))
    file_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("stored_file.id"))
    rows: Mapped[int]
    headings: Mapped[str] = mapped_column(sa.String(64))
    stage: Mapped[ImportStage] = mapped_column(enum_type(ImportStage), default=ImportStage.SENT)
    doing: Mapped[Doing | None] = mapped_column(enum_type(Doing))
    settings: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    choices: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    findings: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    outcome: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    erase_at: Mapped[datetime] = mapped_column(index=True)
    residents_made: Mapped[int] = mapped_column(default=0)
    cases_made: Mapped[int] = mapped_column(default=0)
    written_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))


class ImportedCase(Base):
    """A case that was read in, what the old system called it, and how many events it had then."""

    __tablename__ = "imported_case"
    __table_args__ = (sa.Index("ix_imported_case_old", "unit_id", "old_ref"),)

    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"), primary_key=True)
    import_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case_import.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    row_number: Mapped[int]
    old_ref: Mapped[str | None] = mapped_column(sa.String(80))
    events: Mapped[int]


class ImportedResident(Base):
    """A resident who was registered by reading in, and the version of the row then."""

    __tablename__ = "imported_resident"

    resident_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("resident.id"), primary_key=True)
    import_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case_import.id"), index=True)
    row_number: Mapped[int]
    row_version: Mapped[int]
