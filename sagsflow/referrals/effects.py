"""What referrals do when a step of a case asks for it, and when the consent that they stand on changes or ends."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.cases.hooks import HOOKS, Step
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import Pathways
from sagsflow.cases.service import reading
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.moving import settle_case
from sagsflow.consents import queries as consents
from sagsflow.consents.hooks import HOOKS as CONSENTS
from sagsflow.consents.hooks import HandedOver, SharingChanged
from sagsflow.core.errors import Forbidden
from sagsflow.eventlog.service import Entry
from sagsflow.referrals import guards, queries, service
from sagsflow.referrals.models import TO_ANSWER, Referral
from sagsflow.referrals.service import Setting


def register(pathways: Pathways) -> None:
    """Binds referrals to the case's steps, to the engine's questions, and to the consent register."""

    def setting(step: Step) -> Setting:
        return Setting(step.case, step.actor, step.at, pathways)

    def open_referral(step: Step, params: Mapping[str, object]) -> None:
        note = str(step.answers[str(params["note"])])
        for unit_id in _units(step.answers[str(params["party"])]):
            _referral, entries = service.send(step.db, unit_id, note, setting(step))
            step.happened.extend(entries)

    def answer_referrals(step: Step, _params: Mapping[str, object]) -> None:
        for referral in _waiting_for(step):
            step.happened.extend(service.take(step.db, referral, service.ACCEPT, step.answers, setting(step)))

    def withdraw_referrals(step: Step, _params: Mapping[str, object]) -> None:
        referrals = open_of(step.db, step.case.id)
        _check_receiver(step, referrals)
        step.happened.extend(_take_back(step.db, referrals, setting(step)))

    def sharing_changed(db: Session, event: SharingChanged) -> int:
        return _after_change(db, event, pathways)

    HOOKS.tracks["referrals"] = guards.tracks
    HOOKS.receiver = queries.receiving_organisation
    HOOKS.on_effect("open_referral", "referrals", open_referral)
    HOOKS.on_effect("answer_referrals", "referrals", answer_referrals)
    HOOKS.on_effect("withdraw_referrals", "referrals", withdraw_referrals)
    HOOKS.on_effect("end_sharing", "referrals", withdraw_referrals)
    CONSENTS.changed["referrals"] = sharing_changed
    CONSENTS.handed_over["referrals"] = _sent


def open_of(db: Session, case_id: int, unit_id: int | None = None) -> Sequence[Referral]:
    """The referrals of a case that have no result yet; those to one unit, if it is given."""
    query = sa.select(Referral).where(Referral.case_id == case_id, Referral.is_open).order_by(Referral.id)
    if unit_id is not None:
        query = query.where(Referral.to_unit_id == unit_id)
    return db.scalars(query).all()


def _waiting_for(step: Step) -> list[Referral]:
    """Those without an answer: to the receiver, who confirms for her own units; to the owner, who has asked them all."""
    sent = [referral for referral in open_of(step.db, step.case.id) if referral.state in TO_ANSWER]
    if step.actor is None or step.case.owner_unit_id in step.actor.unit_ids:
        return sent
    _check_receiver(step, sent)
    own = step.actor.units(P.REFERRAL_ANSWER)
    return [referral for referral in sent if referral.to_unit_id in own]


def _check_receiver(step: Step, referrals: Sequence[Referral]) -> None:
    """Who answers referrals elsewhere may not speak for this receiver. Raises Forbidden."""
    if step.actor is None or step.case.owner_unit_id in step.actor.unit_ids:
        return
    own = step.actor.units(P.REFERRAL_ANSWER)
    if own and own.isdisjoint(referral.to_unit_id for referral in referrals):
        raise Forbidden("not-the-receiver")


def _sent(db: Session, case_id: int, unit_id: int) -> Sequence[HandedOver]:
    rows = db.scalars(
        sa.select(Referral.sent_at).where(Referral.case_id == case_id, Referral.to_unit_id == unit_id)
    )
    return [HandedOver("referral", sent_at) for sent_at in rows]


def _after_change(db: Session, event: SharingChanged, pathways: Pathways) -> int:
    """Pulls back what was sent to a unit that may not know any more; what it still may know, a referral opens, and no more."""
    case = db.get_one(Case, event.case_id)
    referrals = open_of(db, case.id, event.unit_id)
    if not referrals or event.unit_id == case.owner_unit_id:
        return 0
    if consents.covered(db, case.id, event.unit_id, event.at):
        for referral in referrals:
            service.narrow(db, referral, case, event.at, pathways)
        reading.refresh(db, case, at=event.at)
        return 0
    setting = Setting(case, event.actor, event.at, pathways)
    record_on_case(db, case, _take_back(db, referrals, setting), actor=event.actor, at=event.at)
    settle_case(db, case, at=event.at, pathways=pathways)
    reading.refresh(db, case, at=event.at)
    return len(referrals)


def _take_back(db: Session, referrals: Sequence[Referral], setting: Setting) -> list[Entry]:
    return [
        entry for referral in referrals for entry in service.take(db, referral, service.WITHDRAW, {}, setting)
    ]


def _units(answer: object) -> Collection[int]:
    if isinstance(answer, int):
        return (answer,)
    return sorted(answer) if isinstance(answer, Collection) else ()
