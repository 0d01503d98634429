"""Does a file have the shape of a workflow: the JSON Schema's complaints, said so that one can mend them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from sagsflow.engine.schema import workflow_schema
from sagsflow.engine.source import Problem, Source, nearest

TYPE_WORDS = {"object": "a mapping", "array": "a list", "string": "text", "integer": "a whole number"}


def shape_problems(source: Source) -> Iterator[Problem]:
    """Everything the schema holds against the file."""
    for error in Draft202012Validator(workflow_schema()).iter_errors(source.data):
        yield from _SAY.get(str(error.validator), _other)(source, error)


def _unknown_keys(source: Source, error: ValidationError) -> Iterator[Problem]:
    schema: Any = error.schema
    instance: Any = error.instance
    known = schema["properties"]
    for key, value in instance.items():
        if key not in known:
            comma = value is None and " " in key
            hint = 'text with a comma stands in quotes: "…"' if comma else nearest(key, known)
            yield source.problem([*error.absolute_path, key], f"unknown key `{key}`", hint)


def _missing_keys(source: Source, error: ValidationError) -> Iterator[Problem]:
    # jsonschema reports each missing key in an error of its own, named only in its message.
    wanted: Any = error.validator_value
    for key in wanted:
        if error.message.startswith(f"'{key}' "):
            yield source.problem(list(error.absolute_path), f"`{key}` is missing", f"add `{key}: …`")


def _not_listed(source: Source, error: ValidationError) -> Iterator[Problem]:
    wanted: Any = error.validator_value
    known = [str(word) for word in wanted]
    path: list[str | int] = list(error.absolute_path)
    if isinstance(error.instance, str) and not _is_value(source, path, error.instance):
        path.append(error.instance)
    yield source.problem(path, f"`{error.instance}` is not known here", nearest(error.instance, known))


def _wrong_type(source: Source, error: ValidationError) -> Iterator[Problem]:
    wanted: Any = error.validator_value
    names: list[str] = wanted if isinstance(wanted, list) else [wanted]
    words = " or ".join(TYPE_WORDS.get(name, name) for name in names)
    yield source.problem(list(error.absolute_path), f"{_name(error)} must be {words}, not `{error.instance}`")


def _wrong_form(source: Source, error: ValidationError) -> Iterator[Problem]:
    path: list[str | int] = list(error.absolute_path)
    if not _is_value(source, path, error.instance):
        path.append(str(error.instance))
    hint = (
        "P730D means 730 days" if "P[" in str(error.validator_value) else "lower case letters, digits and _"
    )
    yield source.problem(path, f"`{error.instance}` has not the right form", hint)


def _wrong_const(source: Source, error: ValidationError) -> Iterator[Problem]:
    wanted = str(error.validator_value).lower() if error.validator_value is True else error.validator_value
    yield source.problem(
        list(error.absolute_path), f"{_name(error)} can only be `{wanted}`", "or leave the line out"
    )


def _wrong_count(source: Source, error: ValidationError) -> Iterator[Problem]:
    yield source.problem(list(error.absolute_path), f"{_name(error)} must name exactly one thing")


def _other(source: Source, error: ValidationError) -> Iterator[Problem]:
    yield source.problem(list(error.absolute_path), f"{_name(error)}: {error.message}")


def _name(error: ValidationError) -> str:
    return f"`{error.absolute_path[-1]}`" if error.absolute_path else "the file"


def _is_value(source: Source, path: list[str | int], instance: object) -> bool:
    """Whether the complaint is about the value at the path, and not about a key inside it."""
    node: Any = source.data
    for part in path:
        node = node[part]
    return bool(node == instance)


_SAY: Mapping[str, Callable[[Source, ValidationError], Iterator[Problem]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "enum": _not_listed,
    "type": _wrong_type,
    "pattern": _wrong_form,
    "const": _wrong_const,
    "minProperties": _wrong_count,
    "maxProperties": _wrong_count,
}
