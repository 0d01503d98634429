"""What the engine is told about one case and one attempt, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sagsflow.core.errors import DomainError
from sagsflow.engine.model import DeadlineRule


@dataclass(frozen=True, slots=True)
class Track:
    """A referral beside the case. `open`: it has no result yet. `current`: it was opened in the present round (not before
    the case entered its state); an automatic step looks at the current ones only. `unit`: who received it."""

    state: str
    answered: bool
    accepted: bool
    open: bool
    current: bool = True
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where the case stands and what is known about it.

    Facts the engine itself reads (features may supply more, for `fact` fields: goals, meeting …):
    consents: unit id → topics with a live consent today · legal_bases: the same, by law · unit_kinds: unit id → kind ·
    own_units: units that own the case and need no consent · invited_units, receiving_units: for `each` ·
    team_consent: the resident agreed that the team works on the case.
    """

    state: str
    entered_at: datetime
    facts: Mapping[str, object]
    tracks: tuple[Track, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """Who tries, with what in hand, when; `present_units` are those recorded present for the meeting item."""

    roles: frozenset[str]
    answers: Mapping[str, object]
    now: datetime
    present_units: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step is not possible: a code with details, and who can lift it (roles, and "resident").

    Codes: role {roles} · field_missing {field} · field_invalid {field, type} · fact_missing {fact} ·
    consent_missing {unit or kinds, topics, or_legal_basis} or {team} · party_missing {field} (the form asks it) ·
    no_party {party} (the case has nobody invited, the referral no receiver) · nobody_present {} ·
    and the codes of the guards (open_referral {count} …).
    """

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    lifted_by: tuple[str, ...] = ()


IN_THE_FORM = frozenset({"field_missing", "field_invalid", "party_missing"})


def besides_the_form(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """What would still block after everything in the form is filled in."""
    return tuple(reason for reason in reasons if reason.code not in IN_THE_FORM)


@dataclass(frozen=True, slots=True)
class Effect:
    """Something the service has to do in the same transaction; parameters that name fields are read from the answers."""

    name: str
    params: Mapping[str, object]
    reversible: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """A step that is allowed: where the case goes, what follows, and the new deadline. `automatic`: taken by the system."""

    trigger: str
    source: str
    target: str
    effects: tuple[Effect, ...]
    deadline: DeadlineRule
    final: bool
    result: str | None
    automatic: bool = False


class NoSuchStep(DomainError):
    """The state has no step of this name."""

    code = "no-such-step"

    def __init__(self, trigger: str, state: str) -> None:
        super().__init__(trigger=trigger, state=state)
        self.trigger = trigger
        self.state = state


class Blocked(DomainError):
    """The step exists, but not now, not by this person, or not with this in hand; `reasons` holds all of it."""

    code = "blocked"

    def __init__(self, trigger: str, state: str, reasons: tuple[Reason, ...]) -> None:
        super().__init__(trigger=trigger, state=state, reasons=reasons)
        self.trigger = trigger
        self.state = state
        self.reasons = reasons
