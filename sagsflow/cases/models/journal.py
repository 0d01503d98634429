"""What was written and answered: notes are append-only; answers belong to the step in which they were given."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.access.topics import Topic
from sagsflow.core.base import Base, BigId, Identity, enum_type


class NoteKind(StrEnum):
    FACT = "fact"
    ASSESSMENT = "assessment"
    RESIDENT_VOICE = "resident_voice"
    DECISION = "decision"
    CONTACT = "contact"


class Note(Base):
    """A record entry. `shared` opens it to units whose grants cover its topic; otherwise it is the author's unit's own."""

    __tablename__ = "note"
    __table_args__ = (sa.Index("ix_note_case", "case_id", "id"),)

    id: Mapped[Identity]
    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"))
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    author_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    kind: Mapped[NoteKind] = mapped_column(enum_type(NoteKind))
    topic: Mapped[Topic] = mapped_column(enum_type(Topic))
    sensitive: Mapped[bool] = mapped_column(default=False)
    shared: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str]
    happened_on: Mapped[date]
    written_at: Mapped[datetime]
    corrects_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("note.id"))


class Answer(Base):
    """What was typed for one field of one step (`step` is the case's event number), in the field's stored form. When the step is
    taken back the answer stays in the record, and counts no more."""

    __tablename__ = "answer"

    case_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("case.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    topic: Mapped[Topic] = mapped_column(enum_type(Topic), default=Topic.CORE)
    value: Mapped[str]
    taken_back_at: Mapped[datetime | None]
