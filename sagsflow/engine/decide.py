"""May this step be taken, why not, and what follows: the same pure answer for the web, the worker, what-if and replay."""

from dataclasses import replace
from datetime import datetime

from sagsflow.engine.machine import compiled
from sagsflow.engine.model import Definition
from sagsflow.engine.snapshot import (
    Blocked,
    Context,
    Decision,
    Effect,
    NoSuchStep,
    Reason,
    Snapshot,
    Track,
    besides_the_form,
)

SYSTEM = frozenset({"system"})


class AutomaticLoop(RuntimeError):
    """Automatic steps chase each other; the check refuses such a file before it is used."""


def explain(definition: Definition, snapshot: Snapshot, context: Context) -> dict[str, tuple[Reason, ...]]:
    """Every step a person may take out of the state, with all reasons against it; no reasons means `decide` succeeds.

    `besides_the_form` leaves out what the form of the step can still mend.
    """
    conditions = compiled(definition).conditions
    return {
        trigger: tuple(
            reason
            for condition in conditions[snapshot.state, trigger]
            for reason in condition.reasons(snapshot, context)
        )
        for trigger in definition.outgoing[snapshot.state]
    }


def decide(definition: Definition, snapshot: Snapshot, context: Context, trigger: str) -> Decision:
    """What follows from taking the step. Raises NoSuchStep, or Blocked with every reason. Writes nothing."""
    machine = compiled(definition)
    if (snapshot.state, trigger) not in machine.conditions:
        raise NoSuchStep(trigger, snapshot.state)
    decision = machine.fire(trigger, snapshot, context)
    if decision is None:
        raise Blocked(trigger, snapshot.state, explain(definition, snapshot, context)[trigger])
    return decision


def settle(definition: Definition, snapshot: Snapshot, now: datetime) -> Decision | None:
    """The automatic step whose condition holds now, the first in the file, or None. Taken by the role `system`."""
    machine = compiled(definition)
    context = Context(SYSTEM, {}, now)
    for auto in machine.automatic[snapshot.state]:
        decision = machine.fire(auto.trigger, snapshot, context)
        if decision is not None:
            return decision
    return None


def settle_all(definition: Definition, snapshot: Snapshot, now: datetime) -> tuple[Decision, ...]:
    """The chain of automatic steps that follow one another now; never more of them than there are states."""
    taken: list[Decision] = []
    while (decision := settle(definition, snapshot, now)) is not None:
        taken.append(decision)
        if len(taken) > len(definition.states):
            raise AutomaticLoop(definition.id)
        past = tuple(replace(track, current=False) for track in snapshot.tracks)
        snapshot = Snapshot(decision.target, now, snapshot.facts, past)
    return tuple(taken)


__all__ = [
    "AutomaticLoop",
    "Blocked",
    "Context",
    "Decision",
    "Effect",
    "NoSuchStep",
    "Reason",
    "Snapshot",
    "Track",
    "besides_the_form",
    "decide",
    "explain",
    "settle",
    "settle_all",
]
