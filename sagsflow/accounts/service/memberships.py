"""Gives and ends roles, and notes declarations of confidentiality; never one's own."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.roles import Role
from sagsflow.accounts.models import Membership, User
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
    """`actor` None is the command line, which makes the first administrator."""
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
    )
    db.add(row)
    db.flush()
    _record(db, "membership-granted", row, actor, at)
    return row


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
    row.valid_to = last_day
    db.flush()
    _record(db, "membership-ended", row, actor, at)


def sign_declaration(db: Session, row: User, *, on: date, actor: Actor | None, at: datetime) -> None:
    """That the person has signed the tavshedserklæring, noted by somebody else."""
    if actor is not None and row.id == actor.user_id:
        raise Forbidden("own-declaration")
    if on > copenhagen_date(at):
        raise Invalid(fields={"on": "day-to-come"})
    row.signed_declaration_on = on
    db.flush()
    eventlog.record(db, [eventlog.Entry("declaration-noted", data={"user": row.id})], actor=actor, at=at)


def _refuse_self(user_id: int, actor: Actor | None) -> None:
    if actor is not None and user_id == actor.user_id:
        raise Forbidden("own-membership")


def _overlaps(db: Session, new: NewMembership) -> bool:
    same = sa.select(Membership.id).where(
        Membership.user_id == new.user_id,
        Membership.unit_id == new.unit_id,
        Membership.role == new.role,
        sa.or_(Membership.valid_to.is_(None), Membership.valid_to >= new.valid_from),
    )
    if new.valid_to is not None:
        same = same.where(Membership.valid_from <= new.valid_to)
    return db.scalars(same).first() is not None


def _record(db: Session, kind: str, row: Membership, actor: Actor | None, at: datetime) -> None:
    data = {"user": row.user_id, "unit": row.unit_id, "membership": row.id, "role": row.role.value}
    eventlog.record(db, [eventlog.Entry(kind, data=data)], actor=actor, at=at)
