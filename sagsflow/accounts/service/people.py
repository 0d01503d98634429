"""Makes, corrects and closes users."""

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import homes, queries
from sagsflow.accounts.models import OneTimeToken, User
from sagsflow.accounts.service.passwords import end_sessions
from sagsflow.core.errors import Forbidden, Invalid
from sagsflow.eventlog import service as eventlog

LOGIN = re.compile(r"[\w.@+-]{2,254}")
ADDRESS = re.compile(r"[^@\s<>,;:\"]{1,64}@[^@\s<>,;:\"]+\.[^@\s<>,;:\"]+", re.ASCII)
LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class NewUser:
    """What must be known of a user. Without `email` mail goes to a login that is an address."""

    login: str
    name: str
    title: str | None = None
    language: str = "da"
    demo: bool = False
    email: str | None = None


def create_user(db: Session, new: NewUser, *, actor: Actor | None, at: datetime) -> User:
    """A user without a password: a one-time link lets the person choose it. `actor` None is the command line."""
    login = queries.folded(new.login)
    if not LOGIN.fullmatch(login):
        raise Invalid(fields={"login": "login-format"})
    if queries.find_by_login(db, login) is not None:
        raise Invalid(fields={"login": "login-taken"})
    row = User(
        login=login,
        name=_name(new.name),
        title=new.title or None,
        email=_address(new.email) or (login if ADDRESS.fullmatch(login) else None),
        language=new.language,
        demo=new.demo,
        created_at=at,
    )
    db.add(row)
    db.flush()
    _record(db, "user-created", row, actor, at)
    return row


def edit_user(
    db: Session, row: User, *, name: str, title: str | None, email: str | None, actor: Actor, at: datetime
) -> None:
    row.name, row.title, row.email = _name(name), title or None, _address(email)
    _record(db, "user-edited", row, actor, at)


def choose_language(db: Session, row: User, language: str) -> None:
    """One's own taste: nothing that the log needs to know."""
    row.language = language
    db.flush()


def deactivate(db: Session, row: User, *, actor: Actor, at: datetime) -> None:
    """Nobody any more, at once and in every browser; links that were handed out stop working too, and her own
    address is forgotten."""
    if row.id == actor.user_id:
        raise Forbidden("own-account")
    row.active = False
    homes.forget(db, row.id, actor=actor, at=at)
    end_sessions(db, row.id)
    db.execute(
        sa.update(OneTimeToken)
        .where(OneTimeToken.user_id == row.id, OneTimeToken.used_at.is_(None))
        .values(used_at=at)
    )
    _record(db, "user-deactivated", row, actor, at)


def reactivate(db: Session, row: User, *, actor: Actor, at: datetime) -> None:
    row.active = True
    _record(db, "user-reactivated", row, actor, at)


def _name(text: str) -> str:
    if not text.strip():
        raise Invalid(fields={"name": "missing"})
    return text.strip()


def _address(text: str | None) -> str | None:
    address = (text or "").strip()
    if address and (len(address) > LONGEST_ADDRESS or not ADDRESS.fullmatch(address)):
        raise Invalid(fields={"email": "email-format"})
    return address or None


def _record(db: Session, kind: str, row: User, actor: Actor | None, at: datetime) -> None:
    eventlog.record(db, [eventlog.Entry(kind, data={"user": row.id})], actor=actor, at=at)
