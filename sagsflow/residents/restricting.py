"""Restriction of processing as others ask about it: whether this person may use what is restricted, and what stands."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.errors import Restricted
from sagsflow.residents.hooks import HOOKS
from sagsflow.residents.models import Resident, Restriction, RestrictionUse

_OPEN = sa.select(RestrictionUse).where(
    RestrictionUse.resident_id == sa.bindparam("resident_id"),
    RestrictionUse.user_id == sa.bindparam("user_id"),
    RestrictionUse.opened_at <= sa.bindparam("at"),
    RestrictionUse.ends_at > sa.bindparam("at"),
)


def open_use(db: Session, resident_id: int, actor: Actor, at: datetime) -> RestrictionUse | None:
    """What this person has stated, while it lasts."""
    asked = {"resident_id": resident_id, "user_id": actor.user_id, "at": at}
    return db.scalars(_OPEN.order_by(RestrictionUse.ends_at.desc()), asked).first()


def open_uses(db: Session, resident_ids: Collection[int], actor: Actor, at: datetime) -> frozenset[int]:
    """Those of the residents for whom this person has stated why; nothing is asked when there are none."""
    if not resident_ids:
        return frozenset()
    mine = RestrictionUse.user_id == actor.user_id, RestrictionUse.resident_id.in_(resident_ids)
    while_it_lasts = RestrictionUse.opened_at <= at, RestrictionUse.ends_at > at
    return frozenset(db.scalars(sa.select(RestrictionUse.resident_id).where(*mine, *while_it_lasts)))


def require_use(db: Session, resident_id: int, actor: Actor, at: datetime) -> None:
    """Raises Restricted when she has not said why she uses it."""
    if open_use(db, resident_id, actor, at) is None:
        raise Restricted(uuid=db.get_one(Resident, resident_id).uuid)


def history(db: Session, resident: Resident) -> Sequence[Restriction]:
    """Every restriction of a resident, the newest first."""
    rows = sa.select(Restriction).where(Restriction.resident_id == resident.id)
    return db.scalars(rows.order_by(Restriction.id.desc())).all()


def uses(db: Session, resident: Resident) -> Sequence[RestrictionUse]:
    """Every use in spite of one, the newest first."""
    rows = sa.select(RestrictionUse).where(RestrictionUse.resident_id == resident.id)
    return db.scalars(rows.order_by(RestrictionUse.id.desc())).all()


def closed_to(db: Session, resident: Resident) -> frozenset[str]:
    """The units, by name, whose sight of her cases ended when the restriction that stands began: they are to be told
    (art. 19)."""
    told = HOOKS.closed_to.values() if resident.restricted_at is not None else ()
    return frozenset[str]().union(*(closed(db, resident) for closed in told))
