"""What a workflow must have beside a way through: an owner, a deadline that bites, consent, both languages, decisions."""

from collections.abc import Iterator
from itertools import chain

from sagsflow.engine.model import (
    DECISION_CODES,
    WITHDRAW,
    WITHDRAWN,
    Automatic,
    Definition,
    State,
    Text,
    Transition,
)
from sagsflow.engine.registry import EFFECTS

Said = tuple[str, str, str]  # code, where, message
DECISIONS_WITH_CONSENT = frozenset({"referral_to_offer", "one_plan_key_worker"})
ONE_PLAN = "one_plan_key_worker"


def structure(definition: Definition) -> Iterator[Said]:
    """Everything that can be seen without trying configurations."""
    for state in definition.states.values():
        yield from _ended(state) if state.final else _standing(state, definition)
    yield from _roles(definition)
    yield from _fields(definition)
    yield from _limits(definition)
    yield from _sharing(definition)
    yield from _withdrawal(definition)
    yield from _meetings(definition)
    yield from _translations(definition)


def _standing(state: State, definition: Definition) -> Iterator[Said]:
    where = f"state:{state.id}"
    if state.ball is None:
        yield "no_ball", where, "nobody has to act here: add `ball: …`"
    elif state.ball != "system":
        steps = definition.outgoing[state.id].values()
        if not any(state.ball in step.who for step in steps if step.trigger != WITHDRAW):
            yield "idle_role", where, f"`{state.ball}` has the ball but no step it may take"
    yield from _deadline(state, where)
    if state.deadline.kind == "date_field":
        yield from _date_asked(state, definition)


def _deadline(state: State, where: str) -> Iterator[Said]:
    rule = state.deadline
    if rule.kind == "none":
        if rule.why is None:
            yield "no_deadline", where, "add a deadline, or `deadline: {none: …}` that says why there is none"
    elif not rule.tell:
        yield "toothless", where, "a deadline nobody is told of when it passes: add `tell: […]`"
    if rule.kind == "meeting_date" and state.meeting != "scheduled":
        yield (
            "no_meeting",
            where,
            "a deadline on the meeting's date belongs to a state with `meeting: scheduled`",
        )


def _date_asked(state: State, definition: Definition) -> Iterator[Said]:
    for step in definition.transitions:
        if step.target == state.id and state.deadline.field not in step.requires:
            message = (
                f"leads to `{state.id}`, whose deadline is `{state.deadline.field}`, but does not require it"
            )
            yield "date_not_asked", f"transition:{step.trigger}", message


def _ended(state: State) -> Iterator[Said]:
    if state.retention is None:
        yield "no_retention", f"state:{state.id}", "say how long the case is kept: `retention: P730D`"


def _roles(definition: Definition) -> Iterator[Said]:
    acting = {role for step in definition.transitions for role in step.who}
    for state in definition.states.values():
        for role in {*state.deadline.tell, *(role for tick in state.clock for role in tick.tell)}:
            if role not in acting:
                yield (
                    "idle_role",
                    f"state:{state.id}",
                    f"`{role}` is told of the deadline but can do nothing in this workflow",
                )


def _fields(definition: Definition) -> Iterator[Said]:
    used = {name for step in definition.transitions for name in step.requires + step.optional}
    for name in definition.fields:
        if name not in used:
            yield "unused", f"field:{name}", "no step asks for it"


def _limits(definition: Definition) -> Iterator[Said]:
    """A date that the law sets is known wherever it is to bind."""
    bound = [
        (state, limit) for state in definition.states.values() if (limit := state.deadline.no_later_than)
    ]
    for name in definition.limits.keys() - {limit.id for _state, limit in bound}:
        yield "unused", f"limit:{name}", "no deadline names it"
    for state, limit in bound:
        if state.id in _entered_without(definition, limit.after):
            message = f"a case can come here before `{limit.after}` is known, from which `{limit.id}` counts"
            yield "date_not_asked", f"state:{state.id}", message


def _entered_without(definition: Definition, field: str) -> set[str]:
    """The states to which a way leads on which no step requires the field."""
    seen, ahead = set[str](), [definition.initial]
    while ahead:
        here = ahead.pop()
        if here not in seen:
            seen.add(here)
            steps = definition.outgoing[here].values()
            ahead += [step.target for step in steps if field not in step.requires]
            ahead += [auto.target for auto in definition.automatic_from[here]]
    return seen


