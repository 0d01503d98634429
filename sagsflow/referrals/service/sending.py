"""Referrals that somebody sends by hand, beside the steps of the case: to one receiver or several, at once or as drafts first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import Pathways
from sagsflow.cases.service import reading
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock_open_for
from sagsflow.cases.service.moving import settle_case
from sagsflow.core.errors import Invalid
from sagsflow.directory.models import Offer
from sagsflow.eventlog.service import Entry
from sagsflow.referrals import policy, queries
from sagsflow.referrals.models import Referral
from sagsflow.referrals.service.setting import Setting, entry
from sagsflow.referrals.service.stepping import SEND, draft, take

LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Handover:
    """To whom, and what they need to know; `offers` are those that units are asked for."""

    unit_ids: frozenset[int]
    note: str
    offers: Mapping[int, int] = field(default_factory=dict)


def write(
    db: Session, ref: str, new: Handover, *, actor: Actor, at: datetime, pathways: Pathways
) -> list[Referral]:
    """A draft for each receiver: nothing is opened to anybody. Raises NotFound to strangers, Forbidden to who does not send, and
    Invalid for a receiver who has an open referral of the case already."""
    return _write(db, new, _setting(db, ref, actor, at, pathways))


def send_now(
    db: Session, ref: str, new: Handover, *, actor: Actor, at: datetime, pathways: Pathways
) -> list[Referral]:
    """Written and sent in one; consent is asked for each receiver. Raises what `write` does, and engine Blocked."""
    setting = _setting(db, ref, actor, at, pathways)
    written, said = _write(db, new, setting), list[Entry]()
    for referral in written:
        said += take(db, referral, SEND, {"handover_note": referral.handover_note}, setting)
    record_on_case(db, setting.case, said, actor=actor, at=at)
    settle_case(db, setting.case, at=at, pathways=pathways)
    reading.refresh(db, setting.case, at=at)
    return written


def _setting(db: Session, ref: str, actor: Actor, at: datetime, pathways: Pathways) -> Setting:
    case, view = lock_open_for(db, ref, actor=actor, at=at, rule=policy.may_send)
    return Setting(case, actor, at, pathways, policy.senders_roles(actor, view, case.owner_id))


def _write(db: Session, new: Handover, setting: Setting) -> list[Referral]:
    _check(db, setting.case, new)
    _check_offers(db, new, setting)
    drafts = [
        draft(db, unit_id, new.note, setting, offer_id=new.offers.get(unit_id))
        for unit_id in sorted(new.unit_ids)
    ]
    said = [entry("referral-drafted", referral) for referral in drafts]
    record_on_case(db, setting.case, said, actor=setting.actor, at=setting.at)
    return drafts


def _check(db: Session, case: Case, new: Handover) -> None:
    if not new.unit_ids:
        raise Invalid(fields={"receivers": "required"})
    if not new.note.strip() or len(new.note) > LONGEST:
        raise Invalid(fields={"note": "required"})
    taken = queries.open_units(db, case.id) | {case.owner_unit_id}
    if not taken.isdisjoint(new.unit_ids):
        raise Invalid(fields={"receivers": "already-referred"})


def _check_offers(db: Session, new: Handover, setting: Setting) -> None:
    """Each is one of the unit's own, and has not ended."""
    for unit_id, offer_id in new.offers.items():
        offer = db.get(Offer, offer_id)
        ended = offer is None or (offer.valid_to is not None and offer.valid_to < setting.today)
        if offer is None or ended or offer.unit_id != unit_id:
            raise Invalid(fields={"receivers": "no-such-offer"})
