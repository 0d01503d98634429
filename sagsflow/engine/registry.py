"""The guards, conditions and effects a workflow file may name; what is not registered is refused at load."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from sagsflow.engine.model import Text
from sagsflow.engine.snapshot import Context, Reason, Snapshot

ParamKind = Literal["field", "role", "count", "word"]
Params = Mapping[str, object]
Guard = Callable[[Snapshot, Context, Params], Iterable[Reason]]
Condition = Callable[[Snapshot, datetime, Params], bool]


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter in the file: the id of a field the step asks, a role, a positive number, or a word."""

    name: str
    kind: ParamKind
    required: bool = True


@dataclass(frozen=True, slots=True)
class GuardSpec:
    """A named rule that may block a step; `check` is pure and yields every reason.

    `says` is the condition in words ("no referral is open"), with {names} of parameters. `facts` are the names of the
    facts it reads, so that the static check can try them true and false.
    """

    name: str
    check: Guard
    says: Text
    params: tuple[Param, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConditionSpec:
    """A named question that decides whether an automatic step is taken; pure."""

    name: str
    holds: Condition
    params: tuple[Param, ...] = ()


@dataclass(frozen=True, slots=True)
class EffectSpec:
    """Something that follows a step. `reversible`: the step can be undone. `tracks`: what it does to referrals."""

    name: str
    params: tuple[Param, ...] = ()
    reversible: bool = False
    tracks: Literal["open", "accept", "end"] | None = None


T = TypeVar("T")

GUARDS: dict[str, GuardSpec] = {}
CONDITIONS: dict[str, ConditionSpec] = {}
EFFECTS: dict[str, EffectSpec] = {}


def register_guard(name: str, check: Guard, *params: Param, says: Text, facts: tuple[str, ...] = ()) -> None:
    """Make a guard known to workflow files; a name is taken once."""
    _once(GUARDS, name, GuardSpec(name, check, says, params, facts))


def register_condition(name: str, holds: Condition, *params: Param) -> None:
    """Make a condition known to the `automatic` part of workflow files."""
    _once(CONDITIONS, name, ConditionSpec(name, holds, params))


def register_effect(spec: EffectSpec) -> None:
    """Make an effect known to workflow files; the feature that carries it out is bound in the app."""
    _once(EFFECTS, spec.name, spec)


def _once(registry: dict[str, T], name: str, spec: T) -> None:
    if name in registry:
        raise ValueError(f"{name} is registered twice")
    registry[name] = spec
