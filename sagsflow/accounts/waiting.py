"""What waits for somebody to decide about the people of her units: roles, resets, declarations that end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import needs_declaration
from sagsflow.access.roles import Role
from sagsflow.accounts import policy
from sagsflow.accounts.hooks import HOOKS
from sagsflow.accounts.models import Declaration, FactorReset, Membership, Standing, User
from sagsflow.accounts.queries import has_not_ended
from sagsflow.core.calendar import copenhagen_date

IN_NEED = tuple(role for role in Role if needs_declaration(role))
LEAST_OF_A_YEAR = timedelta(days=365) - policy.RENEW_WITHIN

Scope = frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Somebody whose declaration of confidentiality is missing, has ended, or soon will."""

    user_id: int
    name: str
    until: date | None
    has_ended: bool


def roles(db: Session, scope: Scope, on: date) -> Sequence[Membership]:
    """Roles that somebody has given and nobody has confirmed, oldest first."""
    found = sa.select(Membership).where(Membership.standing == Standing.WAITING, has_not_ended(on))
    if scope is not None:
        found = found.where(Membership.unit_id.in_(sorted(scope)))
    return db.scalars(
        found.options(sa.orm.joinedload(Membership.user)).order_by(Membership.id).limit(100)
    ).all()


def resets(db: Session, scope: Scope, on: date) -> Sequence[FactorReset]:
    """Resets of second factors that have been asked for and not decided, oldest first."""
    found = sa.select(FactorReset).where(FactorReset.closed_at.is_(None))
    if scope is not None:
        found = found.where(FactorReset.user_id.in_(_people(scope, on)))
    return db.scalars(found.order_by(FactorReset.id).limit(100)).all()


def unsigned(db: Session, scope: Scope, on: date) -> Sequence[Unsigned]:
    """Active people with a role that needs a declaration, and none that holds for another month."""
    signed = User.signed_declaration_on
    found = sa.select(User.id, User.name, signed).where(
        User.active,
        sa.or_(signed.is_(None), signed <= on - LEAST_OF_A_YEAR),
        User.id.in_(_people(scope, on).where(Membership.role.in_(IN_NEED))),
    )
    lines = [_line(*row, on) for row in db.execute(found.order_by(User.name, User.id).limit(200))]
    return [line for line in lines if line.until is None or policy.ends_soon(line.until, on)]


def left_behind(db: Session, scope: Scope, at: datetime) -> Sequence[User]:
    """People without a role any more, or with a closed account, who still have work."""
    holders = [sa.select(one.holders(at).subquery().c[0]) for one in HOOKS.belongings.values()]
    if not holders:
        return ()
    on = copenhagen_date(at)
    current = sa.select(Membership.user_id).where(
        Membership.standing == Standing.CONFIRMED, has_not_ended(on)
    )
    ever = sa.select(Membership.user_id)
    if scope is not None:
        ever = ever.where(Membership.unit_id.in_(sorted(scope)))
    found = sa.select(User).where(
        sa.or_(~User.active, User.id.not_in(current)), User.id.in_(ever), User.id.in_(sa.union(*holders))
    )
    return db.scalars(found.order_by(User.name, User.id).limit(100)).all()


def unwarned(db: Session, on: date) -> Sequence[Declaration]:
    """Newest declarations that end soon and that no leader was told of; what another worker holds is left to it."""
    later = sa.orm.aliased(Declaration)
    newer = sa.select(later.id).where(later.user_id == Declaration.user_id, later.id > Declaration.id)
    found = (
        sa.select(Declaration)
        .join(User, User.id == Declaration.user_id)
        .where(
            User.active,
            Declaration.warned_at.is_(None),
            Declaration.signed_on <= on - LEAST_OF_A_YEAR,
            ~newer.exists(),
            User.id.in_(_people(None, on).where(Membership.role.in_(IN_NEED))),
        )
        .order_by(Declaration.id)
        .limit(200)
        .with_for_update(of=Declaration, skip_locked=True)
    )
    return [row for row in db.scalars(found) if policy.ends_soon(policy.last_day_of(row.signed_on), on)]


def _line(user_id: int, name: str, signed_on: date | None, on: date) -> Unsigned:
    until = policy.last_day_of(signed_on) if signed_on is not None else None
    return Unsigned(user_id, name, until, until is not None and until < on)


def _people(scope: Scope, on: date) -> sa.Select[int]:
    found = sa.select(Membership.user_id).where(has_not_ended(on))
    return found if scope is None else found.where(Membership.unit_id.in_(sorted(scope)))
