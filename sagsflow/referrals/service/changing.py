"""The sender changes what was sent: for a reason, with the old words kept, and the receiver is told until she has read it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.pathways import Pathways
from sagsflow.cases.service.events import record_on_case
from sagsflow.core.errors import Forbidden, Invalid
from sagsflow.referrals import policy
from sagsflow.referrals.models import Referral, ReferralChange
from sagsflow.referrals.service import telling
from sagsflow.referrals.service.clock import CHANGED
from sagsflow.referrals.service.setting import Setting, entry
from sagsflow.referrals.service.stepping import RECEIVER, is_with_receiver, locked

LONGEST_REASON = 2_000


@dataclass(frozen=True, slots=True)
class Correction:
    """The new text, and why."""

    note: str
    reason: str


def change(
    db: Session,
    referral_id: int,
    new: Correction,
    version: int,
    *,
    actor: Actor,
    at: datetime,
    pathways: Pathways,
) -> Referral:
    """Raises NotFound to strangers, Forbidden to who does not send, Stale, and Invalid where there is nothing to change."""
    referral, case, view = locked(db, referral_id, version, actor, at)
    if not policy.may_send(actor, case, view):
        raise Forbidden("not-the-sender")
    setting = Setting(case, actor, at, pathways)
    if not is_with_receiver(setting.state_of(referral)):
        raise Invalid("not-with-receiver")
    _check(referral, new)
    row = ReferralChange(
        referral_id=referral.id,
        before=referral.handover_note,
        after=new.note.strip(),
        reason=new.reason.strip(),
        changed_by=actor.user_id,
        changed_at=at,
    )
    db.add(row)
    referral.handover_note, referral.version = row.after, referral.version + 1
    db.flush()
    told = telling.tell(db, referral, RECEIVER, CHANGED, setting)
    record_on_case(db, case, [entry("referral-changed", referral), told], actor=actor, at=at)
    return referral


def _check(referral: Referral, new: Correction) -> None:
    if not new.note.strip():
        raise Invalid(fields={"note": "required"})
    if not new.reason.strip() or len(new.reason) > LONGEST_REASON:
        raise Invalid(fields={"reason": "required"})
    if new.note.strip() == referral.handover_note:
        raise Invalid(fields={"note": "unchanged"})
