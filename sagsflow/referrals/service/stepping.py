"""Sends referrals, answers them, takes them back and closes them: each step asked of the engine, each with its grants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from sagsflow.engine.decide import decide, explain
from sagsflow.engine.model import State
from sagsflow.engine.snapshot import Context
from sagsflow.eventlog.service import Entry
from sagsflow.referrals import policy
from sagsflow.referrals.guards import snapshot_of
from sagsflow.referrals.models import Referral
from sagsflow.referrals.service import clock, telling
from sagsflow.referrals.service.keeping import keep
from sagsflow.referrals.service.scoring import score_goals
from sagsflow.referrals.service.setting import Setting, definition_of, entry
from sagsflow.referrals.telling import REFERRAL_RECEIVED

WORKFLOW = "referral"
SEND, OPEN, ACCEPT, DECLINE, UPHOLD = "send", "open", "accept", "decline", "uphold"
BEGIN, WITHDRAW, CLOSE = "begin", "withdraw", "close"
DONE = {
    SEND: "referral-sent",
    OPEN: "referral-seen",
    ACCEPT: "referral-accepted",
    "queue": "referral-queued",
    "move_in_queue": "referral-queued",
    DECLINE: "referral-declined",
    UPHOLD: "referral-refusal-upheld",
    "send_back": "referral-sent-back",
    "hand_back": "referral-handed-back",
    "ask_again": "referral-sent-back",
    "give_up": "referral-given-up",
    BEGIN: "referral-begun",
    WITHDRAW: "referral-withdrawn",
    CLOSE: "referral-closed",
}
RECEIVER = "partner_worker"
Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reply:
    """A step that somebody takes on a referral, with what was typed and the version of the page it was typed on. `goals`
    are scores by goal, which only the result asks for."""

    trigger: str
    answers: Answers
    version: int
    goals: Mapping[int, int] = field(default_factory=dict)


def reply(
    db: Session, referral_id: int, reply_: Reply, *, actor: Actor, at: datetime, pathways: Pathways
) -> Referral:
    """Takes one step of the referral's own pathway (accept, decline, withdraw, close …), and lets the case move on by itself
    if it was waiting for it. Raises NotFound to strangers, Stale when somebody was faster, Blocked with every reason."""
    referral, case, view = locked(db, referral_id, reply_.version, actor, at)
    roles = policy.roles_on(actor, referral, view, case.owner_id)
    setting = Setting(case, actor, at, pathways, roles)
    entries = take(db, referral, reply_.trigger, reply_.answers, setting)
    if reply_.trigger == CLOSE:
        score_goals(db, referral, reply_.goals, view)
    record_on_case(db, case, entries, actor=actor, at=at)
    settle_case(db, case, at=at, pathways=pathways)
    reading.refresh(db, case, at=at)
    return referral


def see(db: Session, referral_id: int, *, actor: Actor, at: datetime, pathways: Pathways) -> None:
    """The receiver opens it for the first time, or after a change; consent is asked anew. It makes nobody's open page old, and
    twice is once."""
    referral, case, view = locked(db, referral_id, None, actor, at)
    if policy.receives(actor, referral, view):
        clock.read_changes(db, referral, at=at)
    roles = policy.roles_on(actor, referral, view, case.owner_id)
    setting = Setting(case, actor, at, pathways, roles)
    snapshot = snapshot_of(db, referral, case, at)
    steps = explain(definition_of(referral, pathways), snapshot, Context(roles, {}, at))
    if steps.get(OPEN) != ():
        return
    record_on_case(db, case, take(db, referral, OPEN, {}, setting), actor=actor, at=at)


def send(db: Session, unit_id: int, note: str, setting: Setting) -> tuple[Referral, list[Entry]]:
    """Hands the case to a unit. Called by the effect of a case's step, which has asked for consent before; the entries are
    the caller's to record."""
    referral = draft(db, unit_id, note, setting)
    return referral, take(db, referral, SEND, {"handover_note": note}, setting)


