"""Links that work once, passwords chosen and changed, sessions begun and ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import passwords, queries, throttle
from sagsflow.accounts.models import OneTimeToken, TokenPurpose, User
from sagsflow.accounts.policy import actor_of
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.core.ids import digest, new_token
from sagsflow.eventlog import service as eventlog
from sagsflow.web.models import WebSession

LIFETIME = {TokenPurpose.ACTIVATE: timedelta(days=7), TokenPurpose.RESET: timedelta(hours=24)}


@dataclass(frozen=True, slots=True)
class Link:
    """A token as it is handed to the administrator, once; the database keeps its digest."""

    token: str
    purpose: TokenPurpose
    expires_at: datetime


def make_link(db: Session, row: User, *, actor: Actor | None, at: datetime) -> Link:
    """Activates a user without a password, resets that of another; earlier links of the user stop working."""
    if actor is not None and row.id == actor.user_id:
        raise Forbidden("own-account")
    if not row.active:
        raise Invalid("user-inactive")
    purpose = TokenPurpose.RESET if row.password_hash else TokenPurpose.ACTIVATE
    link = Link(new_token(), purpose, at + LIFETIME[purpose])
    _end_links(db, row.id, at)
    db.add(
        OneTimeToken(digest=digest(link.token), user_id=row.id, purpose=purpose, expires_at=link.expires_at)
    )
    _record(db, "password-link-made", row, actor, at)
    return link


def require_usable(db: Session, token: str, at: datetime) -> User:
    """Whose link it is; raises NotFound with the reason `link-unknown`, `link-used` or `link-expired`."""
    row = queries.one_time_token(db, token)
    if row is None:
        raise NotFound("link-unknown")
    if row.used_at is not None:
        raise NotFound("link-used")
    if at >= row.expires_at:
        raise NotFound("link-expired")
    return queries.user(db, row.user_id)


def activate(db: Session, token: str, *, password: str, at: datetime) -> User:
    """Chooses the password that a link allows, and uses the link up; of two at once one succeeds."""
    row = require_usable(db, token, at)
    passwords.require_strong(password, names=(row.login, row.name))
    _use_up(db, token, at)
    set_password(db, row, password=password, actor=actor_of(row, row.memberships, copenhagen_date(at)), at=at)
    end_sessions(db, row.id)
    return row


def set_password(db: Session, row: User, *, password: str, actor: Actor | None, at: datetime) -> None:
    """Raises Invalid for `new_password` when it is too weak. Links that were not used stop working."""
    passwords.require_strong(password, names=(row.login, row.name))
    row.password_hash = passwords.hashed(password)
    _end_links(db, row.id, at)
    _record(db, "password-set", row, actor, at)


def change_password(
    db: Session, row: User, *, password: str, actor: Actor, kept_session: str, at: datetime
) -> None:
    """By the person, who has just shown the old one; every other browser is signed out."""
    set_password(db, row, password=password, actor=actor, at=at)
    end_sessions(db, row.id, except_digest=kept_session)


def accept_password(db: Session, row: User, *, password: str, who: throttle.Guesser, at: datetime) -> None:
    """After the right password: forgets the tries before it, and keeps it in today's way."""
    throttle.forget_tries(db, who, at)
    if row.password_hash and passwords.is_outdated(row.password_hash):
        row.password_hash = passwords.hashed(password)


def begin_session(db: Session, row: User, *, at: datetime) -> None:
    """After everything that was asked for at the door."""
    _record(db, "signed-in", row, actor_of(row, row.memberships, copenhagen_date(at)), at)


def end_sessions(db: Session, user_id: int, *, except_digest: str = "") -> None:
    """Signs a user out everywhere, or everywhere else."""
    db.execute(sa.delete(WebSession).where(WebSession.user_id == user_id, WebSession.digest != except_digest))


def _use_up(db: Session, token: str, at: datetime) -> None:
    used = db.execute(
        sa.update(OneTimeToken)
        .where(OneTimeToken.digest == digest(token), OneTimeToken.used_at.is_(None))
        .values(used_at=at)
        .returning(OneTimeToken.digest)
    )
    if used.first() is None:
        raise NotFound("link-used")


def _end_links(db: Session, user_id: int, at: datetime) -> None:
    db.execute(
        sa.update(OneTimeToken)
        .where(OneTimeToken.user_id == user_id, OneTimeToken.used_at.is_(None))
        .values(used_at=at)
    )


def _record(db: Session, kind: str, row: User, actor: Actor | None, at: datetime) -> None:
    eventlog.record(db, [eventlog.Entry(kind, data={"user": row.id})], actor=actor, at=at)
