"""What the engine is told about a referral, and what a case is told about its referrals."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, StateStay
from sagsflow.consents import guards as consents
from sagsflow.engine.snapshot import Snapshot, Track
from sagsflow.referrals.models import WITHDRAWN, Referral

_OF_CASE = sa.select(Referral).where(Referral.case_id == sa.bindparam("case_id")).order_by(Referral.id)
_OPEN_AT = (
    sa.select(Referral.to_unit_id)
    .where(Referral.case_id == sa.bindparam("case_id"), Referral.is_open)
    .distinct()
)


def snapshot_of(db: Session, referral: Referral, case: Case, at: datetime) -> Snapshot:
    """Where the referral stands; whether its receiver may know is asked of the consents that hold at this moment."""
    facts = {
        **consents.facts(db, case.id, case.owner_unit_id, at),
        "own_units": frozenset({case.owner_unit_id}),
        "receiving_units": frozenset({referral.to_unit_id}),
    }
    entered_at = referral.closed_at or referral.answered_at or referral.sent_at
    return Snapshot(state=referral.state, entered_at=entered_at, facts=facts)


def facts(db: Session, case: Case, at: datetime) -> Mapping[str, object]:
    """`receiving_units`: those that hold an open referral of the case."""
    return {"receiving_units": frozenset(db.scalars(_OPEN_AT, {"case_id": case.id}))}


def tracks(db: Session, case: Case) -> Sequence[Track]:
    """One for each referral; `current` are those sent by the step with which the case's present stay began, or later."""
    referrals = db.scalars(_OF_CASE, {"case_id": case.id}).all()
    if not referrals:
        return ()
    began = db.scalar(
        sa.select(sa.func.max(StateStay.step)).where(
            StateStay.case_id == case.id, StateStay.left_at.is_(None)
        )
    )
    return [_track(referral, began or 0) for referral in referrals]


def _track(referral: Referral, began: int) -> Track:
    answered = referral.accepted is not None and referral.state != WITHDRAWN
    return Track(
        state=referral.state,
        answered=answered,
        accepted=answered and bool(referral.accepted),
        open=referral.is_open,
        current=referral.sent_at_step >= began,
    )
