"""Sends referrals, answers them, takes them back and closes them: each step asked of the engine, each with its grants."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View
from sagsflow.access.models import Ground
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import Pathways
from sagsflow.cases.service import reading
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock
from sagsflow.cases.service.moving import settle_case
from sagsflow.consents import queries as consents
from sagsflow.core.errors import NotFound, Stale
from sagsflow.engine.answers import as_date
from sagsflow.engine.deadlines import due_date
from sagsflow.engine.decide import decide
from sagsflow.engine.model import Definition
from sagsflow.engine.snapshot import Context
from sagsflow.eventlog.service import Entry
from sagsflow.referrals import policy
from sagsflow.referrals.guards import snapshot_of
from sagsflow.referrals.models import Referral

WORKFLOW = "referral"
SEND, ACCEPT, DECLINE, WITHDRAW, CLOSE = "send", "accept", "decline", "withdraw", "close"
DONE = {
    SEND: "referral-sent",
    ACCEPT: "referral-accepted",
    DECLINE: "referral-declined",
    WITHDRAW: "referral-withdrawn",
    CLOSE: "referral-closed",
}
Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reply:
    """A step that somebody takes on a referral, with what was typed and the version of the page it was typed on."""

    trigger: str
    answers: Answers
    version: int


@dataclass(frozen=True, slots=True)
class Setting:
    """What a step on a referral happens in. `roles` None: a step of the case itself has decided who may."""

    case: Case
    actor: Actor | None
    at: datetime
    pathways: Pathways
    roles: frozenset[str] | None = None


def reply(
    db: Session, referral_id: int, reply_: Reply, *, actor: Actor, at: datetime, pathways: Pathways
) -> Referral:
    """Takes one step of the referral's own pathway (accept, decline, withdraw, close), and lets the case move on by itself
    if it was waiting for it. Raises NotFound to strangers, Stale when somebody was faster, Blocked with every reason."""
    referral, case, view = _locked(db, referral_id, reply_.version, actor, at)
    roles = policy.roles_on(actor, referral, view, case.owner_id)
    setting = Setting(case, actor, at, pathways, roles)
    entry = take(db, referral, reply_.trigger, reply_.answers, setting)
    record_on_case(db, case, [entry], actor=actor, at=at)
    settle_case(db, case, at=at, pathways=pathways)
    reading.refresh(db, case, at=at)
    return referral


def send(db: Session, unit_id: int, note: str, setting: Setting, *, step: int) -> tuple[Referral, Entry]:
    """Hands the case to a unit. Called by the effect of a case's step, which has asked for consent before; the entry is
    the caller's to record."""
    definition = setting.pathways.library.latest(WORKFLOW)
    referral = Referral(
        case_id=setting.case.id,
        to_unit_id=unit_id,
        workflow_id=definition.id,
        workflow_version=definition.version,
        state=definition.initial,
        is_open=True,
        handover_note=note.strip(),
        sent_by=setting.actor.user_id if setting.actor else None,
        sent_at=setting.at,
        sent_at_step=step,
    )
    db.add(referral)
    db.flush()
    entry = take(db, referral, SEND, {"handover_note": note}, setting)
    grant(db, referral, setting.case, setting.at)
    return referral, entry


def take(db: Session, referral: Referral, trigger: str, answers: Answers, setting: Setting) -> Entry:
    """Asks the engine and carries out what it decides; the caller records the entry and settles the case."""
    definition = definition_of(referral, setting.pathways)
    roles = setting.roles
    if roles is None:
        roles = frozenset(definition.outgoing[referral.state][trigger].who)
    context = Context(roles, answers, setting.at)
    snapshot = snapshot_of(db, referral, setting.case, setting.at)
    decision = decide(definition, snapshot, context, trigger)
    if trigger in KEEPERS:
        KEEPERS[trigger](referral, answers, setting)
    _enter(referral, definition, decision.target, setting)
    db.flush()
    if not referral.is_open:
        ledger.end(db, ground=Ground.REFERRAL, ground_ids=[referral.id], at=setting.at)
    return Entry(DONE[trigger], data={"referral": referral.id, "unit": referral.to_unit_id})


def grant(db: Session, referral: Referral, case: Case, at: datetime) -> None:
    """Opens to the receiver what each of the live consents to it covers, and no longer than that one holds."""
    if referral.to_unit_id == case.owner_unit_id:
        return
    for cover in consents.covers(db, case.id, referral.to_unit_id, at):
        ledger.give(
            db,
            case_id=case.id,
            unit_id=referral.to_unit_id,
            topics=cover.topics,
            sensitive=cover.sensitive,
            ground=Ground.REFERRAL,
            ground_id=referral.id,
            valid_from=at,
            valid_to=cover.until,
        )


def narrow(db: Session, referral: Referral, case: Case, at: datetime) -> None:
    """After a consent fell away and another one stays: the referral opens what is left."""
    ledger.end(db, ground=Ground.REFERRAL, ground_ids=[referral.id], at=at)
    if case.restricted_at is None:
        grant(db, referral, case, at)


def definition_of(referral: Referral, pathways: Pathways) -> Definition:
    """The version the referral was sent on, for as long as it lives."""
    return pathways.library.get(referral.workflow_id, referral.workflow_version)


def _enter(referral: Referral, definition: Definition, state: str, setting: Setting) -> None:
    entered = definition.states[state]
    referral.state, referral.is_open = state, not entered.final
    referral.due_on = due_date(entered.deadline, setting.at, setting.pathways.calendar, {})
    referral.closed_at = setting.at if entered.final else None


def _keep_acceptance(referral: Referral, answers: Answers, setting: Setting) -> None:
    _keep_answer(referral, setting, answer=True)
    referral.received_by = _text(answers.get("received_by"))
    referral.first_meeting_on = as_date(answers.get("first_meeting_date"))


def _keep_refusal(referral: Referral, answers: Answers, setting: Setting) -> None:
    _keep_answer(referral, setting, answer=False)
    referral.decline_reason = _text(answers.get("decline_reason"))
    referral.decline_note = _text(answers.get("decline_note"))


def _keep_result(referral: Referral, answers: Answers, _setting: Setting) -> None:
    referral.result = _text(answers.get("referral_result"))
    referral.result_note = _text(answers.get("result_note"))


def _keep_answer(referral: Referral, setting: Setting, *, answer: bool) -> None:
    referral.accepted, referral.answered_at = answer, setting.at
    referral.answered_by = setting.actor.user_id if setting.actor else None


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


KEEPERS: Mapping[str, Callable[[Referral, Answers, Setting], None]] = {
    ACCEPT: _keep_acceptance,
    DECLINE: _keep_refusal,
    CLOSE: _keep_result,
}


def _locked(
    db: Session, referral_id: int, version: int, actor: Actor, at: datetime
) -> tuple[Referral, Case, View]:
    """The case is locked before its referral, as every other act does it."""
    ref = db.scalar(
        sa.select(Case.ref).join(Referral, Referral.case_id == Case.id).where(Referral.id == referral_id)
    )
    if ref is None:
        raise NotFound("referral", id=referral_id)
    case = lock(db, ref)
    referral = db.get_one(Referral, referral_id, populate_existing=True, with_for_update=True)
    view = ledger.view_of_units(db, actor.unit_ids, case.id, at)
    if not policy.may_see(actor, referral, view):
        raise NotFound("referral", id=referral_id)
    if referral.version != version:
        raise Stale("referral", id=referral_id)
    return referral, case, view
