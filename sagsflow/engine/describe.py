"""A workflow in plain sentences, Danish or English: who may do what, when, and by when it is due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sagsflow.engine import words
from sagsflow.engine.model import WITHDRAW, Automatic, DeadlineRule, Definition, State, Tick, Transition
from sagsflow.engine.registry import GUARDS

ONE = 1


@dataclass(frozen=True, slots=True)
class Described:
    """One state in words: whose turn and by when (or that it ends), and one sentence for each step out of it."""

    state: State
    standing: str
    steps: tuple[str, ...]


def describe(definition: Definition, lang: str) -> tuple[Described, ...]:
    """All states in the order of the file. Withdrawal is left out: `withdrawal` says it once for all of them."""
    return tuple(
        Described(state, _standing(definition, state, lang), tuple(_steps(definition, state, lang)))
        for state in definition.states.values()
    )


def withdrawal(lang: str) -> str:
    """The resident's right to stop, in one or two sentences."""
    return words.say("steps", "withdraw", lang)


def deadline(definition: Definition, rule: DeadlineRule, lang: str) -> str:
    """A deadline's rule in words, empty when there is none."""
    if rule.kind == "none":
        return ""
    said = _own_rule(definition, rule, lang)
    limit = rule.no_later_than
    if limit is None:
        return said
    count = _own_rule(definition, DeadlineRule("days", limit.days, after=limit.after), lang)
    how = "by_law" if said == count else "no_later_than"
    return words.say("deadlines", how, lang, rule=said, limit=count, name=limit.name.in_(lang))


def _own_rule(definition: Definition, rule: DeadlineRule, lang: str) -> str:
    name = f"one_{rule.kind}" if rule.amount == ONE else rule.kind
    said = words.say("deadlines", name, lang, amount=rule.amount, field=_label(definition, rule.field, lang))
    if rule.after:
        return words.say("deadlines", "after", lang, rule=said, field=_label(definition, rule.after, lang))
    return said


def roles(names: Iterable[str], lang: str, *, joined_by: str = "or") -> str:
    """Roles in words: “the chair or the minute-taker”."""
    return _joined([words.say("roles", name, lang) for name in names], joined_by, lang)


def step_sentence(definition: Definition, source: str, step: Transition, lang: str) -> str:
    """One sentence: from where, who, which step, to where, and under which conditions."""
    name = "stays" if step.target == source else "can"
    sentence = words.say(
        "steps",
        name,
        lang,
        source=_name(definition, source, lang),
        target=_name(definition, step.target, lang),
        who=roles(step.who, lang),
        step=step.name.in_(lang),
        thing=_thing(definition, lang),
    )
    conditions = list(_conditions(definition, step, lang))
    if not conditions:
        return words.say("steps", "always", lang, sentence=sentence)
    return words.say("steps", "when", lang, sentence=sentence, conditions=_joined(conditions, "and", lang))


def _standing(definition: Definition, state: State, lang: str) -> str:
    name = state.name.in_(lang)
    if state.final:
        return words.say("steps", "ended", lang, state=name, thing=_thing(definition, lang))
    role = roles([state.ball or "system"], lang)
    due = deadline(definition, state.deadline, lang)
    if due:
        return words.say("steps", "due", lang, state=name, role=role, deadline=due)
    why = state.deadline.why.in_(lang) if state.deadline.why else ""
    return words.say("steps", "no_deadline", lang, state=name, role=role, why=why)


def _steps(definition: Definition, state: State, lang: str) -> Iterator[str]:
    for trigger, step in definition.outgoing[state.id].items():
        if trigger != WITHDRAW:
            yield step_sentence(definition, state.id, step, lang)
    for auto in definition.automatic_from[state.id]:
        yield _by_itself(definition, state.id, auto, lang)
    for tick in state.clock:
        yield _tick(definition, state, tick, lang)


def _tick(definition: Definition, state: State, tick: Tick, lang: str) -> str:
    """What the clock does while nobody acts."""
    thing, place = _thing(definition, lang), state.name.in_(lang)
    if not tick.working_days:
        who = roles(tick.tell, lang, joined_by="and")
        sentence = words.say("steps", "at_once", lang, thing=thing, state=place, who=who)
        return words.say("steps", "always", lang, sentence=sentence)
    after = deadline(definition, DeadlineRule("working_days", tick.working_days), lang)
    said = words.say("steps", "after_days", lang, thing=thing, state=place, deadline=after)
    if tick.take is None:
        sentence = words.say(
            "steps", "reminds", lang, after=said, who=roles(tick.tell, lang, joined_by="and")
        )
    else:
        step = definition.outgoing[state.id][tick.take].name.in_(lang)
        sentence = words.say("steps", "takes", lang, after=said, step=step)
    return words.say("steps", "always", lang, sentence=sentence)


def _by_itself(definition: Definition, source: str, auto: Automatic, lang: str) -> str:
    sentence = words.say(
        "steps",
        "by_itself",
        lang,
        source=_name(definition, source, lang),
        target=_name(definition, auto.target, lang),
        step=auto.name.in_(lang),
        thing=_thing(definition, lang),
    )
    return words.say("steps", "always", lang, sentence=sentence)


def _conditions(definition: Definition, step: Transition, lang: str) -> Iterator[str]:
    fields = [definition.fields[name] for name in step.requires]
    for kind, found in (
        ("answered", [f for f in fields if f.type != "fact"]),
        ("facts", [f for f in fields if f.type == "fact"]),
    ):
        if found:
            labels = _joined([_quoted(f.label.in_(lang), lang) for f in found], "and", lang)
            yield words.say("steps", kind, lang, fields=labels)
    if step.consent is not None:
        field = _quoted(_label(definition, step.consent.field, lang), lang)
        name = step.consent.field if step.consent.kind == "each" else step.consent.kind
        said = words.say("steps", name, lang, field=field)
        yield words.say("steps", "or_legal_basis", lang, rule=said) if step.consent.or_legal_basis else said
    for use in step.guards:
        yield GUARDS[use.name].says.in_(lang).format(**use.params)


def _name(definition: Definition, state: str, lang: str) -> str:
    return definition.states[state].name.in_(lang)


def _thing(definition: Definition, lang: str) -> str:
    return words.say("steps", definition.kind, lang)


def _quoted(text: str, lang: str) -> str:
    return words.say("steps", "quoted", lang, text=text)


def _label(definition: Definition, field: str | None, lang: str) -> str:
    known = definition.fields.get(field or "")
    return known.label.in_(lang) if known else ""


def _joined(parts: list[str], how: str, lang: str) -> str:
    if len(parts) <= 1:
        return "".join(parts)
    return ", ".join(parts[:-1]) + words.say("steps", how, lang) + parts[-1]
