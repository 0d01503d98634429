"""The parties of cases at meetings, and what the resident has agreed to with each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import CaseParty
from sagsflow.consents.models import Consent
from sagsflow.consents.policy import holds


class PartyConsent(NamedTuple):
    """A unit, and whether the resident has agreed to share with it today; the unit that has the case needs no asking."""

    unit_id: int
    agreed: bool
    own: bool = False


Cases = Collection[int] | sa.Select[int | None]


def parties_of(db: Session, case_ids: Cases, at: datetime) -> Mapping[int, Sequence[PartyConsent]]:
    """The invited parties of each case; two statements, however many cases."""
    agreed = _agreed(db, case_ids, at)
    found: dict[int, list[PartyConsent]] = {}
    rows = db.execute(
        sa.select(CaseParty.case_id, CaseParty.unit_id)
        .where(CaseParty.case_id.in_(case_ids), CaseParty.invited)
        .order_by(CaseParty.unit_id)
    )
    for case_id, unit_id in rows:
        found.setdefault(case_id, []).append(PartyConsent(unit_id, (case_id, unit_id) in agreed))
    return found


def at_the_table(
    db: Session, case_id: int, own_unit_id: int, unit_ids: Collection[int], at: datetime
) -> Sequence[PartyConsent]:
    """Whether each of these units may hear about the case: the one that owns it always, others by consent."""
    agreed = _agreed(db, [case_id], at)
    return [
        PartyConsent(
            unit_id, unit_id == own_unit_id or (case_id, unit_id) in agreed, own=unit_id == own_unit_id
        )
        for unit_id in sorted(unit_ids)
    ]


def _agreed(db: Session, case_ids: Cases, at: datetime) -> frozenset[tuple[int, int]]:
    rows = db.execute(
        sa.select(Consent.case_id, Consent.receiving_unit_id).where(Consent.case_id.in_(case_ids), holds(at))
    )
    return frozenset((case_id, unit_id) for case_id, unit_id in rows)
