"""From the plain values of a well-formed file to a definition."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sagsflow.engine import model, words
from sagsflow.engine.model import (
    Automatic,
    Choice,
    Consent,
    DeadlineRule,
    Definition,
    Field,
    Limit,
    State,
    Text,
    Tick,
    Transition,
    Use,
)
from sagsflow.engine.schema import NO_CONSENT, RECORDED_ONLY
from sagsflow.engine.source import Source

Raw = Mapping[str, Any]
ANSWERS: Mapping[str, model.AnswerKind] = {
    "accepted": "accepted",
    "closed": "accepted",
    "declined": "declined",
}
AMOUNTS: tuple[model.DeadlineKind, ...] = ("working_days", "days", "hours")


def build(source: Source) -> Definition:
    """The definition that a file without problems describes, with `withdraw` added where it is not spelt out."""
    data = source.data
    states = _states(data)
    domain = data.get("domain", "support")
    transitions = tuple(_transition(raw) for raw in data["transitions"])
    return Definition(
        id=data["id"],
        version=data["version"],
        kind=data["kind"],
        domain=domain,
        sub_agreement=data.get("sub_agreement", "any"),
        name=_text(data["name"]),
        subject=data["subject"],
        initial=data["initial"],
        fields={name: _field(name, raw) for name, raw in data.get("fields", {}).items()},
        limits=_limits(data),
        states=states,
        transitions=transitions + _withdraw(data, states, transitions),
        automatic=tuple(_automatic(raw) for raw in data.get("automatic", ())),
        decisions={
            code: None if to == RECORDED_ONLY else to for code, to in data.get("decisions", {}).items()
        },
        hash=fingerprint(data),
        lines=_lines(source),
    )


def fingerprint(data: Raw) -> str:
    """SHA-256 of what the file says: the same for another layout, another for any change of content."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _text(raw: Raw) -> Text:
    return Text(raw["da"], raw["en"])


def _maybe(raw: Raw | None) -> Text | None:
    return None if raw is None else _text(raw)


def _field(name: str, raw: Raw) -> Field:
    return Field(
        id=name,
        type=raw["type"],
        label=_text(raw["label"]),
        help=_maybe(raw.get("help")),
        topic=raw.get("topic", "core"),
        choices=tuple(Choice(key, _text(label)) for key, label in raw.get("choices", {}).items()),
        must_be_yes=raw.get("must_be_yes", False),
        lifted_by=tuple(raw.get("lifted_by", ())),
    )


def _states(data: Raw) -> dict[str, State]:
    """A state that goes on with another's clock has its deadline and ticks; where no state has an `answer`, its name says it."""
    raws, limits = data["states"], _limits(data)
    states = {name: _state(name, raw, limits) for name, raw in raws.items()}
    for name, raw in raws.items():
        if "continues" in raw:
            before = states[raw["continues"]]
            states[name] = replace(states[name], deadline=before.deadline, clock=before.clock)
    if data["kind"] == "referral" and not any("answer" in raw for raw in raws.values()):
        states = {name: replace(state, answer=ANSWERS.get(name)) for name, state in states.items()}
    return states


def _limits(data: Raw) -> dict[str, Limit]:
    return {
        name: Limit(name, _text(raw["name"]), raw["days"], raw["after"])
        for name, raw in data.get("limits", {}).items()
    }


def _state(name: str, raw: Raw, limits: Mapping[str, Limit]) -> State:
    final = raw.get("final", False)
    return State(
        id=name,
        name=_text(raw["name"]),
        phase=raw.get("phase", "closed"),
        ball=raw.get("ball"),
        deadline=_deadline(raw.get("deadline", {}), limits),
        final=final,
        result=raw.get("result"),
        retention=raw.get("retention"),
        meeting=raw.get("meeting"),
        answer=raw.get("answer"),
        clock=tuple(_tick(tick) for tick in raw.get("clock", ())),
        continues=raw.get("continues"),
    )


def _tick(raw: Raw) -> Tick:
    return Tick(raw["working_days"], tuple(raw.get("tell", ())), raw.get("task", ""), raw.get("take"))


def _deadline(raw: Raw, limits: Mapping[str, Limit]) -> DeadlineRule:
    return replace(_own_rule(raw), no_later_than=limits.get(raw.get("no_later_than", "")))


