"""The adults of a household as their plans stand: each with her open case, and what she lets the others read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case, Domain
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.handouts import policy
from sagsflow.handouts.models import HouseholdPart
from sagsflow.residents.models import HouseholdRole, Resident
from sagsflow.residents.queries import household_of


@dataclass(frozen=True, slots=True)
class Adult:
    """One adult. `seen` None: she has no open case of this team's, and so no part."""

    resident: Resident
    seen: Seen | None
    part: HouseholdPart | None


def standing_part(db: Session, case_id: int) -> HouseholdPart | None:
    standing = sa.select(HouseholdPart).where(
        HouseholdPart.case_id == case_id, HouseholdPart.ended_at.is_(None)
    )
    return db.scalars(standing).one_or_none()


def is_of_adults(resident: Resident) -> bool:
    """Whether she is an adult in a household; who the others are is asked on the page."""
    return resident.household_id is not None and resident.household_role is HouseholdRole.ADULT


def adults(db: Session, actor: Actor, seen: Seen, at: datetime) -> Sequence[Adult]:
    """The resident of the case first, with this very case; of the others their newest open support case."""
    resident = seen.case.resident
    others = [
        person
        for person in household_of(db, resident)
        if person.household_role is HouseholdRole.ADULT and person.id != resident.id
    ]
    rest = [_adult(db, actor, person, at) for person in others]
    return [Adult(resident, seen, standing_part(db, seen.case.id)), *rest]


def _adult(db: Session, actor: Actor, person: Resident, at: datetime) -> Adult:
    """Through the same rule as the page of her case; while that may only be stored, she has no part."""
    refs = (
        sa.select(Case.ref)
        .where(Case.resident_id == person.id, Case.domain == Domain.SUPPORT, Case.is_open)
        .where(Case.owner_unit_id.in_(sorted(actor.unit_ids)))
        .order_by(Case.id.desc())
        .limit(1)
    )
    ref = db.scalar(refs)
    seen = one.find(db, actor, ref, at) if ref else None
    if seen is None or seen.case.restricted_at or not policy.may_hand_out(actor, seen.case, seen.view):
        return Adult(person, None, None)
    return Adult(person, seen, standing_part(db, seen.case.id))
