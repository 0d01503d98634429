"""The kernel: one shared flat `transitions` machine per definition, fired on throw-away tokens.

The only module that imports `transitions`. No callback is ever a string (the library would import and run it), no row is
ever a model (it would be kept and overwritten), and guards answer with a strict bool (the library compares with `== True`).
"""

from collections.abc import Callable
from threading import Lock
from typing import Any, cast
from weakref import WeakKeyDictionary

from transitions import EventData, Machine

from sagsflow.engine import builtin  # noqa: F401  (registers the names that workflow files use)
from sagsflow.engine.conditions import StepCondition, conditions_of
from sagsflow.engine.model import Automatic, Definition, Transition, Use
from sagsflow.engine.registry import CONDITIONS, EFFECTS
from sagsflow.engine.snapshot import Context, Decision, Effect, Snapshot

Check = Callable[[EventData], bool]


class Token:
    """The only model `transitions` ever sees; it dies with the call."""

    __slots__ = ("context", "snapshot", "state")

    def __init__(self, snapshot: Snapshot, context: Context) -> None:
        self.state = snapshot.state
        self.snapshot = snapshot
        self.context = context


class Compiled:
    """A definition made ready to fire: the machine, the conditions of each edge and the decision each edge leads to."""

    __slots__ = ("automatic", "conditions", "decisions", "machine")

    def __init__(self, definition: Definition) -> None:
        self.conditions: dict[tuple[str, str], tuple[StepCondition, ...]] = {}
        self.decisions: dict[tuple[str, str], Decision] = {}
        edges: list[dict[str, Any]] = []
        for step in definition.transitions:
            found = conditions_of(definition, step)
            checks = [_check(condition) for condition in found]
            edges += [self._edge(definition, step, source, checks, found) for source in step.sources]
        for auto in definition.automatic:
            edges += [
                self._edge(definition, auto, source, [_holds(auto.when)], ()) for source in auto.sources
            ]
        self.automatic = definition.automatic_from
        self.machine = Machine(
            model=None,
            states=list(definition.states),
            initial=definition.initial,
            transitions=edges,
            auto_transitions=False,
            send_event=True,
            queued=False,
        )

    def _edge(
        self,
        definition: Definition,
        step: Transition | Automatic,
        source: str,
        checks: list[Check],
        found: tuple[StepCondition, ...],
    ) -> dict[str, Any]:
        target = definition.states[step.target]
        key = (source, step.trigger)
        if isinstance(step, Transition):
            self.conditions[key] = found
        self.decisions[key] = Decision(
            trigger=step.trigger,
            source=source,
            target=step.target,
            effects=tuple(_effect(use) for use in step.effects),
            deadline=target.deadline,
            final=target.final,
            result=target.result,
            automatic=isinstance(step, Automatic),
        )
        return {"trigger": step.trigger, "source": source, "dest": step.target, "conditions": checks}

    def fire(self, trigger: str, snapshot: Snapshot, context: Context) -> Decision | None:
        """The decision when every condition holds, otherwise None. The edge must exist."""
        token = Token(snapshot, context)
        if self.machine.events[trigger].trigger(token):
            return self.decisions[snapshot.state, trigger]
        return None


def _check(condition: StepCondition) -> Check:
    reasons = condition.reasons

    def holds(event: EventData) -> bool:
        token = cast(Token, event.model)
        return next(reasons(token.snapshot, token.context), None) is None

    return holds


def _holds(use: Use) -> Check:
    question, params = CONDITIONS[use.name].holds, use.params

    def holds(event: EventData) -> bool:
        token = cast(Token, event.model)
        return bool(question(token.snapshot, token.context.now, params))

    return holds


def _effect(use: Use) -> Effect:
    return Effect(use.name, use.params, EFFECTS[use.name].reversible)


_compiled: WeakKeyDictionary[Definition, Compiled] = WeakKeyDictionary()
_compiling = Lock()


def compiled(definition: Definition) -> Compiled:
    """The one machine of this definition, made on first use and gone with the definition."""
    found: Compiled | None = _compiled.get(definition)
    if found is None:
        with _compiling:
            found = _compiled.get(definition) or Compiled(definition)
            _compiled[definition] = found
    return found
