"""The engine's `decide` beside a bare `transitions` machine that asks the very same guards."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from transitions import EventData, Machine

from benchmarks.measure import Result, Target, compare, repeated
from config import Settings
from sagsflow.engine.conditions import StepCondition, conditions_of
from sagsflow.engine.decide import decide
from sagsflow.engine.library import Library
from sagsflow.engine.model import Definition, Transition
from sagsflow.engine.snapshot import Context, Snapshot

TIMES = 20_000
AT = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
SCHOOL = 2


class Token:
    """What a bare machine is fired on: thrown away after each step, as ours is."""

    __slots__ = ("context", "snapshot", "state")

    def __init__(self, snapshot: Snapshot, context: Context) -> None:
        self.state = snapshot.state
        self.snapshot = snapshot
        self.context = context


def run() -> list[Result]:
    definition = Library.from_folder(Settings.from_environment({}).workflows).latest("coordinated")
    snapshot, context = _situation()
    step = definition.outgoing["clarifying"]["propose_meeting"]
    guards = conditions_of(definition, step)
    assert len(guards) == 3, "the step is measured because three conditions stand on it"
    event = _bare(definition, step, [_guard(guard) for guard in guards]).events[step.trigger]

    def ours() -> object:
        return decide(definition, snapshot, context, step.trigger)

    def bare() -> object:
        return event.trigger(Token(snapshot, context))

    assert ours()
    assert bare() is True
    note = "a step of the coordinated pathway with three conditions (role, answers, consent); both ask the same objects"
    target = Target("speed", 0.5)
    return [compare("engine: decide", repeated(ours, TIMES), repeated(bare, TIMES), target, note=note)]


def _situation() -> tuple[Snapshot, Context]:
    """A case on which the step may be taken."""
    facts = {
        "goals": True,
        "own_units": frozenset({1}),
        "invited_units": frozenset({SCHOOL}),
        "unit_kinds": {1: "housing_team", SCHOOL: "school"},
        "consents": {SCHOOL: frozenset({"core"})},
    }
    answers = {"question_to_meeting": "Hvem følger med?", "parties_needed": frozenset({SCHOOL})}
    return Snapshot("clarifying", AT, facts, ()), Context(frozenset({"case_owner"}), answers, AT)


def _guard(condition: StepCondition) -> Callable[[EventData], bool]:
    def holds(event: EventData) -> bool:
        token: Any = event.model
        return next(condition.reasons(token.snapshot, token.context), None) is None

    return holds


def _bare(definition: Definition, step: Transition, guards: list[Callable[[EventData], bool]]) -> Machine:
    """As the library's own guide has it, with the settings that its speed is best with."""
    edge = {"trigger": step.trigger, "source": "clarifying", "dest": step.target, "conditions": guards}
    return Machine(
        model=None,
        states=list(definition.states),
        initial=definition.initial,
        transitions=[edge],
        auto_transitions=False,
        send_event=True,
        queued=False,
    )
