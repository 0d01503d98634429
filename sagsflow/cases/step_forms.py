"""Builds the form of one step from the workflow file: what the step asks, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field as FormField
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from sagsflow.engine.answers import is_empty
from sagsflow.engine.model import Definition, Field, Transition
from sagsflow.web.forms import (
    MAX_TEXT,
    DanishDate,
    Form,
    ScaleField,
    line,
    number_of,
    offered,
    required,
    text,
)

Choices = Sequence[tuple[int, str]]
MAX_AMOUNT = 10_000_000
SCORES = offered((str(score), str(score)) for score in range(1, 6))


@dataclass(frozen=True, slots=True)
class Offers:
    """What may be chosen in fields that name units and people."""

    units: Choices
    people: Choices


class StepForm(Form):
    """Every step's form carries the number of the case's last event that its page was shown with."""

    seen = HiddenField()

    @property
    def seen_number(self) -> int:
        """A page that does not say counts as older than everything."""
        return number_of(self.seen)


def step_form(definition: Definition, step: Transition, offers: Offers, language: str) -> type[StepForm]:
    """A form class with one field for each thing asked, required ones first."""
    fields = {
        f"answer_{field.id}": MAKERS[field.type](Asked(field, offers, language, field.id in step.requires))
        for field in definition.asked(step)
    }
    return type("ThisStepForm", (StepForm,), fields)


def answers(form: StepForm, definition: Definition, step: Transition) -> Mapping[str, object]:
    """What was typed, in the types that the engine asks for; what was left empty is left out."""
    found: dict[str, object] = {}
    for asked in definition.asked(step):
        value = _value(form[f"answer_{asked.id}"], asked.type)
        if not is_empty(value):
            found[asked.id] = value
    return found


def _value(field: FormField, kind: str) -> object:
    if isinstance(field, DanishDate):
        return field.date
    if kind == "yes_no":
        return {"yes": True, "no": False}.get(field.data or "")
    if kind == "units":
        return frozenset(int(item) for item in field.data or ())
    if kind in {"unit", "user", "score"}:
        return int(field.data) if field.data else None
    return field.data.strip() if isinstance(field.data, str) else field.data


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing a step asks, as the page shows it."""

    field: Field
    offers: Offers
    language: str
    must: bool

    @property
    def shown(self) -> dict[str, Any]:
        """What every kind of form field takes."""
        help_text = self.field.help.in_(self.language) if self.field.help else ""
        return {"label": self.field.label.in_(self.language), "description": help_text}

    def checks(self, *more: Any) -> list[Any]:
        return [required() if self.must else Optional(), *more]


def _longtext(asked: Asked) -> Any:
    return TextAreaField(validators=asked.checks(text(MAX_TEXT)), **asked.shown)


def _text(asked: Asked) -> Any:
    return StringField(validators=asked.checks(line()), **asked.shown)


def _date(asked: Asked) -> Any:
    return DanishDate(validators=asked.checks(), **asked.shown)


def _number(asked: Asked) -> Any:
    bound = NumberRange(0, MAX_AMOUNT, message=_l("Write a whole number from 0 upwards."))
    return IntegerField(validators=asked.checks(bound), **asked.shown)


def _yes_no(asked: Asked) -> Any:
    return RadioField(
        choices=offered((("yes", _l("Yes")), ("no", _l("No")))),
        validators=asked.checks(),
        **asked.shown,
    )


def _choice(asked: Asked) -> Any:
    options = offered((choice.id, choice.label.in_(asked.language)) for choice in asked.field.choices)
    return RadioField(choices=options, validators=asked.checks(), **asked.shown)


def _score(asked: Asked) -> Any:
    return ScaleField(choices=SCORES, validators=asked.checks(), **asked.shown)


def _unit(asked: Asked) -> Any:
    return _select(asked, asked.offers.units)


def _user(asked: Asked) -> Any:
    return _select(asked, asked.offers.people)


def _select(asked: Asked, among: Choices) -> Any:
    choices = offered([("", _l("Choose")), *((str(key), name) for key, name in among)])
    return SelectField(choices=choices, validators=asked.checks(), **asked.shown)


def _units(asked: Asked) -> Any:
    return SelectMultipleField(
        choices=offered((str(key), name) for key, name in asked.offers.units),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=asked.checks(),
        **asked.shown,
    )


MAKERS: Mapping[str, Callable[[Asked], Any]] = {
    "text": _text,
    "longtext": _longtext,
    "date": _date,
    "integer": _number,
    "amount": _number,
    "yes_no": _yes_no,
    "choice": _choice,
    "score": _score,
    "unit": _unit,
    "units": _units,
    "user": _user,
}
