"""A running referral goes to another receiver: the one before is taken back, and a new one says where it comes from."""

from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.pathways import Pathways
from sagsflow.cases.service import reading
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.moving import settle_case
from sagsflow.core.errors import Forbidden, Invalid
from sagsflow.referrals import policy, queries
from sagsflow.referrals.models import Referral
from sagsflow.referrals.service.setting import Setting, entry
from sagsflow.referrals.service.stepping import SEND, WITHDRAW, draft, locked, take

LONGEST_NOTE = 2_000


def transfer(
    db: Session,
    referral_id: int,
    to_unit_id: int,
    note: str,
    version: int | None,
    *,
    actor: Actor,
    at: datetime,
    pathways: Pathways,
) -> Referral:
    """The new referral, sent with the same words and a note of why it was moved; consent to the new receiver is asked. `version`
    is that of the page, None where there was none. Raises NotFound to strangers, Forbidden, Stale, Invalid, and engine Blocked;
    then nothing has changed."""
    referral, case, view = locked(db, referral_id, version, actor, at)
    if not policy.may_send(actor, case, view):
        raise Forbidden("not-the-sender")
    _check(db, referral, to_unit_id, note)
    setting = Setting(case, actor, at, pathways, policy.senders_roles(actor, view, case.owner_id))
    new = draft(db, to_unit_id, referral.handover_note, setting)
    new.from_referral_id, new.transfer_note = referral.id, note.strip()
    said = [entry("referral-transferred", referral)]
    said += take(db, new, SEND, {"handover_note": new.handover_note}, setting)
    said += take(db, referral, WITHDRAW, {}, setting)
    record_on_case(db, case, said, actor=actor, at=at)
    settle_case(db, case, at=at, pathways=pathways)
    reading.refresh(db, case, at=at)
    return new


def _check(db: Session, referral: Referral, to_unit_id: int, note: str) -> None:
    if not referral.is_open:
        raise Invalid("not-open")
    if not note.strip() or len(note) > LONGEST_NOTE:
        raise Invalid(fields={"note": "required"})
    if to_unit_id in queries.open_units(db, referral.case_id):
        raise Invalid(fields={"receiver": "already-referred"})
