"""The JSON Schema of a workflow file, made from the model and the registries; shipped for editors, used by the loader."""

import json
from collections.abc import Mapping
from typing import Any

from sagsflow.engine import builtin, model
from sagsflow.engine.conditions import FACT_OF
from sagsflow.engine.registry import CONDITIONS, EFFECTS, GUARDS, ConditionSpec, EffectSpec, GuardSpec, Param

Schema = dict[str, Any]
ID = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "maxLength": 60}
COUNT = {"type": "integer", "minimum": 1, "maximum": 3650}
WORD = {"type": "string", "minLength": 1}
ROLE: Schema = {"enum": list(model.ROLES)}
TEXT: Schema = {"$ref": "#/$defs/text"}
NO_CONSENT = "none"
RECORDED_ONLY = "none"


def _shape(properties: Mapping[str, Schema], required: tuple[str, ...] = (), **more: object) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def _several(items: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": items, "minItems": least, "uniqueItems": True}


def _one_of_these(properties: Mapping[str, Schema]) -> Schema:
    """A word, or a mapping with exactly one of the names: `task` or `{task: {…}}`."""
    return {**_shape(properties, minProperties=1, maxProperties=1), "type": ["string", "object"]}


def _params(params: tuple[Param, ...]) -> Schema:
    kinds: Mapping[str, Schema] = {"field": ID, "role": ROLE, "count": COUNT, "word": WORD}
    return _shape({p.name: kinds[p.kind] for p in params}, tuple(p.name for p in params if p.required))


def _uses(
    registry: Mapping[str, GuardSpec] | Mapping[str, ConditionSpec] | Mapping[str, EffectSpec],
) -> Schema:
    return _one_of_these({name: _params(registry[name].params) for name in sorted(registry)})


def _field() -> Schema:
    return _shape(
        {
            "type": {"enum": list(model.FIELD_TYPES)},
            "label": TEXT,
            "help": TEXT,
            "topic": {"enum": list(model.TOPICS)},
            "choices": {
                "type": "object",
                "propertyNames": ID,
                "additionalProperties": TEXT,
                "minProperties": 2,
            },
            "must_be_yes": {"const": True},
            "lifted_by": _several(ROLE, 1),
        },
        ("type", "label"),
    )


def _deadline() -> Schema:
    return _shape(
        {
            "working_days": COUNT,
            "days": COUNT,
            "hours": COUNT,
            "date_field": ID,
            "meeting_date": {"const": True},
            "none": TEXT,
            "after": ID,
            "no_later_than": ID,
            "basis": {"enum": ["law", "practice", "default"]},
            "tell": _several(ROLE, 1),
        }
    )


def _limit() -> Schema:
    return _shape({"name": TEXT, "days": COUNT, "after": ID}, ("name", "days", "after"))


def _tick() -> Schema:
    return _shape(
        {"working_days": {**COUNT, "minimum": 0}, "tell": _several(ROLE, 1), "task": ID, "take": ID},
        ("working_days",),
    )


def _state() -> Schema:
    return _shape(
        {
            "name": TEXT,
            "phase": {"enum": list(model.PHASES)},
            "ball": ROLE,
            "deadline": _deadline(),
            "final": {"const": True},
            "result": ID,
            "retention": {"type": "string", "pattern": "^P[1-9][0-9]*D$"},
            "meeting": {"enum": ["ready", "scheduled"]},
            "answer": {"enum": ["accepted", "declined", "unsettled"]},
            "clock": {"type": "array", "items": _tick(), "minItems": 1},
            "continues": ID,
        },
        ("name",),
    )


def _consent() -> Schema:
    return {
        **_shape(
            {
                "party": ID,
                "each": {"enum": list(FACT_OF)},
                "all": {"const": "present"},
                "party_kind": _several({"enum": list(model.UNIT_KINDS)}, 1),
                "team": {"const": True},
                "not_needed": TEXT,
                "topics": _several({"enum": list(model.TOPICS)}, 1),
                "or": {"const": "legal_basis"},
            }
        ),
        "type": ["string", "object"],
    }


def _transition() -> Schema:
    return _shape(
        {
            "trigger": ID,
            "name": TEXT,
            "from": {"type": ["string", "array"], "items": ID, "minItems": 1, "uniqueItems": True},
            "to": ID,
            "who": _several(ROLE, 1),
            "requires": _several(ID),
            "optional": _several(ID),
            "consent": _consent(),
            "guards": {"type": "array", "items": _uses(GUARDS)},
            "effects": {"type": "array", "items": _uses(EFFECTS)},
        },
        ("trigger", "name", "from", "to", "who"),
    )


def _automatic() -> Schema:
    return _shape(
        {
            "trigger": ID,
            "name": TEXT,
            "when": _uses(CONDITIONS),
            "from": {"type": ["string", "array"], "items": ID, "minItems": 1, "uniqueItems": True},
            "to": ID,
            "effects": {"type": "array", "items": _uses(EFFECTS)},
        },
        ("trigger", "name", "when", "from", "to"),
    )


def workflow_schema() -> Schema:
    """The schema as JSON-ready values."""
    if not builtin.REGISTERED:
        raise RuntimeError("the built-in guards and effects are not registered")
    top = _shape(
        {
            "id": ID,
            "version": COUNT,
            "kind": {"enum": ["case", "referral"]},
            "domain": {"enum": ["support", "volunteer"]},
            "sub_agreement": {"enum": list(model.SUB_AGREEMENTS)},
            "name": TEXT,
            "subject": {"enum": ["resident", "household", "family", "volunteer"]},
            "initial": ID,
            "fields": {"type": "object", "propertyNames": ID, "additionalProperties": _field()},
            "limits": {"type": "object", "propertyNames": ID, "additionalProperties": _limit()},
            "states": {
                "type": "object",
                "propertyNames": ID,
                "additionalProperties": _state(),
                "minProperties": 2,
            },
            "transitions": {"type": "array", "items": _transition(), "minItems": 1},
            "automatic": {"type": "array", "items": _automatic()},
            "decisions": {
                "type": "object",
                "propertyNames": {"enum": list(model.DECISION_CODES)},
                "additionalProperties": ID,
            },
        },
        ("id", "version", "kind", "name", "subject", "initial", "states", "transitions"),
    )
    text = _shape({"da": WORD, "en": WORD}, ("da", "en"))
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Sagsflow workflow"}
    return {**head, **top, "$defs": {"text": text}}


def schema_text() -> str:
    """The schema as it is shipped in workflows/workflow.schema.json."""
    return json.dumps(workflow_schema(), indent=2, ensure_ascii=False) + "\n"
