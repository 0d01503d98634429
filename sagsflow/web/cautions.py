"""Warnings about what stands in a text before it is saved: shown once with the words that drew them, and never a block."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from wtforms import Field, StringField, TextAreaField

from sagsflow.web.forms import Form

FREE_TEXT = (StringField, TextAreaField)


@dataclass(frozen=True, slots=True)
class Found:
    """Something in a text that may be better left out. `code` says what sort of thing, `words` are as they were typed."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Caution:
    """The same, with the field in which it stands."""

    field: Field
    found: Found


Watch = Callable[[str], Iterable[Found]]


NOTHING_SPECIAL: Mapping[str, Watch] = {}


def hold(form: Form, watch: Watch, special: Mapping[str, Watch] = NOTHING_SPECIAL) -> bool:
    """Whether the form is to be shown again, with `form.cautions` to read and one tick to give: there is something in its
    free text that its sender has not been shown yet. `special` watches some fields, by name, instead."""
    found = [
        Caution(field, one)
        for field in form
        if type(field) in FREE_TEXT
        for one in special.get(field.short_name, watch)(field.data or "")
    ]
    seen = set((form.knowingly.data or "").split())
    if {_mark(caution) for caution in found} <= seen:
        return False
    form.cautions = found
    form.knowingly.data = " ".join(sorted({_mark(caution) for caution in found}))
    return True


def _mark(caution: Caution) -> str:
    """A short digest, so that what was found is not sent to and fro once more."""
    text = f"{caution.field.name}|{caution.found.code}|{caution.found.words}"
    return sha256(text.encode()).hexdigest()[:16]