def draft(db: Session, unit_id: int, note: str, setting: Setting, *, offer_id: int | None = None) -> Referral:
    """Written, and nobody but the sender knows of it. Its clock runs too: a draft that is forgotten is told of."""
    definition = setting.pathways.library.latest(WORKFLOW)
    referral = Referral(
        case_id=setting.case.id,
        to_unit_id=unit_id,
        offer_id=offer_id,
        workflow_id=definition.id,
        workflow_version=definition.version,
        state=definition.initial,
        is_open=True,
        handover_note=note.strip(),
        sent_by=setting.actor.user_id if setting.actor else None,
        sent_at=setting.at,
        sent_at_step=setting.case.event_count + 1,
        version=1,
        stay=0,
        ticks_done=0,
        is_answered=False,
    )
    db.add(referral)
    db.flush()
    clock.start(db, referral, definition.states[definition.initial], setting)
    db.flush()
    return referral


def take(db: Session, referral: Referral, trigger: str, answers: Answers, setting: Setting) -> list[Entry]:
    """Asks the engine and carries out what it decides; the caller records the entries and settles the case."""
    definition = definition_of(referral, setting.pathways)
    roles = setting.roles
    if roles is None:
        roles = frozenset(definition.outgoing[referral.state][trigger].who)
    context = Context(roles, answers, setting.at)
    snapshot = snapshot_of(db, referral, setting.case, setting.at)
    decision = decide(definition, snapshot, context, trigger)
    keep(referral, trigger, answers, setting.actor, setting.at)
    if trigger == SEND:
        referral.sent_at_step = setting.case.event_count + 1
        telling.tell_unit(db, referral, REFERRAL_RECEIVED, referral.to_unit_id, setting)
    left, entered = definition.states[decision.source], definition.states[decision.target]
    told = _enter(db, referral, left, entered, setting)
    db.flush()
    _open_or_close(db, referral, left, entered, setting)
    return [entry(DONE[trigger], referral), *told]


def is_with_receiver(state: State) -> bool:
    """The receiver has it in hand: only then does the referral itself open anything to her."""
    return state.ball == RECEIVER


def _enter(db: Session, referral: Referral, left: State, entered: State, setting: Setting) -> list[Entry]:
    """Where a state goes on with the clock of the one before (sent, seen), nothing begins anew, and nobody's page is made old."""
    referral.state, referral.is_open = entered.id, not entered.final
    referral.is_answered = entered.answer is not None
    referral.accepted = {"accepted": True, "declined": False}.get(entered.answer or "")
    referral.closed_at = setting.at if entered.final else None
    if entered.continues == left.id:
        return []
    referral.version += 1
    return clock.start(db, referral, entered, setting)


def _open_or_close(db: Session, referral: Referral, left: State, entered: State, setting: Setting) -> None:
    before, now = is_with_receiver(left), is_with_receiver(entered)
    if before and not now:
        ledger.end(db, ground=Ground.REFERRAL, ground_ids=[referral.id], at=setting.at)
    elif now and not before:
        grant(db, referral, setting.case, setting.at)


def grant(db: Session, referral: Referral, case: Case, at: datetime) -> None:
    """Opens to the receiver what each live consent to it covers, while that one holds; nothing of a restricted case."""
    if referral.to_unit_id == case.owner_unit_id or case.restricted_at is not None:
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


def narrow(db: Session, referral: Referral, case: Case, at: datetime, pathways: Pathways) -> None:
    """After a consent fell away and another one stays: what the referral opens is what is left."""
    ledger.end(db, ground=Ground.REFERRAL, ground_ids=[referral.id], at=at)
    if is_with_receiver(definition_of(referral, pathways).states[referral.state]):
        grant(db, referral, case, at)


def locked(
    db: Session, referral_id: int, version: int | None, actor: Actor, at: datetime
) -> tuple[Referral, Case, View]:
    """The case is locked before its referral, as every other act does it. Raises NotFound to strangers, Stale when the page of
    `version` is old."""
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
    if version is not None and referral.version != version:
        raise Stale("referral", id=referral_id)
    return referral, case, view
