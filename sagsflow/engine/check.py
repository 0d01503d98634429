"""Is a workflow fit to be used: what a file that loads can still have wrong, found by trying every configuration."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sagsflow.engine import rules
from sagsflow.engine.explore import (
    ENTERED,
    Configuration,
    World,
    after,
    can_end,
    fires,
    possible,
    reachable,
    worlds,
)
from sagsflow.engine.model import Automatic, Definition
from sagsflow.engine.rules import Said

__all__ = ["Finding", "check"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that must be mended before the workflow is used: a code, where ("state:received"), the line, in words."""

    line: int
    where: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.where}: {self.message} [{self.code}]"


def check(definition: Definition) -> list[Finding]:
    """Everything that speaks against using the workflow, in the order of the file; empty when it is fit."""
    said: set[Said] = set(rules.structure(definition))
    said |= set(_dead(definition))
    said |= set(_trapped(definition))
    said |= set(_ends_too_early(definition))
    said |= set(_loops(definition))
    found = [Finding(definition.lines.get(where, 1), where, code, message) for code, where, message in said]
    return sorted(found)


def _everywhere(definition: Definition) -> Iterator[tuple[World, set[Configuration]]]:
    for world in worlds(definition):
        yield world, reachable(definition, world)


def _dead(definition: Definition) -> Iterator[Said]:
    """States nobody comes to, and guards that no configuration satisfies."""
    states: set[str] = set()
    taken: set[tuple[str, str]] = set()
    for world, seen in _everywhere(definition):
        for here in seen:
            states.add(here.state)
            out = definition.outgoing[here.state].items()
            taken |= {
                (here.state, trigger) for trigger, step in out if possible(definition, step, here, world)
            }
    for name in definition.states:
        if name not in states:
            yield "unreachable", f"state:{name}", "no case can ever come here"
    for name in states:
        for trigger, step in definition.outgoing[name].items():
            if (name, trigger) not in taken:
                guards = ", ".join(use.name for use in step.guards)
                yield "never", f"transition:{trigger}", f"from `{name}` its guards can never hold: {guards}"


def _trapped(definition: Definition) -> Iterator[Said]:
    """Configurations from which people cannot end the case when consent and facts fail them."""
    for world, seen in _everywhere(definition):
        adverse = replace(world, adverse=True)
        for here in seen - can_end(definition, seen, adverse):
            yield (
                "trap",
                f"state:{here.state}",
                "without consents and facts nobody can bring the case to an end from here (withdrawal does not count)",
            )


def _ends_too_early(definition: Definition) -> Iterator[Said]:
    """Steps that end a case while a referral has no result."""
    for world, seen in _everywhere(definition):
        for here in seen:
            for trigger, step in definition.outgoing[here.state].items():
                ends = definition.states[step.target].final and possible(definition, step, here, world)
                if ends and any(track.open for track in after(step, here).tracks):
                    hint = "add `guards: [no_open_referral]` or the effect withdraw_referrals"
                    yield (
                        "open_at_end",
                        f"transition:{trigger}",
                        f"ends the case while a referral is open ({hint})",
                    )


def _loops(definition: Definition) -> Iterator[Said]:
    """Automatic steps that chase each other without anything happening in between."""
    for _, seen in _everywhere(definition):
        for start in seen:
            here, path = start, [start.state]
            while (step := _instant(definition, here)) is not None:
                here = after(step, here)
                if here.state in path:
                    yield (
                        "loop",
                        f"transition:{step.trigger}",
                        f"automatic steps chase each other at `{here.state}`",
                    )
                    break
                path.append(here.state)


def _instant(definition: Definition, here: Configuration) -> Automatic | None:
    return next((a for a in definition.automatic_from[here.state] if fires(a, here, ENTERED)), None)
