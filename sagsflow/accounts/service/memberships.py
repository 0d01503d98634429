"""Gives, confirms and ends roles; never one's own, and never alone."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.roles import Role
from sagsflow.accounts.models import Membership, Standing, User
from sagsflow.accounts.policy import looks_after
from sagsflow.accounts.service.leaving import has_work
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.eventlog import service as eventlog
from sagsflow.organisations.models import Unit


@dataclass(frozen=True, slots=True)
class NewMembership:
    """A role in a unit for a period; both days are days on which it holds."""

    user_id: int
    unit_id: int
    role: Role
    valid_from: date
    valid_to: date | None = None


def grant_membership(db: Session, new: NewMembership, *, actor: Actor | None, at: datetime) -> Membership:
    """Holds once somebody else has confirmed it. `actor` None is the command line, which makes the first administrator."""
    _refuse_self(new.user_id, actor)
    unit = db.get(Unit, new.unit_id)
    if unit is None or db.get(User, new.user_id) is None:
        raise NotFound
    if not unit.active:
        raise Invalid(fields={"unit_id": "unit-closed"})
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise Invalid(fields={"valid_to": "ends-before-start"})
    if _overlaps(db, new):
        raise Invalid(fields={"role": "membership-exists"})
    row = Membership(
        user_id=new.user_id,
        unit_id=new.unit_id,
        role=new.role,
        valid_from=new.valid_from,
        valid_to=new.valid_to,
        granted_by=actor.user_id if actor else None,
        standing=Standing.WAITING if actor else Standing.CONFIRMED,
    )
    db.add(row)
    db.flush()
    _record(db, "membership-granted", row, actor, at)
    return row


def confirm_membership(db: Session, membership_id: int, *, actor: Actor | None, at: datetime) -> Membership:
    """By neither the one who gave it nor the one who gets it. `actor` None is the command line, for a lone administrator."""
    return _decide(db, membership_id, Standing.CONFIRMED, actor, at)


def decline_membership(db: Session, membership_id: int, *, actor: Actor, at: datetime) -> Membership:
    return _decide(db, membership_id, Standing.DECLINED, actor, at)


def end_membership(db: Session, row: Membership, *, last_day: date, actor: Actor, at: datetime) -> None:
    """Holds through `last_day`; yesterday ends it at once. What was held before today cannot be undone."""
    _refuse_self(row.user_id, actor)
    today = copenhagen_date(at)
    if last_day < row.valid_from:
        raise Invalid(fields={"last_day": "ends-before-start"})
    if last_day.toordinal() < today.toordinal() - 1:
        raise Invalid(fields={"last_day": "day-passed"})
    if row.valid_to is not None and row.valid_to < today:
        raise Invalid(fields={"last_day": "already-ended"})
    if row.valid_to is not None and row.valid_to < last_day:
        raise Invalid(fields={"last_day": "longer-than-confirmed"})
    elsewise = [held for held in row.user.memberships if held.unit_id == row.unit_id and held.id != row.id]
    if last_day < today and not elsewise and has_work(db, row.user_id, at, frozenset({row.unit_id})):
        raise Invalid(fields={"last_day": "work-to-hand-over"})
    row.valid_to = last_day
    db.flush()
    _record(db, "membership-ended", row, actor, at)


def _decide(
    db: Session, membership_id: int, standing: Standing, actor: Actor | None, at: datetime
) -> Membership:
    row = db.get(Membership, membership_id, with_for_update={"of": Membership})
    if row is None or (actor is not None and not looks_after(actor, [row.unit_id])):
        raise NotFound
    if actor is not None and not actor.stands_for.isdisjoint({row.granted_by, row.user_id}):
        raise Forbidden("own-request")
    if row.standing is not Standing.WAITING:
        raise Invalid("already-decided")
    row.standing, row.decided_by, row.decided_at = standing, actor.user_id if actor else None, at
    db.flush()
    _record(db, f"membership-{standing.value}", row, actor, at)
    return row


def _refuse_self(user_id: int, actor: Actor | None) -> None:
    if actor is not None and user_id == actor.user_id:
        raise Forbidden("own-membership")


def _overlaps(db: Session, new: NewMembership) -> bool:
    same = sa.select(Membership.id).where(
        Membership.user_id == new.user_id,
        Membership.unit_id == new.unit_id,
        Membership.role == new.role,
        Membership.standing != Standing.DECLINED,
        sa.or_(Membership.valid_to.is_(None), Membership.valid_to >= new.valid_from),
    )
    if new.valid_to is not None:
        same = same.where(Membership.valid_from <= new.valid_to)
    return db.scalars(same).first() is not None


def _record(db: Session, kind: str, row: Membership, actor: Actor | None, at: datetime) -> None:
    data = {"user": row.user_id, "unit": row.unit_id, "membership": row.id, "role": row.role.value}
    unit_ids = frozenset({row.unit_id})
    eventlog.record(db, [eventlog.Entry(kind, data=data)], actor=actor, at=at, unit_ids=unit_ids)
