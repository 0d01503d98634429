"""What a workflow file says, as immutable values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Lang = Literal["da", "en"]
Kind = Literal["case", "referral"]
Domain = Literal["support", "volunteer"]
MeetingPlace = Literal["ready", "scheduled"]
AnswerKind = Literal["accepted", "declined", "unsettled"]
DeadlineKind = Literal["working_days", "days", "hours", "date_field", "meeting_date", "none"]
ConsentKind = Literal["party", "each", "all", "party_kind", "team"]

FIELD_TYPES = (
    "text", "longtext", "date", "integer", "amount", "yes_no", "choice", "unit", "units", "user", "score", "fact",
)  # fmt: skip
ROLES = (
    "housing_worker", "case_owner", "municipal_worker", "coordinator", "group_member", "housing_admin", "partner_worker",
    "volunteer_coordinator", "chair", "minute_taker", "system",
)  # fmt: skip
PHASES = ("intake", "clarification", "meeting", "plan", "support", "follow_up", "closed")
UNIT_KINDS = (
    "housing_team", "housing_administration", "secretariat", "school", "family_services", "employment_service",
    "youth_service", "municipality_benefits", "social_psychiatry", "health_service", "association", "board",
    "tenant_board", "management",
)  # fmt: skip
TOPICS = ("core", "tenancy", "school", "employment", "health", "economy", "family")
DECISION_CODES = (
    "referral_to_offer", "one_plan_key_worker", "network_meeting", "gather_knowledge", "wait", "no_coordination",
    "lift_to_board",
)  # fmt: skip
SUB_AGREEMENTS = ("any", "uddannelse_livschancer", "beskaeftigelse", "sammenhaengskraft_medborgerskab")
WITHDRAW = "withdraw"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Danish and English."""

    da: str
    en: str

    def in_(self, lang: str) -> str:
        """Danish unless English is asked for."""
        return self.en if lang == "en" else self.da


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a `choice` field."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Field:
    """What a step asks for; a `fact` is looked up on the case and never typed.

    Python types of an answer: text, longtext, choice → str; date → date (or its ISO text); integer, amount (whole kr.),
    unit, user (ids), score (1 to 5) → int; yes_no → bool; units → a collection of ids. `must_be_yes`: only yes will do.
    `lifted_by`: who can mend a fact (for the others it is whoever may take the step).
    """

    id: str
    type: str
    label: Text
    help: Text | None = None
    topic: str = "core"
    choices: tuple[Choice, ...] = ()
    must_be_yes: bool = False
    lifted_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """A date that the law sets beside the pathway's own clock: `days` calendar days after the answer `after`. No pause moves it,
    and no step that begins before it is over may be due later."""

    id: str
    name: Text
    days: int
    after: str


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """When a stay in a state is due, on what ground, and who is told when it is not kept.

    `amount` belongs to working_days, days and hours. `field` is the answer that *is* the due date (date_field); `after` is
    the answer from which days are counted instead of from the day the state was entered. `why` says why there is none.
    `no_later_than` comes first where it is sooner.
    """

    kind: DeadlineKind
    amount: int = 0
    field: str | None = None
    after: str | None = None
    basis: str = "default"
    tell: tuple[str, ...] = ()
    why: Text | None = None
    no_later_than: Limit | None = None

    @property
    def named(self) -> frozenset[str]:
        """The fields whose answers the due date is counted from."""
        limit = self.no_later_than.after if self.no_later_than else None
        return frozenset(name for name in (self.field, self.after, limit) if name)


NO_DEADLINE = DeadlineRule("none")


@dataclass(frozen=True, slots=True)
class Tick:
    """What the clock of a referral does on the `working_days`-th working day of a stay: a task for each of `tell`, or the step
    `take` by the role `system`. Day 0 is the entry itself."""

    working_days: int
    tell: tuple[str, ...] = ()
    task: str = ""
    take: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A place where a case can stand. `ball` is the role that has to act; `meeting` says that it waits for a meeting
    ("ready") or stands on an agenda ("scheduled"). Of a referral only: `answer` is what the case may take it for, `clock` what
    happens while nobody acts, and `continues` names the state whose clock goes on here."""

    id: str
    name: Text
    phase: str
    ball: str | None = None
    deadline: DeadlineRule = NO_DEADLINE
    final: bool = False
    result: str | None = None
    retention: str | None = None
    meeting: MeetingPlace | None = None
    answer: AnswerKind | None = None
    clock: tuple[Tick, ...] = ()
    continues: str | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """A guard, condition or effect by its registered name, with its parameters from the file."""

    name: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Consent:
    """Whose sharing must be covered by a live consent or legal basis at the moment of the step.

    party: the unit(s) answered in `field` · each: the units named by the fact of `field` · all: everybody present at the
    meeting item · party_kind: at least one unit of one of `kinds` · team: the resident's consent to the team itself.
    `topics`: what the consent must cover; empty means any live consent to that unit. `or_legal_basis`: a basis in law that has
    been stated does in its place.
    """

    kind: ConsentKind
    field: str = ""
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    or_legal_basis: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """A step a person takes. `why_no_consent` is said where sharing happens without asking (a duty by law)."""

    trigger: str
    name: Text
    sources: tuple[str, ...]
    target: str
    who: tuple[str, ...]
    requires: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    consent: Consent | None = None
    why_no_consent: Text | None = None
    guards: tuple[Use, ...] = ()
    effects: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class Automatic:
    """A step the system takes by itself as soon as its condition holds."""

    trigger: str
    name: Text
    when: Use
    sources: tuple[str, ...]
    target: str
    effects: tuple[Use, ...] = ()


@dataclass(frozen=True, eq=False)
class Definition:
    """One version of one workflow; compared by identity, told apart by `hash` (of what the file says, not of its layout).

    `decisions` maps a code of the meeting catalogue to a trigger, or to None: recorded, the case stays where it is.
    `lines` tells where in the file a thing stands ("state:received" → 12), for findings.
    """

    id: str
    version: int
    kind: Kind
    domain: Domain
    sub_agreement: str
    name: Text
    subject: str
    initial: str
    fields: Mapping[str, Field]
    limits: Mapping[str, Limit]
    states: Mapping[str, State]
    transitions: tuple[Transition, ...]
    automatic: tuple[Automatic, ...]
    decisions: Mapping[str, str | None]
    hash: str
    lines: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def outgoing(self) -> Mapping[str, Mapping[str, Transition]]:
        """State → trigger → the step; in the order of the file."""
        out: dict[str, dict[str, Transition]] = {state: {} for state in self.states}
        for step in self.transitions:
            for source in step.sources:
                out[source][step.trigger] = step
        return out

    @cached_property
    def automatic_from(self) -> Mapping[str, tuple[Automatic, ...]]:
        """State → the automatic steps out of it; in the order of the file."""
        return {state: tuple(a for a in self.automatic if state in a.sources) for state in self.states}

    def asked(self, step: Transition) -> tuple[Field, ...]:
        """The fields a form for this step shows, required first; facts are not asked."""
        named = (self.fields[name] for name in step.requires + step.optional)
        return tuple(field for field in named if field.type != "fact")

    def edge(self, source: str, trigger: str) -> Transition | Automatic | None:
        """The step with this name out of `source`, whoever takes it."""
        found = self.outgoing.get(source, {}).get(trigger)
        return found or next((a for a in self.automatic_from.get(source, ()) if a.trigger == trigger), None)
