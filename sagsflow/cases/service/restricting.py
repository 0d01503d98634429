"""What a restriction of processing does to a resident's cases: what is refused while it stands, and what is closed."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.models import AccessGrant, Ground
from sagsflow.cases.models import Case
from sagsflow.cases.service import reading
from sagsflow.core.errors import Restricted
from sagsflow.engine.model import WITHDRAW
from sagsflow.eventlog.service import Entry
from sagsflow.organisations.models import Unit
from sagsflow.residents.models import Resident
from sagsflow.residents.restricting import require_use

BEGUN, LIFTED = "processing-restricted", "restriction-lifted"
# What closes, gives back, hands over or tells the resident is no use of what is kept; an emergency has its own reason and log.
ALLOWED = frozenset(
    {
        BEGUN,
        LIFTED,
        "consent-withdrawn",
        "consent-ended",
        "consent-expired",
        "consent-reckoned",
        "legal-basis-ended",
        "legal-basis-expired",
        "sharing-ended",
        "referral-withdrawn",
        "task-finished",
        "task-reassigned",
        "owner-changed",
        "key-worker-set",
        "resident-informed",
        "agenda-item-carried",
        "emergency-opened",
        "emergency-ended",
    }
)


def check(db: Session, case: Case, entries: Sequence[Entry], *, actor: Actor | None, at: datetime) -> None:
    """Raises Restricted when somebody does more than that without having said why. What the clock does only closes."""
    if case.restricted_at is None or actor is None or _stops(entries):
        return
    if not all(entry.kind in ALLOWED for entry in entries):
        if case.owner_unit_id not in actor.unit_ids:
            raise Restricted
        require_use(db, case.resident_id, actor, at)


def _stops(entries: Sequence[Entry]) -> bool:
    """The resident may stop at any time, and nothing is shared after it."""
    return any(entry.kind == "case-moved" and entry.data.get("trigger") == WITHDRAW for entry in entries)


def of_resident(db: Session, resident: Resident) -> Sequence[Case]:
    """Her cases, locked in the order of their ids."""
    found = sa.select(Case).where(Case.resident_id == resident.id).order_by(Case.id).with_for_update()
    return db.scalars(found.execution_options(populate_existing=True)).all()


def close_to_others(db: Session, case: Case, *, at: datetime) -> None:
    """Nobody but the unit that has the case sees it; consents, bases and referrals stay as they are and open nothing."""
    case.restricted_at = at
    ledger.end_sharing(db, case_id=case.id, at=at)
    reading.refresh(db, case, at=at)


def closed_to(db: Session, resident: Resident) -> frozenset[str]:
    """The units, by name, that could see something of her cases until the restriction began."""
    names = (
        sa.select(Unit.name)
        .join(AccessGrant, AccessGrant.unit_id == Unit.id)
        .join(Case, Case.id == AccessGrant.case_id)
        .where(
            Case.resident_id == resident.id,
            AccessGrant.valid_to == resident.restricted_at,
            AccessGrant.ground != Ground.OWNERSHIP,
        )
    )
    return frozenset(db.scalars(names))
