"""What the engine is told about a referral, and what a case is told about its referrals."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.hooks import Known
from sagsflow.cases.models import Case, StateStay
from sagsflow.consents import guards as consents
from sagsflow.consents.queries import knowing_units
from sagsflow.engine.snapshot import Snapshot, Track
from sagsflow.referrals.models import DRAFT, WITHDRAWN, Referral

_OF_CASE = sa.select(Referral).where(Referral.case_id == sa.bindparam("case_id")).order_by(Referral.id)
_BEGAN = sa.select(sa.func.max(StateStay.step)).where(
    StateStay.case_id == sa.bindparam("case_id"), StateStay.left_at.is_(None)
)


def snapshot_of(db: Session, referral: Referral, case: Case, at: datetime) -> Snapshot:
    """Where the referral stands; whether its receiver may know is asked of the consents that hold at this moment."""
    facts = {
        **consents.facts(db, case.id, case.owner_unit_id, at),
        "own_units": frozenset({case.owner_unit_id}),
        "receiving_units": frozenset({referral.to_unit_id}),
    }
    entered_at = referral.stay_from or referral.closed_at or referral.answered_at or referral.sent_at
    return Snapshot(state=referral.state, entered_at=entered_at, facts=facts)


def may_know(db: Session, case: Case, at: datetime) -> frozenset[int]:
    """The units to which a referral may stand open now. To others it is closed, whether or not anybody has written that down."""
    return knowing_units(db, case.id, at) | {case.owner_unit_id}


def tracks(db: Session, case: Case, known: Known) -> Sequence[Track]:
    """One for each referral; `current` are those sent by the step with which the case's present stay began, or later. One
    whose consent has run out counts as pulled back, from the first moment."""
    referrals = db.scalars(_OF_CASE, {"case_id": case.id}).all()
    if not referrals:
        return ()
    began = db.scalar(_BEGAN, {"case_id": case.id})
    consented, by_law = known["consents"], known["legal_bases"]
    assert isinstance(consented, Mapping)
    assert isinstance(by_law, Mapping)
    knowing = consented.keys() | by_law.keys() | {case.owner_unit_id}
    return [_track(referral, began or 0, knowing) for referral in referrals]


def _track(referral: Referral, began: int, knowing: Set[int]) -> Track:
    """A draft has not been sent: it neither answers nor stands open."""
    sent = referral.state != DRAFT
    stands = not referral.is_open or referral.to_unit_id in knowing
    state = referral.state if stands else WITHDRAWN
    answered = referral.is_answered and state != WITHDRAWN
    return Track(
        state=state,
        answered=answered,
        accepted=answered and bool(referral.accepted),
        open=sent and referral.is_open and stands,
        current=referral.sent_at_step >= began,
        unit=referral.to_unit_id,
    )
