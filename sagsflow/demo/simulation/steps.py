"""Moves a simulated case: asks the engine and carries out what it decides, as `cases.service.moving` does."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sagsflow.cases.effects import DEFAULT_WORKING_DAYS, task_units
from sagsflow.cases.models import Answer, CaseParty
from sagsflow.cases.service.answering import stored
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.simulation import consenting, sharing
from sagsflow.demo.simulation.case import OWNER, SimCase
from sagsflow.demo.simulation.turn import Answers, Step
from sagsflow.demo.simulation.world import Staff
from sagsflow.engine.decide import decide, settle
from sagsflow.engine.snapshot import Blocked, Context, Decision
from sagsflow.meetings.models import ItemStatus

Params = Mapping[str, object]

__all__ = ["Blocked", "enter", "move", "settle_case"]


def move(
    case: SimCase,
    trigger: str,
    answers: Answers,
    who: Staff,
    at: datetime,
    *,
    acting: frozenset[str] = frozenset(),
    present: frozenset[int] = frozenset(),
) -> int:
    """Returns the number of the step. Raises engine Blocked; then nothing has changed."""
    context = Context(case.roles(who, at) | acting, answers, at, present)
    decision = decide(case.definition, case.snapshot(at), context, trigger)
    if any(effect.name == "answer_referrals" for effect in decision.effects):
        sharing.rehearse_answers(Step(case, 0, answers, who, at))
    number = _take(case, decision, answers, who, at)
    settle_case(case, at)
    case.refreshed_at = at
    return number


def settle_case(case: SimCase, at: datetime) -> None:
    """The automatic steps that apply now. A refresh of the reading list follows in any case."""
    while (decision := settle(case.definition, case.snapshot(at), at)) is not None:
        _take(case, decision, {}, None, at)


def enter(case: SimCase, state: str, at: datetime, step: int) -> None:
    """The case's row and its stay, as `cases.service.moving.enter` writes them."""
    entered = case.definition.states[state]
    case.row.update(
        state=state,
        state_since=at,
        ball=entered.ball,
        meeting_wait=entered.meeting,
        is_open=not entered.final,
        closed_at=at if entered.final else None,
        result=(entered.result or state) if entered.final else None,
    )
    case.begin_stay(at, step)


def _take(case: SimCase, decision: Decision, answers: Answers, who: Staff | None, at: datetime) -> int:
    number: int = case.row["event_count"] + 1
    step = Step(case, number, answers, who, at)
    step.note("case-moved", **{"trigger": decision.trigger, "from": decision.source, "to": decision.target})
    _keep_answers(case, number, answers)
    enter(case, decision.target, at, number)
    _invite(case, answers, at, number)
    for effect in decision.effects:
        EFFECTS[effect.name](step, effect.params)
    case.begin_deadline(at, number)
    for kind, data in step.happened:
        case.record(kind, who, at, {**data, "step": number})
    return number


def _keep_answers(case: SimCase, number: int, answers: Answers) -> None:
    for name, value in answers.items():
        if value is None or value == "":
            continue
        case.latest[name] = stored(value)
        case.rows.add(
            Answer,
            case_id=case.id,
            step=number,
            field=name,
            topic=case.definition.fields[name].topic,
            value=case.latest[name],
            taken_back_at=None,
        )


def _invite(case: SimCase, answers: Answers, at: datetime, step: int) -> None:
    named = [value for value in answers.values() if isinstance(value, frozenset)]
    wanted = frozenset(unit for value in named for unit in value)
    if not wanted:
        return
    for unit_id, row in case.parties.items():
        if row["invited"] != (unit_id in wanted):
            row.update(invited=not row["invited"], turned_at_step=step)
    for unit_id in sorted(wanted - case.parties.keys() - {case.team}):
        case.parties[unit_id] = case.rows.add(
            CaseParty,
            case_id=case.id,
            unit_id=unit_id,
            invited=True,
            added_at=at,
            added_at_step=step,
            turned_at_step=None,
        )


def _task(step: Step, params: Params) -> None:
    case = step.case
    days = int(str(params.get("working_days") or DEFAULT_WORKING_DAYS))
    _moved, moved = step.happened[0]
    edge = case.definition.edge(str(moved["from"]), str(moved["trigger"]))
    for unit_id in task_units(str(params["to"]), edge, case.snapshot(step.at).facts, case.team):
        row = case.raise_task(
            str(params["kind"]),
            unit_id=unit_id,
            assignee_id=case.row["owner_id"] if params["to"] == OWNER else None,
            due_on=case.world.calendar.add_working_days(copenhagen_date(step.at), days),
            who=step.who,
            at=step.at,
            step=step.number,
        )
        step.note("task-raised", task=row["id"], task_kind=row["kind"])


def _assign_owner(step: Step, _params: Params) -> None:
    if step.who is not None and step.case.row["owner_id"] is None:
        step.case.row["owner_id"] = step.who.user_id
        step.note("owner-changed", owner=step.who.user_id, before=None)


def _set_key_worker(step: Step, params: Params) -> None:
    chosen = step.answers.get(str(params["field"]))
    before = step.case.row["key_worker_id"]
    if isinstance(chosen, int) and chosen != before:
        step.note("key-worker-set", user=chosen, before=before)
        step.case.row["key_worker_id"] = chosen


def _cancel_tasks(step: Step, _params: Params) -> None:
    step.case.cancel_tasks(step.at)


def _end_sharing(step: Step, _params: Params) -> None:
    """What cases, consents, referrals and meetings each do, in the order in which `sagsflow.features` connects them."""
    step.case.cancel_tasks(step.at)
    step.case.end(step.at)
    step.note("sharing-ended")
    consenting.end_consents(step)
    sharing.withdraw_referrals(step)
    _take_off_the_agenda(step)


def _take_off_the_agenda(step: Step) -> None:
    """An item that the meeting has in hand gets its decision instead."""
    case, item = step.case, step.case.item
    if item is not None and case.meeting_on is not None:
        item.update(status=ItemStatus.REMOVED.value, version=item["version"] + 1)
        step.note("agenda-item-removed", meeting=item["meeting_id"], item=item["id"])
        case.item = case.meeting_on = None


def _open_referral(step: Step, params: Params) -> None:
    sharing.open_referrals(step, step.answers[str(params["party"])], str(step.answers[str(params["note"])]))


EFFECTS: Mapping[str, Callable[[Step, Params], None]] = {
    "task": _task,
    "assign_owner": _assign_owner,
    "set_key_worker": _set_key_worker,
    "cancel_tasks": _cancel_tasks,
    "end_sharing": _end_sharing,
    "open_referral": _open_referral,
    "answer_referrals": lambda step, _params: sharing.answer_referrals(step),
    "withdraw_referrals": lambda step, _params: sharing.withdraw_referrals(step),
}
