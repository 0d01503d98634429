"""A new second factor for somebody who has lost hers: one person asks for it, another confirms."""

from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import policy, queries
from sagsflow.accounts.models import FactorReset, User
from sagsflow.accounts.service.passwords import end_sessions
from sagsflow.accounts.service.second_factor import forget_factor
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.eventlog import service as eventlog


def ask_for_reset(db: Session, row: User, *, actor: Actor, at: datetime) -> FactorReset:
    """Nothing happens to the user yet."""
    if row.id == actor.user_id:
        raise Forbidden("own-account")
    if not queries.has_second_factor(db, row.id):
        raise Invalid("no-second-factor")
    if queries.open_reset(db, row.id) is not None:
        raise Invalid("reset-asked")
    reset = FactorReset(user_id=row.id, asked_by=actor.user_id, asked_at=at, confirmed=False)
    db.add(reset)
    db.flush()
    _record(db, "factor-reset-asked", row.id, actor, at)
    return reset


def confirm_reset(db: Session, reset_id: int, *, actor: Actor, at: datetime) -> User:
    """By somebody else than the one who asked and the one it is for. The user is signed out everywhere."""
    reset = _close(db, reset_id, actor, at)
    reset.confirmed = True
    reset_factor(db, reset.user, actor=actor, at=at)
    return reset.user


def decline_reset(db: Session, reset_id: int, *, actor: Actor, at: datetime) -> User:
    reset = _close(db, reset_id, actor, at)
    _record(db, "factor-reset-declined", reset.user_id, actor, at)
    return reset.user


def reset_factor(db: Session, row: User, *, actor: Actor | None, at: datetime) -> None:
    """`actor` None is the command line, where whoever stands at the machine could change the database anyway."""
    forget_factor(db, row)
    end_sessions(db, row.id)
    _record(db, "factor-reset", row.id, actor, at)


def _close(db: Session, reset_id: int, actor: Actor, at: datetime) -> FactorReset:
    reset = db.get(FactorReset, reset_id, with_for_update={"of": FactorReset})
    if reset is None or not policy.looks_after(
        actor, queries.units_of(db, reset.user_id, copenhagen_date(at))
    ):
        raise NotFound
    if reset.closed_at is not None:
        raise Invalid("already-decided")
    if not actor.stands_for.isdisjoint({reset.asked_by, reset.user_id}):
        raise Forbidden("own-request")
    reset.closed_at, reset.closed_by = at, actor.user_id
    return reset


def _record(db: Session, kind: str, user_id: int, actor: Actor | None, at: datetime) -> None:
    unit_ids = queries.units_of(db, user_id, copenhagen_date(at))
    entry = eventlog.Entry(kind, data={"user": user_id})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=unit_ids)