def _own_rule(raw: Raw) -> DeadlineRule:
    after, basis, tell = raw.get("after"), raw.get("basis", "default"), tuple(raw.get("tell", ()))
    for kind in AMOUNTS:
        if kind in raw:
            return DeadlineRule(kind, amount=raw[kind], after=after, basis=basis, tell=tell)
    if "date_field" in raw:
        return DeadlineRule("date_field", field=raw["date_field"], basis=basis, tell=tell)
    if "meeting_date" in raw:
        return DeadlineRule("meeting_date", basis=basis, tell=tell)
    return DeadlineRule("none", why=_maybe(raw.get("none")))


def _sources(raw: Raw) -> tuple[str, ...]:
    found = raw["from"]
    return (found,) if isinstance(found, str) else tuple(found)


def _transition(raw: Raw) -> Transition:
    consent = raw.get("consent", NO_CONSENT)
    asked = None if consent == NO_CONSENT or "not_needed" in consent else _consent(consent)
    return Transition(
        trigger=raw["trigger"],
        name=_text(raw["name"]),
        sources=_sources(raw),
        target=raw["to"],
        who=tuple(raw["who"]),
        requires=tuple(raw.get("requires", ())),
        optional=tuple(raw.get("optional", ())),
        consent=asked,
        why_no_consent=_maybe(consent.get("not_needed")) if isinstance(consent, dict) else None,
        guards=tuple(_use(item) for item in raw.get("guards", ())),
        effects=tuple(_use(item) for item in raw.get("effects", ())),
    )


def _consent(raw: Raw) -> Consent:
    rule = _rule(raw)
    return replace(rule, topics=tuple(raw.get("topics", ())), or_legal_basis="or" in raw)


def _rule(raw: Raw) -> Consent:
    if "party_kind" in raw:
        return Consent("party_kind", kinds=tuple(raw["party_kind"]))
    if "party" in raw:
        return Consent("party", field=raw["party"])
    if "each" in raw:
        return Consent("each", field=raw["each"])
    return Consent("all" if "all" in raw else "team")


def _use(raw: str | Raw) -> Use:
    if isinstance(raw, str):
        return Use(raw)
    ((name, params),) = raw.items()
    return Use(name, dict(params))


def _automatic(raw: Raw) -> Automatic:
    return Automatic(
        trigger=raw["trigger"],
        name=_text(raw["name"]),
        when=_use(raw["when"]),
        sources=_sources(raw),
        target=raw["to"],
        effects=tuple(_use(item) for item in raw.get("effects", ())),
    )


def _withdraw(
    data: Raw, states: Mapping[str, State], steps: tuple[Transition, ...]
) -> tuple[Transition, ...]:
    """The resident's right to stop, from every state that does not spell it out: no reason asked, sharing ends at once."""
    spelt_out = {source for step in steps if step.trigger == model.WITHDRAW for source in step.sources}
    rest = tuple(name for name, state in states.items() if not state.final and name not in spelt_out)
    if not rest:
        return ()
    (target,) = (name for name, state in states.items() if state.result == model.WITHDRAWN)
    is_case = data["kind"] == "case"
    ends_all = ("end_sharing", "withdraw_referrals", "cancel_tasks") if is_case else ()
    volunteers = data.get("domain") == "volunteer"
    who = ("volunteer_coordinator",) if volunteers else ("case_owner", "housing_worker", "coordinator")
    name = words.text("withdraw", data["subject"] if is_case else "referral")
    return (Transition(model.WITHDRAW, name, rest, target, who, effects=tuple(Use(e) for e in ends_all)),)


def _lines(source: Source) -> dict[str, int]:
    lines = {"version": source.place(["version"])[0]}
    lines |= {f"{part[:-1]}:{name}": source.place([part, name])[0] for part in ("states", "fields", "limits")
             for name in source.data.get(part, ())}  # fmt: skip
    for part, prefix in (("transitions", "transition"), ("automatic", "transition")):
        for index, raw in enumerate(source.data.get(part, ())):
            lines.setdefault(f"{prefix}:{raw['trigger']}", source.place([part, index])[0])
    lines |= {
        f"decision:{code}": source.place(["decisions", code])[0] for code in source.data.get("decisions", ())
    }
    return lines
