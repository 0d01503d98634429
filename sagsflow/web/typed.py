"""What somebody had typed when a form could not be taken, under the labels that the form shows."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms.fields.core import UnboundField

from sagsflow.web.forms import Form
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

if TYPE_CHECKING:
    Unbound = UnboundField[Any]

NEVER_ECHOED = frozenset(
    {
        "csrf_token",
        "submission",
        "knowingly",
        "version",
        "seen",
        "password",
        "new_password",
        "repeat_password",
        "code",
    }
)
CHOSEN = ("Select", "Radio", "Scale", "Boolean", "Hidden")
ANSWER = "answer_"
TYPED_ANSWERS = frozenset({"text", "longtext", "date", "integer", "amount"})


def typed() -> Sequence[tuple[str, str]]:
    """(label, text) for everything written by hand; what was only chosen from a list is quickly chosen again."""
    try:
        sent = list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        return ()
    labels = _labels({key for key, _value in sent}) if sent else {}
    return [
        (label, value.replace("\0", ""))
        for key, value in sent
        if _may_be_shown(key) and value.strip() and (label := labels.get(key, key))
    ]


def _may_be_shown(key: str) -> bool:
    return key not in NEVER_ECHOED and not key.endswith("cpr")


def _labels(keys: set[str]) -> dict[str, str]:
    """The labels of the form that has all these fields and fewest others; empty for what is not to be shown."""
    fitting = [fields for fields in map(_fields, _forms(Form)) if keys - {"csrf_token"} <= fields.keys()]
    form = min(fitting, key=len, default={})
    return {name: _label(field) for name, field in form.items()} | _answers(keys)


def _forms(kind: type[Form]) -> Iterator[type[Form]]:
    for form in kind.__subclasses__():
        yield form
        yield from _forms(form)


def _fields(form: type[Form]) -> dict[str, "Unbound"]:
    return {name: field for name in dir(form) if isinstance(field := getattr(form, name), UnboundField)}


def _label(field: "Unbound") -> str:
    if field.field_class.__name__.startswith(CHOSEN):
        return ""
    return str(field.args[0] if field.args else field.kwargs.get("label", ""))


def _answers(keys: set[str]) -> dict[str, str]:
    """A step's form is made from its workflow file, so its labels stand there."""
    asked = {key.removeprefix(ANSWER): key for key in keys if key.startswith(ANSWER)}
    found: dict[str, str] = {}
    for definition in platform().library.all_latest() if asked else ():
        for name in asked.keys() & definition.fields.keys():
            field = definition.fields[name]
            found[asked[name]] = field.label.in_(current_language()) if field.type in TYPED_ANSWERS else ""
    return found
