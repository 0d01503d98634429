"""Reads what is due to be erased, what is held back, and what has been erased; by number, for those who review it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import Role
from sagsflow.accounts.models import User
from sagsflow.cases.models import Case
from sagsflow.core.errors import NotFound
from sagsflow.engine.library import Library
from sagsflow.organisations.models import Unit
from sagsflow.privacy import retention
from sagsflow.privacy.holding import Holding
from sagsflow.privacy.holdings import OF_A_CASE, OF_A_RESIDENT
from sagsflow.privacy.models import Erasure, ErasureStatus, LegalHold, RequestStatus, RightsRequest
from sagsflow.privacy.retention import Kept

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A closed case on the list."""

    case: Case
    kept: Kept
    hold: LegalHold | None
    proposal: Erasure | None

    def is_due(self, today: date) -> bool:
        return self.kept.due_on <= today


def reviewed_units(db: Session, actor: Actor) -> Sequence[int]:
    """The actor's own units; a data protection officer has every unit of her organisation."""
    own = actor.units(P.RETENTION_REVIEW)
    seats = [seat for seat in actor.seats if seat.unit_id in own]
    organisations = {seat.organisation_id for seat in seats if seat.role is Role.DPO}
    found = sa.or_(
        Unit.id.in_([seat.unit_id for seat in seats if seat.role is not Role.DPO]),
        Unit.organisation_id.in_(sorted(organisations)),
    )
    return db.scalars(sa.select(Unit.id).where(found)).all()


def lines(
    db: Session, actor: Actor, library: Library, today: date, limit: int | None = SHOWN
) -> Sequence[Line]:
    """Closed cases that are due, or soon will be, and those that are held; the longest due first."""
    held = sa.exists().where(LegalHold.case_id == Case.id, LegalHold.lifted_at.is_(None))
    soon = retention.due_by(db, library, retention.notice_on(today))
    cases = db.scalars(
        sa.select(Case)
        .where(Case.owner_unit_id.in_(reviewed_units(db, actor)), Case.closed_at.is_not(None))
        .where(sa.or_(soon, held))
        .order_by(Case.closed_at, Case.id)
        .limit(limit)
    ).all()
    return sorted((_line(db, case, library) for case in cases), key=lambda line: line.kept.due_on)


def line(db: Session, actor: Actor, library: Library, ref: str) -> Line:
    """Raises NotFound for an open case and for one of other units."""
    case = db.scalar(
        sa.select(Case).where(
            Case.ref == ref,
            Case.closed_at.is_not(None),
            Case.owner_unit_id.in_(reviewed_units(db, actor)),
        )
    )
    if case is None:
        raise NotFound("case", ref=ref)
    return _line(db, case, library)


def decided(db: Session, actor: Actor, limit: int | None = SHOWN) -> Sequence[Erasure]:
    """What has been erased or rejected, the newest first."""
    return db.scalars(
        sa.select(Erasure)
        .where(Erasure.unit_id.in_(reviewed_units(db, actor)), Erasure.status != ErasureStatus.PROPOSED)
        .order_by(Erasure.decided_at.desc())
        .limit(limit)
    ).all()


def erasure(db: Session, actor: Actor, erasure_id: int) -> Erasure:
    found = db.get(Erasure, erasure_id)
    if found is None or found.unit_id not in reviewed_units(db, actor):
        raise NotFound("erasure", id=erasure_id)
    return found


def standing_hold(db: Session, case_id: int) -> LegalHold | None:
    return db.scalar(sa.select(LegalHold).where(LegalHold.case_id == case_id, LegalHold.lifted_at.is_(None)))


def would_go(db: Session, case: Case) -> Mapping[str, int]:
    """How many rows of each table an erasure would take: a dry run."""
    counts = counted(db, OF_A_CASE, case.id)
    if goes_too(db, case):
        counts |= counted(db, OF_A_RESIDENT, case.resident_id)
    return {kind: count for kind, count in counts.items() if count}


def counted(db: Session, holdings: Sequence[Holding], root: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for holding in holdings:
        rows = sa.select(sa.func.count()).select_from(holding.model).where(holding.within([root]))
        found[holding.kind] = found.get(holding.kind, 0) + (db.scalar(rows) or 0)
    return found


def goes_too(db: Session, case: Case) -> bool:
    """The resident goes with her last case."""
    other = sa.exists().where(Case.resident_id == case.resident_id, Case.id != case.id)
    return not db.scalar(sa.select(other))


def has_open_request(db: Session, resident_id: int) -> bool:
    """While a resident waits for an answer, nothing that she has asked for may go."""
    waiting = sa.exists().where(
        RightsRequest.resident_id == resident_id,
        RightsRequest.status.not_in([RequestStatus.ANSWERED, RequestStatus.DECLINED]),
    )
    return bool(db.scalar(sa.select(waiting)))


def counts_of(row: Erasure) -> Mapping[str, int]:
    found: Mapping[str, int] = json.loads(row.counts or "{}")
    return found


def people(db: Session, row: Erasure) -> Mapping[str, str]:
    """Who proposed and who decided."""
    found = {"proposed_by": db.get_one(User, row.proposed_by).name}
    return found | ({"decided_by": db.get_one(User, row.decided_by).name} if row.decided_by else {})


def _line(db: Session, case: Case, library: Library) -> Line:
    kept = retention.kept(case, library)
    assert kept is not None
    proposal = sa.select(Erasure).where(Erasure.case_id == case.id, Erasure.status == ErasureStatus.PROPOSED)
    return Line(case, kept, standing_hold(db, case.id), db.scalar(proposal))
