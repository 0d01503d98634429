"""The case, its number, its parties, its links, and the published workflow versions that cases stand on."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sagsflow.core.base import Base, BigId, Identity, enum_type
from sagsflow.core.ids import new_uuid
from sagsflow.residents.models import Resident


class Domain(StrEnum):
    """Support cases and citizenship cases never meet in a list."""

    SUPPORT = "support"
    VOLUNTEER = "volunteer"


class InformedHow(StrEnum):
    """How a resident was told what is written down about her, and why (GDPR art. 13 and 14)."""

    CONVERSATION = "conversation"
    LETTER = "letter"
    DIGITAL = "digital"


class WorkflowVersion(Base):
    """A published version of a pathway: its file may never change again."""

    __tablename__ = "workflow_version"

    workflow_id: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(sa.String(64))
    published_at: Mapped[datetime]


class CaseNumber(Base):
    """The last case number given in a year; taken in the transaction that opens the case, so that there are no gaps."""

    __tablename__ = "case_number"

    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Case(Base):
    """One resident's case in one pathway. Only `cases.service.moving` writes `state`; `restricted_at` repeats the resident's.
    `limit_on` is the date that the law sets beside the deadline of the state, where it sets one (`no_later_than`)."""

    __tablename__ = "case"
    __table_args__ = (
        sa.UniqueConstraint("year", "number"),
        sa.CheckConstraint("(closed_at IS NOT NULL) = (result IS NOT NULL)", name="closed_has_result"),
        sa.CheckConstraint("is_open = (closed_at IS NULL)", name="open_until_closed"),
        sa.ForeignKeyConstraint(
            ["workflow_id", "workflow_version"], ["workflow_version.workflow_id", "workflow_version.version"]
        ),
        sa.Index("ix_case_owner", "owner_id", "is_open", "due_on"),
        sa.Index(
            "ix_case_untaken",
            "owner_unit_id",
            "due_on",
            sqlite_where=sa.text("owner_id IS NULL AND is_open = 1"),
            postgresql_where=sa.text("owner_id IS NULL AND is_open"),
        ),
        sa.Index("ix_case_resident", "resident_id"),
        sa.Index("ix_case_state", "owner_unit_id", "is_open", "workflow_id", "state", "due_on"),
        sa.Index(
            "ix_case_ready",
            "owner_unit_id",
            "urgent",
            "state_since",
            "id",
            sqlite_where=sa.text("meeting_wait IS NOT NULL"),
            postgresql_where=sa.text("meeting_wait IS NOT NULL"),
        ),
        sa.Index("ix_case_opened", "opened_at"),
    )

    id: Mapped[Identity]
    uuid: Mapped[str] = mapped_column(sa.String(36), default=new_uuid, unique=True)
    ref: Mapped[str] = mapped_column(sa.String(20), unique=True)
    year: Mapped[int]
    number: Mapped[int]
    resident_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("resident.id"))
    domain: Mapped[Domain] = mapped_column(enum_type(Domain))
    workflow_id: Mapped[str] = mapped_column(sa.String(60))
    workflow_version: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(60))
    state_since: Mapped[datetime]
    ball: Mapped[str | None] = mapped_column(sa.String(40))
    meeting_wait: Mapped[str | None] = mapped_column(sa.String(10))
    due_on: Mapped[date | None]
    limit_on: Mapped[date | None]
    is_open: Mapped[bool] = mapped_column(default=True)
    result: Mapped[str | None] = mapped_column(sa.String(40))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    plan_id: Mapped[int] = mapped_column(sa.ForeignKey("plan.id"))
    sub_agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("sub_agreement.id"))
    area_id: Mapped[int | None] = mapped_column(sa.ForeignKey("area.id"))
    owner_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    key_worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    urgent: Mapped[bool] = mapped_column(default=False)
    informed_on: Mapped[date | None]
    informed_how: Mapped[InformedHow | None] = mapped_column(enum_type(InformedHow))
    informed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    event_count: Mapped[int] = mapped_column(default=0)
    restricted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    resident: Mapped[Resident] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as a class attribute


class CaseParty(Base):
    """A unit that takes part in the case, or is to be invited to its meeting. `added_at_step` and `turned_at_step` say which step
    named it or turned `invited`, so that taking the step back can turn it again."""

    __tablename__ = "case_party"

    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    invited: Mapped[bool] = mapped_column(default=True)
    added_at: Mapped[datetime]
    added_at_step: Mapped[int | None]
    turned_at_step: Mapped[int | None]


class CaseLink(Base):
    """Two cases that belong together, seen from either side."""

    __tablename__ = "case_link"
    __table_args__ = (sa.CheckConstraint("case_id < other_id", name="ordered"),)

    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"), primary_key=True)
    added_at: Mapped[datetime]
