"""Does everything a file names exist: states, fields, steps, guards and effects, and can the pieces go together."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sagsflow.engine.model import WITHDRAW, WITHDRAWN
from sagsflow.engine.registry import CONDITIONS, EFFECTS, GUARDS, ConditionSpec, EffectSpec, GuardSpec
from sagsflow.engine.schema import NO_CONSENT, RECORDED_ONLY
from sagsflow.engine.source import Path, Problem, Source, nearest

Specs = Mapping[str, GuardSpec] | Mapping[str, ConditionSpec] | Mapping[str, EffectSpec]
RULES = ("working_days", "days", "hours", "date_field", "meeting_date", "none")
CONSENTS = ("party", "each", "all", "party_kind", "team", "not_needed")


def reference_problems(source: Source) -> Iterator[Problem]:
    """Everything that does not fit together in a file whose shape is right."""
    data = source.data
    if data["initial"] not in data["states"]:
        yield source.problem(
            ["initial"], f"no state `{data['initial']}`", nearest(data["initial"], data["states"])
        )
    yield from _fields(source)
    yield from _limits(source)
    yield from _states(source)
    for part in ("transitions", "automatic"):
        for index, raw in enumerate(data.get(part, ())):
            yield from _ends(source, (part, index), raw)
            yield from _uses(source, (part, index, "effects"), raw.get("effects", ()), EFFECTS, _asked(raw))
    for index, raw in enumerate(data["transitions"]):
        yield from _step(source, ("transitions", index), raw)
    for index, raw in enumerate(data.get("automatic", ())):
        yield from _uses(source, ("automatic", index, "when"), [raw["when"]], CONDITIONS, [])
    yield from _doubles(source)
    yield from _decisions(source)
    yield from _withdrawal(source)


def _fields(source: Source) -> Iterator[Problem]:
    for name, raw in source.data.get("fields", {}).items():
        if (raw["type"] == "choice") != ("choices" in raw):
            hint = "a choice field, and only that, lists its choices"
            yield source.problem(["fields", name], f"`{name}`: type and choices do not fit", hint)
        if "must_be_yes" in raw and raw["type"] != "yes_no":
            yield source.problem(["fields", name, "must_be_yes"], f"`{name}` is no yes_no field")


def _dates(source: Source) -> list[str]:
    return [name for name, raw in source.data.get("fields", {}).items() if raw["type"] == "date"]


def _limits(source: Source) -> Iterator[Problem]:
    for name, raw in source.data.get("limits", {}).items():
        if raw["after"] not in (dates := _dates(source)):
            path: Path = ("limits", name, "after")
            yield source.problem(path, f"no date field `{raw['after']}`", nearest(raw["after"], dates))


def _states(source: Source) -> Iterator[Problem]:
    for name, raw in source.data["states"].items():
        path: Path = ("states", name)
        yield from _ended(source, path, raw) if raw.get("final") else _not_ended(source, path, raw)
        if "deadline" in raw:
            yield from _deadline(source, (*path, "deadline"), raw["deadline"])
        yield from _of_referrals(source, path, raw)


def _of_referrals(source: Source, path: Path, raw: Mapping[str, Any]) -> Iterator[Problem]:
    """`answer`, `clock` and `continues`: nobody works them for a case."""
    if source.data["kind"] != "referral":
        for key in sorted(raw.keys() & {"answer", "clock", "continues"}):
            yield source.problem(
                [*path, key], f"`{key}` belongs to referrals", "drop it, or `kind: referral`"
            )
    before = raw.get("continues")
    if before is not None and "deadline" not in source.data["states"].get(before, {}):
        hint = nearest(before, source.data["states"])
        yield source.problem([*path, "continues"], f"no state `{before}` with a deadline", hint)
    days = [tick["working_days"] for tick in raw.get("clock", ())]
    if days != sorted(days) or (before is not None and days):
        hint = "the earliest first; a state that continues another has that one's clock"
        yield source.problem([*path, "clock"], "the clock is not in order", hint)
    for index, tick in enumerate(raw.get("clock", ())):
        yield from _tick(source, (*path, "clock", index), tick, str(path[-1]))


def _tick(source: Source, path: Path, tick: Mapping[str, Any], state: str) -> Iterator[Problem]:
    if ("take" in tick) == ("tell" in tick) or ("tell" in tick) != ("task" in tick):
        hint = "`tell` with `task`, or `take` alone"
        yield source.problem(path, "the clock either tells somebody or takes a step", hint)
    step = next((raw for raw in source.data["transitions"] if raw["trigger"] == tick.get("take")), None)
    able = step is not None and step["who"] == ["system"] and state in _sources(step)
    if "take" in tick and not able:
        message = f"`{tick['take']}` is no step of the system out of `{state}`"
        yield source.problem([*path, "take"], message, "`who: [system]`")


def _ended(source: Source, path: Path, raw: Mapping[str, Any]) -> Iterator[Problem]:
    if raw.keys() & {"deadline", "ball", "meeting"}:
        yield source.problem(
            path, f"`{path[-1]}` is final: nobody acts there", "drop ball, deadline, meeting"
        )
    if "result" not in raw:
        yield source.problem(path, f"`{path[-1]}` is final but has no result", "add `result: …`")


def _not_ended(source: Source, path: Path, raw: Mapping[str, Any]) -> Iterator[Problem]:
    if raw.keys() & {"result", "retention"}:
        yield source.problem(
            path, f"`{path[-1]}` is not final", "result and retention belong to final states"
        )
    if "phase" not in raw:
        yield source.problem(path, f"`{path[-1]}` has no phase", "add `phase: …`")


def _deadline(source: Source, path: Path, rule: Mapping[str, Any]) -> Iterator[Problem]:
    dates, limits = _dates(source), source.data.get("limits", {})
    if sum(kind in rule for kind in RULES) != 1:
        yield source.problem(path, "a deadline has exactly one rule", "one of " + ", ".join(RULES))
    for key in ("date_field", "after"):
        if key in rule and rule[key] not in dates:
            yield source.problem([*path, key], f"no date field `{rule[key]}`", nearest(rule[key], dates))
    limit = rule.get("no_later_than")
    if limit is not None and limit not in limits:
        yield source.problem([*path, "no_later_than"], f"no limit `{limit}`", nearest(limit, limits))
    elif limit is not None and ("none" in rule or source.data["kind"] != "case"):
        hint = "a limit stands beside a rule, on a case"
        yield source.problem([*path, "no_later_than"], "there is nothing to be later than", hint)


def _sources(raw: Mapping[str, Any]) -> list[str]:
    return [raw["from"]] if isinstance(raw["from"], str) else raw["from"]


def _asked(raw: Mapping[str, Any]) -> list[str]:
    return [*raw.get("requires", ()), *raw.get("optional", ())]


def _ends(source: Source, path: Path, raw: Mapping[str, Any]) -> Iterator[Problem]:
    states = source.data["states"]
    for name in _sources(raw):
        if name not in states:
            yield source.problem([*path, "from"], f"no state `{name}`", nearest(name, states))
        elif states[name].get("final"):
            yield source.problem(
                [*path, "from"], f"`{name}` is final: nothing leaves it", "drop it from `from`"
            )
    if raw["to"] not in states:
        yield source.problem([*path, "to"], f"no state `{raw['to']}`", nearest(raw["to"], states))


def _step(source: Source, path: Path, raw: Mapping[str, Any]) -> Iterator[Problem]:
    fields = source.data.get("fields", {})
    for key in ("requires", "optional"):
        for index, name in enumerate(raw.get(key, ())):
            if name not in fields:
                yield source.problem([*path, key, index], f"no field `{name}`", nearest(name, fields))
            elif key == "optional" and fields[name]["type"] == "fact":
                yield source.problem(
                    [*path, key, index], f"`{name}` is a fact: it is required or it is not named"
                )
    yield from _uses(source, (*path, "guards"), raw.get("guards", ()), GUARDS, _asked(raw))
    yield from _consent(source, (*path, "consent"), raw)


def _consent(source: Source, path: Path, raw: Mapping[str, Any]) -> Iterator[Problem]:
    consent = raw.get("consent", NO_CONSENT)
    if isinstance(consent, str):
        if consent != NO_CONSENT:
            yield source.problem(
                path, f"`{consent}` is no consent rule", "none, or a mapping such as {each: invited_party}"
            )
        return
    if sum(kind in consent for kind in CONSENTS) != 1:
        yield source.problem(path, "consent has exactly one rule", "one of " + ", ".join(CONSENTS))
    party = consent.get("party")
    fields = source.data.get("fields", {})
    units = [
        name for name in raw.get("requires", ()) if fields.get(name, {}).get("type") in ("unit", "units")
    ]
    if party is not None and party not in units:
        yield source.problem(
            [*path, "party"], f"the step does not require a unit field `{party}`", nearest(party, units)
        )


def _uses(source: Source, path: Path, items: Any, known: Specs, asked: list[str]) -> Iterator[Problem]:
    for index, item in enumerate(items):
        here = path if path[-1] == "when" else (*path, index)
        name = item if isinstance(item, str) else next(iter(item))
        if name not in known:
            yield source.problem(here, f"`{name}` is not registered", nearest(name, known))
            continue
        params = known[name].params
        if isinstance(item, str):
            needed = [param.name for param in params if param.required]
            if needed:
                yield source.problem(
                    here, f"`{name}` needs {', '.join(needed)}", f"{name}: {{{needed[0]}: …}}"
                )
            continue
        for param in params:
            value = item[name].get(param.name)
            if param.kind == "field" and value is not None and value not in asked:
                yield source.problem(
                    here, f"`{name}`: the step does not ask `{value}`", nearest(value, asked)
                )


def _doubles(source: Source) -> Iterator[Problem]:
    taken: set[tuple[str, str]] = set()
    manual = {raw["trigger"] for raw in source.data["transitions"]}
    for part in ("transitions", "automatic"):
        for index, raw in enumerate(source.data.get(part, ())):
            path: Path = (part, index, "trigger")
            if part == "automatic" and raw["trigger"] in manual:
                yield source.problem(
                    path, f"`{raw['trigger']}` is also a step of a person", "give it another name"
                )
            for name, count in Counter(_sources(raw)).items():
                edge = (name, raw["trigger"])
                if edge in taken or count > 1:
                    hint = "a state has one step of a name; the second would never be taken"
                    yield source.problem(path, f"`{raw['trigger']}` from `{name}` is there twice", hint)
                taken.add(edge)


def _decisions(source: Source) -> Iterator[Problem]:
    triggers = {raw["trigger"] for raw in source.data["transitions"]}
    for code, trigger in source.data.get("decisions", {}).items():
        if trigger != RECORDED_ONLY and trigger not in triggers:
            yield source.problem(["decisions", code], f"no step `{trigger}`", nearest(trigger, triggers))


def _withdrawal(source: Source) -> Iterator[Problem]:
    ends = [name for name, raw in source.data["states"].items() if raw.get("result") == WITHDRAWN]
    if len(ends) != 1:
        hint = "the resident may stop at any time: mark one final state `result: withdrawn`"
        yield source.problem(
            ["states"], f"{len(ends)} states are the end of `{WITHDRAW}`, there must be one", hint
        )
