"""The receiving unit's own notes on a referral."""

from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.service.events import record_on_case
from sagsflow.core.errors import Forbidden, Invalid
from sagsflow.referrals import policy
from sagsflow.referrals.models import ReferralNote
from sagsflow.referrals.service.setting import entry
from sagsflow.referrals.service.stepping import locked

LONGEST = 20_000


def write_note(db: Session, referral_id: int, text: str, *, actor: Actor, at: datetime) -> ReferralNote:
    """Raises NotFound to strangers, Forbidden to the sender, who has the case to write on."""
    referral, case, view = locked(db, referral_id, None, actor, at)
    if not policy.receives(actor, referral, view):
        raise Forbidden("not-the-receiver")
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise Invalid(fields={"text": "required"})
    note = ReferralNote(
        referral_id=referral.id,
        unit_id=referral.to_unit_id,
        author_id=actor.user_id,
        written_at=at,
        text=said,
    )
    db.add(note)
    db.flush()
    record_on_case(db, case, [entry("referral-note-written", referral)], actor=actor, at=at)
    return note
