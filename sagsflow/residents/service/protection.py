"""Marks a resident as protected, takes the mark off, and shows one reader who it is when she says why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.residents.models import IdentityOpening, ProtectionKind, Resident, ResidentProtection
from sagsflow.residents.names import clean
from sagsflow.residents.queries import get

OPEN_FOR = timedelta(hours=2)
LEAST_REASON, MOST_REASON = 5, 500


@dataclass(frozen=True, slots=True)
class Mark:
    """What is written on a resident who is to be protected. `ends_on` is the last day; None: until it is taken off."""

    kind: ProtectionKind
    reason: str
    starts_on: date
    ends_on: date | None = None


def protect(db: Session, *, actor: Actor, at: datetime, uuid: str, mark: Mark) -> Resident:
    """For the leader of the unit. Who lives with somebody whose address is protected is protected with her."""
    resident = get(db, actor, uuid, P.RESIDENT_PROTECT)
    if mark.ends_on is not None and mark.ends_on < max(mark.starts_on, copenhagen_date(at)):
        raise Invalid(fields={"ends_on": "ends-before-start"})
    reason = _reason(mark.reason)
    with_her = _household(db, resident) if mark.kind is ProtectionKind.PROTECTED_ADDRESS else [resident]
    _put(db, with_her, Mark(mark.kind, reason, mark.starts_on, mark.ends_on), actor=actor, at=at)
    return resident


def unprotect(db: Session, *, actor: Actor, at: datetime, uuid: str) -> Resident:
    """Takes the mark off this resident; ending twice changes nothing."""
    resident = get(db, actor, uuid, P.RESIDENT_PROTECT)
    if resident.protected_from is not None:
        _end(db, resident, actor=actor, at=at)
        resident.protected_from = resident.protected_to = None
        _record(db, "resident-unprotected", resident, actor=actor, at=at)
    return resident


def spread(db: Session, household_id: int, *, actor: Actor, at: datetime) -> None:
    """Who moves in with somebody whose address is protected is protected as long as she is."""
    members = db.scalars(sa.select(Resident).where(Resident.household_id == household_id)).all()
    standing = _standing(db, members)
    if standing is None or standing.kind is not ProtectionKind.PROTECTED_ADDRESS:
        return
    mark = Mark(standing.kind, standing.reason, standing.starts_on, standing.ends_on)
    _put(db, [member for member in members if member.protected_from is None], mark, actor=actor, at=at)


def open_identity(
    db: Session, resident: Resident, reason: str, *, actor: Actor, at: datetime, case_id: int | None = None
) -> IdentityOpening:
    """Shows this reader who it is, for a while. The caller has loaded the resident as somebody whom she may see."""
    opening = IdentityOpening(
        resident_id=resident.id,
        user_id=actor.user_id,
        reason=_reason(reason),
        opened_at=at,
        ends_at=at + OPEN_FOR,
    )
    db.add(opening)
    units = frozenset({resident.controller_unit_id})
    eventlog.note_reading(
        db,
        actor=actor,
        at=at,
        what="identity-opened",
        case_id=case_id,
        resident_id=resident.id,
        purpose=opening.reason,
        unit_ids=units,
    )
    _record(db, "identity-opened", resident, actor=actor, at=at)
    return opening


def _put(db: Session, residents: Iterable[Resident], mark: Mark, *, actor: Actor, at: datetime) -> None:
    for resident in residents:
        _end(db, resident, actor=actor, at=at)
        resident.protected_from, resident.protected_to = mark.starts_on, mark.ends_on
        db.add(
            ResidentProtection(
                resident_id=resident.id,
                kind=mark.kind,
                reason=mark.reason,
                starts_on=mark.starts_on,
                ends_on=mark.ends_on,
                set_by=actor.user_id,
                set_at=at,
            )
        )
        db.flush()
        _record(db, "resident-protected", resident, actor=actor, at=at, mark=mark.kind.value)


def _end(db: Session, resident: Resident, *, actor: Actor, at: datetime) -> None:
    standing = ResidentProtection.resident_id == resident.id, ResidentProtection.ended_at.is_(None)
    db.execute(sa.update(ResidentProtection).where(*standing).values(ended_by=actor.user_id, ended_at=at))


def _standing(db: Session, residents: Iterable[Resident]) -> ResidentProtection | None:
    ids = [resident.id for resident in residents if resident.protected_from is not None]
    held = sa.select(ResidentProtection).where(
        ResidentProtection.resident_id.in_(ids), ResidentProtection.ended_at.is_(None)
    )
    return db.scalars(held.order_by(ResidentProtection.id.desc())).first()


def _household(db: Session, resident: Resident) -> list[Resident]:
    if resident.household_id is None:
        return [resident]
    return list(db.scalars(sa.select(Resident).where(Resident.household_id == resident.household_id)))


def _reason(text: str) -> str:
    stated = clean(text)
    if not LEAST_REASON <= len(stated) <= MOST_REASON:
        raise Invalid(fields={"reason": "missing" if len(stated) < LEAST_REASON else "too-long"})
    return stated


def _record(db: Session, kind: str, resident: Resident, *, actor: Actor, at: datetime, **data: str) -> None:
    entry = Entry(kind, data={"resident": resident.id, **data})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({resident.controller_unit_id}))
