"""Does a case's history hold together, and may its last step be undone."""

from collections.abc import Iterable
from dataclasses import dataclass

from sagsflow.core.errors import DomainError
from sagsflow.engine.model import Definition
from sagsflow.engine.registry import EFFECTS

Step = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Replayed:
    """Where a history ends, and how many steps it took."""

    state: str
    steps: int


class BrokenHistory(DomainError):
    """The history cannot have happened in this workflow; `index` is the first step that does not fit (from 0).

    Reasons: "not-there" (the case did not stand in the step's source) · "no-such-step" · "wrong-target".
    """

    code = "broken-history"

    def __init__(self, reason: str, index: int, step: Step, state: str) -> None:
        super().__init__(reason, index=index, step=step, state=state)
        self.index = index
        self.step = step
        self.state = state


class NotReversible(DomainError):
    """The last step cannot be undone: `effects` names what it has set going in the world."""

    code = "not-reversible"

    def __init__(self, trigger: str, effects: tuple[str, ...]) -> None:
        super().__init__(trigger=trigger, effects=effects)
        self.trigger = trigger
        self.effects = effects


def replay(definition: Definition, history: Iterable[Step]) -> Replayed:
    """The state after (trigger, source, target) steps from the initial state. Raises BrokenHistory at the first misfit."""
    state, count = definition.initial, 0
    for index, step in enumerate(history):
        trigger, source, target = step
        if source != state:
            raise BrokenHistory("not-there", index, step, state)
        edge = definition.edge(source, trigger)
        if edge is None:
            raise BrokenHistory("no-such-step", index, step, state)
        if edge.target != target:
            raise BrokenHistory("wrong-target", index, step, state)
        state, count = target, index + 1
    return Replayed(state, count)


def undo(definition: Definition, trigger: str, source: str) -> str:
    """The state to which undoing this last step leads. Raises NotReversible where an effect cannot be taken back."""
    edge = definition.edge(source, trigger)
    if edge is None:
        raise BrokenHistory("no-such-step", 0, (trigger, source, ""), source)
    stuck = tuple(use.name for use in edge.effects if not EFFECTS[use.name].reversible)
    if stuck:
        raise NotReversible(trigger, stuck)
    return source
