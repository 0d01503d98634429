"""Everything that may block one step, as a list of conditions that each tell all their reasons."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, cast

from sagsflow.engine.answers import fits, is_empty
from sagsflow.engine.model import Consent, Definition, Field, Transition
from sagsflow.engine.registry import GUARDS, GuardSpec, Params
from sagsflow.engine.snapshot import Context, Reason, Snapshot

ASKS_CONSENT = ("resident", "case_owner")
STATES_BASIS = "municipal_worker"
FACT_OF = {"invited_party": "invited_units", "receiving_party": "receiving_units"}


class StepCondition(Protocol):
    """One thing that must hold; silent when it does."""

    def reasons(self, snapshot: Snapshot, context: Context) -> Iterator[Reason]: ...


@dataclass(frozen=True, slots=True)
class HasRole:
    """The person holds one of the roles that may take the step."""

    roles: tuple[str, ...]
    wanted: frozenset[str]

    def reasons(self, snapshot: Snapshot, context: Context) -> Iterator[Reason]:
        if self.wanted.isdisjoint(context.roles):
            yield Reason("role", {"roles": self.roles}, self.roles)


@dataclass(frozen=True, slots=True)
class Answered:
    """Required fields are answered, and what is answered makes sense; facts are there."""

    required: tuple[Field, ...]
    optional: tuple[Field, ...]
    who: tuple[str, ...]

    def reasons(self, snapshot: Snapshot, context: Context) -> Iterator[Reason]:
        for field in self.required:
            if field.type == "fact":
                if not snapshot.facts.get(field.id):
                    yield Reason("fact_missing", {"fact": field.id}, field.lifted_by or self.who)
            elif is_empty(value := context.answers.get(field.id)):
                yield Reason("field_missing", {"field": field.id}, self.who)
            elif not fits(field, value):
                yield self._invalid(field)
        for field in self.optional:
            value = context.answers.get(field.id)
            if not is_empty(value) and not fits(field, value):
                yield self._invalid(field)

    def _invalid(self, field: Field) -> Reason:
        return Reason("field_invalid", {"field": field.id, "type": field.type}, self.who)


@dataclass(frozen=True, slots=True)
class Guarded:
    """A named rule of the file."""

    spec: GuardSpec
    params: Params

    def reasons(self, snapshot: Snapshot, context: Context) -> Iterator[Reason]:
        yield from self.spec.check(snapshot, context, self.params)


@dataclass(frozen=True, slots=True)
class PartiesConsented:
    """Each unit that gets to know something is covered by a live consent or legal basis, asked anew at every step."""

    consent: Consent
    unit_fields: tuple[str, ...]
    who: tuple[str, ...]

    def reasons(self, snapshot: Snapshot, context: Context) -> Iterator[Reason]:
        units = self._units(snapshot, context)
        if not units:
            yield self._nobody()
            return
        own = _ids(snapshot.facts.get("own_units"))
        consents = known_by(snapshot.facts, self.consent)
        needed = frozenset(self.consent.topics)
        for unit in sorted(units - own):
            topics = consents.get(unit, frozenset())
            if not topics or not needed <= topics:
                yield _missing(self.consent, {"unit": unit})

    def _units(self, snapshot: Snapshot, context: Context) -> frozenset[int]:
        if self.consent.kind == "all":
            return context.present_units
        answered = frozenset[int]().union(*(_ids(context.answers.get(name)) for name in self.unit_fields))
        if self.consent.kind == "party" or answered:
            return answered
        return _ids(snapshot.facts.get(FACT_OF[self.consent.field]))

    def _nobody(self) -> Reason:
        if self.consent.kind == "all":
            return Reason("nobody_present", {}, ("chair", "minute_taker", "coordinator"))
        if self.unit_fields:
            return Reason("party_missing", {"field": self.unit_fields[0]}, self.who)
        return Reason("no_party", {"party": self.consent.field}, ("case_owner",))


@dataclass(frozen=True, slots=True)
class KindConsented:
    """At least one unit of one of the kinds may know."""

    consent: Consent

    def reasons(self, snapshot: Snapshot, context: Context) -> Iterator[Reason]:
        kinds = cast(Mapping[int, str], snapshot.facts.get("unit_kinds") or {})
        needed = frozenset(self.consent.topics)
        live = {
            unit
            for unit, topics in known_by(snapshot.facts, self.consent).items()
            if topics and needed <= topics
        }
        live |= _ids(snapshot.facts.get("own_units"))
        if not any(kinds.get(unit) in self.consent.kinds for unit in live):
            yield _missing(self.consent, {"kinds": self.consent.kinds})


@dataclass(frozen=True, slots=True)
class TeamConsented:
    """The resident has agreed that the team works on the case at all."""

    def reasons(self, snapshot: Snapshot, context: Context) -> Iterator[Reason]:
        if not snapshot.facts.get("team_consent"):
            yield Reason("consent_missing", {"team": True}, ASKS_CONSENT)


def conditions_of(definition: Definition, step: Transition) -> tuple[StepCondition, ...]:
    """All conditions of a step, cheapest first."""
    found: list[StepCondition] = [HasRole(step.who, frozenset(step.who))]
    required = tuple(definition.fields[name] for name in step.requires)
    optional = tuple(definition.fields[name] for name in step.optional)
    if required or optional:
        found.append(Answered(required, optional, step.who))
    if step.consent is not None:
        found.append(_consent_condition(step.consent, step, required + optional))
    found += [Guarded(GUARDS[use.name], use.params) for use in step.guards]
    return tuple(found)


def _consent_condition(consent: Consent, step: Transition, asked: tuple[Field, ...]) -> StepCondition:
    if consent.kind == "team":
        return TeamConsented()
    if consent.kind == "party_kind":
        return KindConsented(consent)
    if consent.kind == "party":
        return PartiesConsented(consent, (consent.field,), step.who)
    invites = consent.kind == "each" and consent.field == "invited_party"
    several = tuple(field.id for field in asked if invites and field.type == "units")
    return PartiesConsented(consent, several, step.who)


def _ids(value: object) -> frozenset[int]:
    if isinstance(value, int):
        return frozenset((value,))
    if isinstance(value, Collection) and not isinstance(value, str):
        return frozenset(item for item in value if isinstance(item, int))
    return frozenset()


def known_by(facts: Mapping[str, object], asked: Consent) -> Mapping[int, frozenset[str]]:
    """What each unit may know for a step that asks this; a stated basis in law counts where the pathway says so."""
    agreed = cast(Mapping[int, frozenset[str]], facts.get("consents") or {})
    if not asked.or_legal_basis:
        return agreed
    by_law = cast(Mapping[int, frozenset[str]], facts.get("legal_bases") or {})
    none = frozenset[str]()
    return {unit: agreed.get(unit, none) | by_law.get(unit, none) for unit in {*agreed, *by_law}}


def _missing(asked: Consent, of: Mapping[str, object]) -> Reason:
    """Where a basis in law would do too, it is said, with who states one."""
    lifted_by = (*ASKS_CONSENT, STATES_BASIS) if asked.or_legal_basis else ASKS_CONSENT
    return Reason(
        "consent_missing", {**of, "topics": asked.topics, "or_legal_basis": asked.or_legal_basis}, lifted_by
    )
