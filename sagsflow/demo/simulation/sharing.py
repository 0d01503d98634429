"""Referrals of simulated cases, with the grants that begin and end with them."""

from collections.abc import Collection
from datetime import datetime

from sagsflow.access.models import Ground
from sagsflow.access.topics import Topic
from sagsflow.consents.terms import in_order
from sagsflow.demo.simulation.case import SimCase
from sagsflow.demo.simulation.rows import Row
from sagsflow.demo.simulation.turn import Answers, Happened, Step
from sagsflow.demo.simulation.world import Staff
from sagsflow.engine.answers import as_date
from sagsflow.engine.deadlines import due_date
from sagsflow.engine.decide import decide
from sagsflow.engine.model import Definition, State
from sagsflow.engine.snapshot import Context, Decision, Snapshot
from sagsflow.referrals.models import TO_ANSWER, Referral
from sagsflow.referrals.service import ACCEPT, CLOSE, DECLINE, DONE, SEND, WITHDRAW, WORKFLOW, clock
from sagsflow.referrals.service.stepping import is_with_receiver


def open_referrals(step: Step, party: object, note: str) -> None:
    units = [party] if isinstance(party, int) else sorted(party) if isinstance(party, Collection) else []
    for unit_id in units:
        step.happened.append(_send(step, int(unit_id), note))


def rehearse_answers(step: Step) -> None:
    """Raises engine Blocked when a referral cannot be answered now: there is no transaction here that takes a step back."""
    for row in _waiting_for(step):
        _decide(step.case, row, ACCEPT, step.answers, at=step.at, roles=_whoever_may(step.case, row, ACCEPT))


def answer_referrals(step: Step) -> None:
    for row in _waiting_for(step):
        step.happened.append(_take(step.case, row, ACCEPT, step.answers, who=step.who, at=step.at))


def withdraw_referrals(step: Step) -> None:
    for row in [row for row in step.case.referrals if row["is_open"]]:
        step.happened.append(_take(step.case, row, WITHDRAW, {}, who=step.who, at=step.at))


def pull_back(case: SimCase, row: Row, at: datetime) -> Happened:
    """The system takes it back, for the receiver may not know any more."""
    return _take(case, row, WITHDRAW, {}, who=None, at=at)


def reply(case: SimCase, row: Row, trigger: str, answers: Answers, *, who: Staff, at: datetime) -> None:
    """A step of the referral by its receiver or its sender; raises engine Blocked. The caller settles the case."""
    roles = case.roles(who, at)
    kind, data = _take(case, row, trigger, answers, who=who, at=at, roles=roles)
    case.record(kind, who, at, data)
    case.refreshed_at = at


def _send(step: Step, unit_id: int, note: str) -> Happened:
    case, at = step.case, step.at
    definition = case.world.library.latest(WORKFLOW)
    row = case.rows.identified(
        Referral,
        case_id=case.id,
        to_unit_id=unit_id,
        offer_id=None,
        workflow_id=definition.id,
        workflow_version=definition.version,
        state=definition.initial,
        is_open=True,
        handover_note=note.strip(),
        from_referral_id=None,
        transfer_note=None,
        sent_by=step.who.user_id if step.who else None,
        sent_at=at,
        sent_at_step=step.number,
        due_on=None,
        stay=1,
        stay_from=None,
        ticks_done=0,
        next_at=None,
        seen_at=None,
        seen_by=None,
        is_answered=False,
        answered_at=None,
        answered_by=None,
        accepted=None,
        decline_reason=None,
        decline_note=None,
        coordinator_note=None,
        waiting_position=None,
        expected_on=None,
        received_by=None,
        first_meeting_on=None,
        joint_meeting_on=None,
        result=None,
        goal_score=None,
        result_note=None,
        closed_at=None,
        version=1,
    )
    case.referrals.append(row)
    return _take(case, row, SEND, {"handover_note": note}, who=step.who, at=at)