def _sharing(definition: Definition) -> Iterator[Said]:
    if definition.kind == "referral" or definition.domain == "volunteer":
        return
    for step in definition.transitions:
        where = f"transition:{step.trigger}"
        opens = any(EFFECTS[use.name].tracks == "open" for use in step.effects)
        if opens and (step.consent is None or step.consent.kind != "party"):
            yield "no_consent", where, "sends a referral: add `consent: {party: …}`"
        enters = definition.states[step.target].meeting and not _meets(definition, step)
        if enters and step.consent is None:
            yield "no_consent", where, "brings the case to a meeting: add `consent: {each: invited_party}`"
        if definition.states[step.target].final and not any(
            use.name == "end_sharing" for use in step.effects
        ):
            yield "sharing_goes_on", where, "ends the case but not the sharing: add the effect end_sharing"


def _meets(definition: Definition, step: Transition) -> bool:
    """Whether the step goes back from an agenda to waiting, where nobody new gets to know anything."""
    return all(definition.states[source].meeting == "scheduled" for source in step.sources)


def _withdrawal(definition: Definition) -> Iterator[Said]:
    for name, state in definition.states.items():
        step = definition.outgoing[name].get(WITHDRAW)
        if not state.final and (step is None or definition.states[step.target].result != WITHDRAWN):
            yield "no_withdrawal", f"state:{name}", "the resident cannot stop from here"
    for step in definition.transitions:
        if step.trigger == WITHDRAW and (step.requires or step.consent or step.guards):
            yield (
                "withdrawal_hindered",
                f"transition:{WITHDRAW}",
                "stopping needs no reason, no consent and no condition",
            )


def _meetings(definition: Definition) -> Iterator[Said]:
    places = {
        place: {s.id for s in definition.states.values() if s.meeting == place}
        for place in ("ready", "scheduled")
    }
    for name in places["ready"]:
        if not _leads(definition, name, places["scheduled"]):
            yield "no_agenda", f"state:{name}", "waits for a meeting but no step puts it on an agenda"
    for name in places["scheduled"]:
        if not _leads(definition, name, places["ready"]):
            yield (
                "no_postponing",
                f"state:{name}",
                "on an agenda, but no step postpones it to another meeting",
            )
    if places["scheduled"]:
        yield from _decisions(definition, places["scheduled"])


def _leads(definition: Definition, source: str, targets: set[str]) -> bool:
    return any(step.target in targets for step in definition.outgoing[source].values())


def _decisions(definition: Definition, scheduled: set[str]) -> Iterator[Said]:
    for code in DECISION_CODES:
        if code not in definition.decisions:
            yield "decision_missing", "decisions", f"the meeting may decide `{code}`: name a step, or none"
    for code, trigger in definition.decisions.items():
        for name in scheduled if trigger is not None else ():
            yield from _decided(code, trigger or "", name, definition.outgoing[name].get(trigger or ""))


def _decided(code: str, trigger: str, state: str, step: Transition | None) -> Iterator[Said]:
    where = f"decision:{code}"
    if step is None:
        yield "decision_missing", where, f"`{trigger}` is no step out of `{state}`"
        return
    if not {"chair", "minute_taker"} <= set(step.who):
        yield "decision_role", where, f"chair and minute-taker may not take `{trigger}`"
    if code in DECISIONS_WITH_CONSENT and (step.consent is None or step.consent.kind != "all"):
        yield "no_consent", where, f"`{trigger}` needs `consent: {{all: present}}`"
    elif code == ONE_PLAN and step.consent is not None and step.consent.or_legal_basis:
        yield (
            "no_consent",
            where,
            f"one plan is made with the resident's consent only: `{trigger}` has no `or:`",
        )


def _translations(definition: Definition) -> Iterator[Said]:
    for where, text in _texts(definition):
        for lang in ("da", "en"):
            if not text.in_(lang).strip():
                yield "no_translation", where, f"words are missing in `{lang}`"


def _texts(definition: Definition) -> Iterator[tuple[str, Text]]:
    yield "name", definition.name
    for state in definition.states.values():
        yield f"state:{state.id}", state.name
    steps: Iterator[Transition | Automatic] = chain(definition.transitions, definition.automatic)
    for step in steps:
        yield f"transition:{step.trigger}", step.name
    for limit in definition.limits.values():
        yield f"limit:{limit.id}", limit.name
    for field in definition.fields.values():
        yield f"field:{field.id}", field.label
        yield from ((f"field:{field.id}", choice.label) for choice in field.choices)
        if field.help is not None:
            yield f"field:{field.id}", field.help
