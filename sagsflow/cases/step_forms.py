"""Builds the form of one step from the workflow file: what the step asks, and nothing else."""

from collections.abc import Mapping, Sequence
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

from sagsflow.engine.model import Definition, Field, Transition
from sagsflow.web.forms import MAX_TEXT, DanishDate, Form, line, required, text

Choices = Sequence[tuple[int, str]]
MAX_AMOUNT = 10_000_000
SCORES = [(score, str(score)) for score in range(1, 6)]


@dataclass(frozen=True, slots=True)
class Offers:
    """What may be chosen in fields that name units and people."""

    units: Choices
    people: Choices


class StepForm(Form):
    """Every step's form carries the number of the case's last event that its page was shown with."""

    seen = HiddenField()

    @property
    def seen_number(self) -> int | None:
        return int(self.seen.data) if self.seen.data and self.seen.data.isdigit() else None


def step_form(definition: Definition, step: Transition, offers: Offers, language: str) -> type[StepForm]:
    """A form class with one field for each thing asked, required ones first."""
    fields = {
        f"answer_{asked.id}": _field(asked, must=asked.id in step.requires, offers=offers, language=language)
        for asked in definition.asked(step)
    }
    return type("ThisStepForm", (StepForm,), fields)


def answers(form: StepForm, definition: Definition, step: Transition) -> Mapping[str, object]:
    """What was typed, in the types that the engine asks for; what was left empty is left out."""
    found: dict[str, object] = {}
    for asked in definition.asked(step):
        value = _value(form[f"answer_{asked.id}"], asked.type)
        if value is not None and value != "" and value != frozenset():
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


def _field(asked: Field, *, must: bool, offers: Offers, language: str) -> Any:
    label = asked.label.in_(language)
    common = {"description": asked.help.in_(language) if asked.help else ""}
    needed: list[Any] = [required()] if must else [Optional()]
    match asked.type:
        case "longtext":
            return TextAreaField(label, [*needed, text(MAX_TEXT)], **common)
        case "date":
            return DanishDate(label, needed, **common)
        case "integer" | "amount":
            bound = NumberRange(0, MAX_AMOUNT, message=_l("Write a whole number from 0 upwards."))
            return IntegerField(label, [*needed, bound], **common)
        case "yes_no":
            return RadioField(label, needed, choices=[("yes", _l("Yes")), ("no", _l("No"))], **common)
        case "choice":
            options = [(choice.id, choice.label.in_(language)) for choice in asked.choices]
            return RadioField(label, needed, choices=options, **common)
        case "unit" | "user":
            return _select(label, needed, offers.units if asked.type == "unit" else offers.people, common)
        case "units":
            return SelectMultipleField(
                label,
                needed,
                choices=[(str(key), name) for key, name in offers.units],
                widget=ListWidget(prefix_label=False),
                option_widget=CheckboxInput(),
                **common,
            )
        case "score":
            return RadioField(label, needed, choices=[(str(key), name) for key, name in SCORES], **common)
    return StringField(label, [*needed, line()], **common)


def _select(label: str, needed: list[Any], offered: Choices, common: Mapping[str, str]) -> SelectField:
    choices = [("", _l("Choose")), *((str(key), name) for key, name in offered)]
    return SelectField(label, needed, choices=choices, **common)
