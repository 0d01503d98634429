"""Restricts what is kept about a resident, lifts it, and lets one person use it all the same when she says why."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid, Stale
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.residents.hooks import HOOKS
from sagsflow.residents.models import Resident, Restriction, RestrictionGround, RestrictionUse, UseGround
from sagsflow.residents.names import clean
from sagsflow.residents.queries import get

USED_FOR = timedelta(hours=2)
LEAST_WORDS, MOST_WORDS = 5, 500


@dataclass(frozen=True, slots=True)
class Lifting:
    """Why it is lifted, and when the resident was told that it would be."""

    reason: str
    told_on: date


def restrict(
    db: Session, *, actor: Actor, at: datetime, uuid: str, ground: RestrictionGround, reason: str
) -> Restriction:
    """From now on it is stored and not used; what others could see of her cases is closed. Raises Stale when it is so already."""
    resident = get(db, actor, uuid, P.RIGHTS_ANSWER)
    if resident.restricted_at is not None:
        raise Stale("restriction", uuid=uuid)
    row = Restriction(
        resident_id=resident.id,
        restriction_ground=ground,
        reason=_words(reason, "reason"),
        set_by=actor.user_id,
        set_at=at,
    )
    db.add(row)
    resident.restricted_at = at
    db.flush()
    _record(db, "processing-restricted", resident, actor=actor, at=at, ground=ground.value)
    for told in HOOKS.restricted.values():
        told(db, resident, actor, at)
    return row


def lift(db: Session, *, actor: Actor, at: datetime, uuid: str, lifting: Lifting) -> Restriction:
    """The resident has been told. What she has agreed to opens again. Raises Stale when nothing is restricted."""
    resident = get(db, actor, uuid, P.RIGHTS_ANSWER)
    row = db.scalars(
        sa.select(Restriction).where(Restriction.resident_id == resident.id, Restriction.lifted_at.is_(None))
    ).one_or_none()
    if row is None:
        raise Stale("restriction", uuid=uuid)
    row.lifted_because = _words(lifting.reason, "reason")
    if lifting.told_on > copenhagen_date(at):
        raise Invalid(fields={"told_on": "in-the-future"})
    row.told_on, row.lifted_by, row.lifted_at = lifting.told_on, actor.user_id, at
    resident.restricted_at = None
    db.flush()
    _record(db, "restriction-lifted", resident, actor=actor, at=at, told_on=lifting.told_on.isoformat())
    for told in HOOKS.released.values():
        told(db, resident, actor, at)
    return row


def use(
    db: Session, *, actor: Actor, at: datetime, uuid: str, ground: UseGround, reason: str
) -> RestrictionUse:
    """For this person, for a while. What she does then stands in the log like everything else, beside why. Raises Stale when
    nothing is restricted."""
    resident = get(db, actor, uuid, P.RESIDENT_WRITE)
    if resident.restricted_at is None:
        raise Stale("restriction", uuid=uuid)
    row = RestrictionUse(
        resident_id=resident.id,
        user_id=actor.user_id,
        use_ground=ground,
        reason=_words(reason, "words"),
        opened_at=at,
        ends_at=at + USED_FOR,
    )
    db.add(row)
    db.flush()
    _record(db, "restriction-used", resident, actor=actor, at=at, ground=ground.value)
    return row


def _words(text: str, field: str) -> str:
    said = clean(text)
    if not LEAST_WORDS <= len(said) <= MOST_WORDS:
        raise Invalid(fields={field: "missing" if len(said) < LEAST_WORDS else "too-long"})
    return said


def _record(db: Session, kind: str, resident: Resident, *, actor: Actor, at: datetime, **data: str) -> None:
    entry = Entry(kind, data={"resident": resident.id, **data})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({resident.controller_unit_id}))
