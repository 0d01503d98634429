"""Messages to people, the letters that carry them by mail, and how each person wants which kind."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from sagsflow.core.base import Base, BigId, Identity, enum_type

POST = "post-mail"


class How(StrEnum):
    """How a kind of message goes by mail."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class LetterState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


class Letter(Base):
    """One mail to one person; `token` names it to the receiver, however often it is sent. `code` is why it was refused."""

    __tablename__ = "letter"
    __table_args__ = (sa.Index("ix_letter_state", "state", "id"),)

    id: Mapped[Identity]
    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"))
    token: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    state: Mapped[LetterState] = mapped_column(enum_type(LetterState), default=LetterState.WAITING)
    settled_at: Mapped[datetime | None]
    code: Mapped[str | None] = mapped_column(sa.String(60))
    posted: Mapped[int] = mapped_column(default=1)

    @property
    def work_key(self) -> str:
        """What the work of sending it is known by, each time it is sent."""
        return f"{POST}:{self.id}:{self.posted}"


class Message(Base):
    """Something that one person is told, once for each `key`. `kind` has its words in the register of kinds; `target` is what
    leads to the place, such as the number of a task. `mail_due` is when it is to go by mail; empty when it does not."""

    __tablename__ = "message"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "key"),
        sa.Index("ix_message_user", "user_id", "id"),
        sa.Index(
            "ix_message_unread",
            "user_id",
            "id",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        ),
        sa.Index("ix_message_case", "case_id"),
        sa.Index("ix_message_letter", "letter_id"),
    )

    id: Mapped[Identity]
    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(sa.String(60))
    target: Mapped[str] = mapped_column(sa.String(80))
    case_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("case.id"))
    key: Mapped[str | None] = mapped_column(sa.String(120))
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mail_due: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("letter.id"))


class MessageChoice(Base):
    """How somebody wants a kind of message by mail; without a row the kind's own way holds."""

    __tablename__ = "message_choice"

    user_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("user.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    how: Mapped[How] = mapped_column(enum_type(How))
