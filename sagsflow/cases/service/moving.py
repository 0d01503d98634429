"""Moves a case: the one place that writes its state, with everything that follows in the same transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View
from sagsflow.cases import policy
from sagsflow.cases.guards import snapshot_of
from sagsflow.cases.hooks import HOOKS, Step
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import Pathways, definition_of
from sagsflow.cases.service import answering, clock, inviting, reading
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock_for
from sagsflow.engine.decide import decide, settle
from sagsflow.engine.model import Definition
from sagsflow.engine.snapshot import Context, Decision, Snapshot


@dataclass(frozen=True, slots=True)
class Attempt:
    """A step that somebody wants to take, with what was typed. `seen` is the number of the case's last event on
    the page that it was typed on; `acting_roles` are held for this act only (chair …)."""

    trigger: str
    answers: Mapping[str, object] = field(default_factory=dict)
    seen: int | None = None
    acting_roles: frozenset[str] = frozenset()
    present_units: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Moved:
    """What happened: the case after it, the number of the step, and the steps the system took because of it."""

    case: Case
    step: int
    decision: Decision
    automatic: tuple[Decision, ...]


def move(db: Session, ref: str, attempt: Attempt, *, actor: Actor, at: datetime, pathways: Pathways) -> Moved:
    """Raises NotFound, Forbidden, Stale, engine Blocked (with every reason) or NoSuchStep; then nothing has changed."""
    case, view = lock_for(db, ref, actor=actor, at=at, rule=policy.may_move, seen=attempt.seen)
    return move_locked(db, case, view, attempt, actor=actor, at=at, pathways=pathways)


def move_locked(
    db: Session,
    case: Case,
    view: View,
    attempt: Attempt,
    *,
    actor: Actor,
    at: datetime,
    pathways: Pathways,
    known: Snapshot | None = None,
) -> Moved:
    """The same for a case that the caller has locked and whose permission it has checked (a meeting's decision); `known`
    is its snapshot, where the caller has asked for it since."""
    definition = definition_of(case, pathways)
    context = Context(
        roles=policy.roles_on(actor, case, view) | attempt.acting_roles,
        answers=attempt.answers,
        now=at,
        present_units=attempt.present_units,
    )
    decision = decide(definition, known or snapshot_of(db, case, at), context, attempt.trigger)
    step = _take(db, case, definition, decision, attempt, actor=actor, at=at, pathways=pathways)
    automatic = settle_case(db, case, at=at, pathways=pathways)
    reading.refresh(db, case, at=at)
    return Moved(case, step, decision, automatic)


def settle_case(db: Session, case: Case, *, at: datetime, pathways: Pathways) -> tuple[Decision, ...]:
    """Lets the system take the automatic steps that now apply: called after a move and after a referral is answered."""
    definition = definition_of(case, pathways)
    taken: list[Decision] = []
    while (decision := _automatic(db, case, definition, at)) is not None:
        _take(db, case, definition, decision, Attempt(decision.trigger), actor=None, at=at, pathways=pathways)
        taken.append(decision)
        if len(taken) > len(definition.states):
            raise RuntimeError(f"automatic steps of {definition.id} chase each other")
    if taken:
        reading.refresh(db, case, at=at)
    return tuple(taken)


def _automatic(db: Session, case: Case, definition: Definition, at: datetime) -> Decision | None:
    """Where no automatic step leads on, the database is not asked for the facts."""
    if not definition.automatic_from[case.state]:
        return None
    return settle(definition, snapshot_of(db, case, at), at)


def enter(db: Session, case: Case, definition: Definition, state: str, *, step: int, at: datetime) -> None:
    """The only writer of a case's state and of what follows from it alone."""
    entered = definition.states[state]
    case.state, case.state_since = state, at
    case.ball, case.meeting_wait = entered.ball, entered.meeting
    case.is_open = not entered.final
    case.closed_at = at if entered.final else None
    case.result = (entered.result or state) if entered.final else None
    clock.start_stay(db, case, step=step, at=at)


def _take(
    db: Session,
    case: Case,
    definition: Definition,
    decision: Decision,
    attempt: Attempt,
    *,
    actor: Actor | None,
    at: datetime,
    pathways: Pathways,
) -> int:
    number = case.event_count + 1
    step = Step(db, case, number, decision, attempt.answers, actor, at, attempt.present_units)
    data = {"trigger": decision.trigger, "from": decision.source, "to": decision.target}
    step.note("case-moved", **data)
    answering.keep(db, case, definition, attempt.answers, step=number)
    enter(db, case, definition, decision.target, step=number, at=at)
    inviting.invite(db, case, units_named(definition, attempt.answers), step=number, at=at)
    HOOKS.carry_out(step)
    clock.start_deadline(db, case, pathways, step=number, at=at)
    happened = [replace(entry, data={**entry.data, "step": number}) for entry in step.happened]
    record_on_case(db, case, happened, actor=actor, at=at)
    return number


def units_named(definition: Definition, answers: Mapping[str, object]) -> frozenset[int]:
    """Several units named in a step are the parties that its next meeting needs."""
    named = [value for name, value in answers.items() if definition.fields[name].type == "units"]
    return frozenset(
        unit for value in named if isinstance(value, set | frozenset | tuple | list) for unit in value
    )
