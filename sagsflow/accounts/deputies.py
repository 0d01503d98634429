"""Deputies: whose seat somebody has for a period besides her own, and the periods there are."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.accounts.models import Deputyship, Membership
from sagsflow.core.base import BigId

SHOWN = 100
Scope = frozenset[int] | None
Day = date | sa.BindParameter[date]


def holds(on: Day) -> sa.ColumnElement[bool]:
    return sa.and_(Deputyship.valid_from <= on, Deputyship.valid_to >= on, Deputyship.ended_at.is_(None))


def seats(
    user_id: int | sa.BindParameter[int], on: Day, valid: sa.ColumnElement[bool]
) -> sa.CompoundSelect[Any]:
    """A user's own memberships that hold, and those of whose deputy she is; these end with the other's own."""
    own = sa.select(
        Membership.id,
        Membership.user_id,
        Membership.unit_id,
        Membership.role,
        sa.cast(sa.null(), BigId).label("deputy_for"),
        sa.literal(0).label("lent"),
        Membership.valid_to.label("until"),
    ).where(Membership.user_id == user_id, valid)
    lent = (
        sa.select(
            Membership.id,
            Deputyship.deputy_id,
            Membership.unit_id,
            Membership.role,
            Membership.user_id,
            sa.literal(1),
            Deputyship.valid_to,
        )
        .join(Deputyship, Deputyship.membership_id == Membership.id)
        .where(Deputyship.deputy_id == user_id, holds(on), valid)
    )
    return sa.union_all(own, lent)


def standing_in_for(db: Session, user_ids: Collection[int], on: date) -> frozenset[int]:
    """Who is deputy today for any of these users."""
    query = (
        sa.select(Deputyship.deputy_id)
        .join(Membership, Membership.id == Deputyship.membership_id)
        .where(Membership.user_id.in_(sorted(user_ids)), holds(on))
    )
    return frozenset(db.scalars(query))


def to_come_or_held(db: Session, scope: Scope, on: date, limit: int | None = SHOWN) -> Sequence[Deputyship]:
    """Those of some units that hold or will hold, the first to begin first."""
    found = (
        sa.select(Deputyship)
        .join(Membership, Membership.id == Deputyship.membership_id)
        .where(Deputyship.valid_to >= on, Deputyship.ended_at.is_(None))
    )
    if scope is not None:
        found = found.where(Membership.unit_id.in_(sorted(scope)))
    return db.scalars(found.order_by(Deputyship.valid_from, Deputyship.id).limit(limit)).unique().all()


def of_user(db: Session, user_id: int, on: date) -> Sequence[Deputyship]:
    """Those in which somebody stands in for this person, or she for somebody, now or later."""
    found = (
        sa.select(Deputyship)
        .join(Membership, Membership.id == Deputyship.membership_id)
        .where(sa.or_(Membership.user_id == user_id, Deputyship.deputy_id == user_id))
        .where(Deputyship.valid_to >= on, Deputyship.ended_at.is_(None))
    )
    return db.scalars(found.order_by(Deputyship.valid_from, Deputyship.id)).unique().all()


def overlapping(db: Session, membership_id: int, deputy_id: int, since: date, until: date) -> bool:
    found = sa.select(Deputyship.id).where(
        Deputyship.membership_id == membership_id,
        Deputyship.deputy_id == deputy_id,
        Deputyship.ended_at.is_(None),
        Deputyship.valid_from <= until,
        Deputyship.valid_to >= since,
    )
    return db.scalars(found).first() is not None