def _open_to_receiver(case: SimCase, row: Row, at: datetime) -> None:
    """What the live consents cover together, topic by topic and as long as the longest of them holds."""
    until: dict[str, datetime] = {}
    for consent, topics in case.live(at):
        if consent["receiving_unit_id"] == row["to_unit_id"]:
            for topic in in_order({Topic(name) for name in topics}):
                until[topic.value] = max(until.get(topic.value, at), consent["expires_at"])
    for name, end in until.items():
        case.give(row["to_unit_id"], [Topic(name)], Ground.REFERRAL, row["id"], valid_from=at, valid_to=end)


def _take(
    case: SimCase,
    row: Row,
    trigger: str,
    answers: Answers,
    *,
    who: Staff | None,
    at: datetime,
    roles: frozenset[str] | None = None,
) -> Happened:
    """As `referrals.service.take`; without roles a step of the case itself has decided who may."""
    if roles is None:
        roles = _whoever_may(case, row, trigger)
    decision = _decide(case, row, trigger, answers, at=at, roles=roles)
    _keep(row, trigger, answers, who, at)
    states = _definition(case, row).states
    left, entered = states[decision.source], states[decision.target]
    _enter(case, row, left, entered, at)
    if is_with_receiver(left) and not is_with_receiver(entered):
        case.end(at, ground=Ground.REFERRAL, ground_ids=[row["id"]])
    elif is_with_receiver(entered) and not is_with_receiver(left) and row["to_unit_id"] != case.team:
        _open_to_receiver(case, row, at)
    return DONE[trigger], {"referral": row["id"], "unit": row["to_unit_id"]}


def _enter(case: SimCase, row: Row, left: State, entered: State, at: datetime) -> None:
    row["state"], row["is_open"] = entered.id, not entered.final
    row["is_answered"] = entered.answer is not None
    row["accepted"] = {"accepted": True, "declined": False}.get(entered.answer or "")
    row["closed_at"] = at if entered.final else None
    if entered.continues == left.id:
        return
    calendar = case.world.calendar
    row["version"] += 1
    row["stay"] += 1
    row["stay_from"], row["due_on"] = at, due_date(entered.deadline, at, calendar, {})
    row["next_at"] = next(iter(clock.strikes(at, entered, calendar)), None)


def _decide(
    case: SimCase, row: Row, trigger: str, answers: Answers, *, at: datetime, roles: frozenset[str]
) -> Decision:
    facts = {
        **case.sharing(at),
        "own_units": frozenset({case.team}),
        "receiving_units": frozenset({row["to_unit_id"]}),
    }
    entered_at = row["stay_from"] or row["sent_at"]
    snapshot = Snapshot(row["state"], entered_at, facts)
    return decide(_definition(case, row), snapshot, Context(roles, answers, at), trigger)


def _definition(case: SimCase, row: Row) -> Definition:
    return case.world.library.get(row["workflow_id"], row["workflow_version"])


def _whoever_may(case: SimCase, row: Row, trigger: str) -> frozenset[str]:
    return frozenset(_definition(case, row).outgoing[row["state"]][trigger].who)


def _waiting_for(step: Step) -> list[Row]:
    """Those without an answer: to the owner's unit all of them, to a receiver her own."""
    return [
        row
        for row in step.case.referrals
        if row["state"] in TO_ANSWER
        and (step.who is None or step.who.unit_id in {step.case.team, row["to_unit_id"]})
    ]


def _keep(row: Row, trigger: str, answers: Answers, who: Staff | None, at: datetime) -> None:
    """As `referrals.service.keeping`, of the steps that simulated people take."""
    if trigger in {ACCEPT, DECLINE}:
        row["answered_at"] = at
        row["answered_by"] = who.user_id if who else None
    if trigger == ACCEPT:
        row["received_by"] = answers.get("received_by")
        row["first_meeting_on"] = as_date(answers.get("first_meeting_date"))
    elif trigger == DECLINE:
        row["decline_reason"], row["decline_note"] = (
            answers.get("decline_reason"),
            answers.get("decline_note"),
        )
    elif trigger == CLOSE:
        row["result"], row["result_note"] = answers.get("referral_result"), answers.get("result_note")
