"""Reckons anew when consents end that others gave for a child, after her birth date was corrected."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.consents import policy
from sagsflow.consents.ages import Age, age_on
from sagsflow.consents.hooks import HOOKS
from sagsflow.consents.models import Consent, ConsentEventKind, GiverKind
from sagsflow.consents.periods import expiry
from sagsflow.consents.service import upkeep
from sagsflow.consents.service.writing import note
from sagsflow.core.calendar import copenhagen_date
from sagsflow.residents.models import Resident


def reckon(db: Session, resident: Resident, actor: Actor, at: datetime) -> None:
    """The birth date was corrected: what others said for a child ends when she really comes of age, or has ended now."""
    for case_id, ids in _by_others(db, resident, at).items():
        assert HOOKS.lock_for_system is not None, "cases.consenting has not been connected"
        case = HOOKS.lock_for_system(db, case_id)
        for consent_id in ids:
            consent = db.get_one(Consent, consent_id, populate_existing=True)
            ends = _reckoned(consent, resident.born_on, at)
            if ends != consent.expires_at:
                consent.expires_at = ends
                said = note(db, consent, ConsentEventKind.RECKONED, actor=actor, at=at)
                upkeep.settle(db, case, consent, said, actor=actor, at=at)
        upkeep.tidy(db, case, at=at)


def _by_others(db: Session, resident: Resident, at: datetime) -> Mapping[int, list[int]]:
    """Case by case, in the order in which they are locked."""
    found: dict[int, list[int]] = {}
    query = sa.select(Consent).where(
        Consent.resident_id == resident.id, Consent.giver_kind != GiverKind.RESIDENT, policy.holds(at)
    )
    for consent in db.scalars(query.order_by(Consent.case_id, Consent.id)):
        found.setdefault(consent.case_id, []).append(consent.id)
    return found


def _reckoned(consent: Consent, born_on: date | None, at: datetime) -> datetime:
    """Now, when it turns out that she was of age already; a moment after it was given at the earliest."""
    of_age = born_on is not None and age_on(born_on, copenhagen_date(at)) is Age.ADULT
    if of_age and consent.giver_kind is GiverKind.CUSTODY_HOLDER:
        return max(at, consent.given_at + timedelta(microseconds=1))
    return expiry(consent.agreed_until, consent.giver_kind, born_on, consent.given_on)
