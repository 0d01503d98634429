"""Opens again what consents and bases in law open, after a restriction of processing was lifted."""

from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.models import Ground
from sagsflow.consents import bases, queries
from sagsflow.consents.hooks import HOOKS, ConsentCase, SharingChanged
from sagsflow.consents.service.basing import grant as grant_basis
from sagsflow.consents.service.writing import grant_anew


def share_again(db: Session, case: ConsentCase, *, actor: Actor, at: datetime) -> None:
    """What holds at this moment, and nothing that was withdrawn or ran out meanwhile; referrals follow."""
    consents, by_law = queries.live(db, case.id, at), bases.live_bases(db, case.id, at)
    for consent in consents:
        grant_anew(db, consent, case, at)
    ledger.end(db, ground=Ground.LEGAL_BASIS, ground_ids=[basis.id for basis in by_law], at=at)
    for basis in by_law:
        grant_basis(db, basis, at)
    for unit_id in sorted({row.receiving_unit_id for row in consents} | {row.unit_id for row in by_law}):
        HOOKS.announce(db, SharingChanged(case.id, unit_id, actor, at))
