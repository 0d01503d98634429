"""What every form shares: a submission key, messages in the reader's language, and dates as Danes write them."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # the types lag behind WTForms: no SelectChoice
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    StringField,
)
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError
from wtforms.widgets import TextInput

from sagsflow.core.dates import likely_date
from sagsflow.core.errors import Invalid
from sagsflow.core.ids import new_token
from sagsflow.core.text import visible
from sagsflow.web.form_words import FormWords

MAX_LINE = 200
MAX_TEXT = 100_000
UNREAD = (HiddenField, PasswordField)
NUMBER = re.compile(r"^\d{1,9}$", re.ASCII)


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A form of Sagsflow. `submission` makes a double press carry out once; `knowingly` holds what its sender has been warned of
    (web.cautions), and `cautions` what she is warned of now."""

    submission = HiddenField(default=new_token)
    knowingly = HiddenField()
    cautions: Sequence[object] = ()

    class Meta:
        """Settings that WTForms reads."""

        locales: Sequence[str] | bool = False

        def get_translations(self, _form: object) -> FormWords:
            return FormWords()

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """What is typed loses the characters that nobody can see."""
            if issubclass(unbound_field.field_class, StringField) and not issubclass(
                unbound_field.field_class, UNREAD
            ):
                options["filters"] = [*unbound_field.kwargs.get("filters", ()), _visible]
            bound: Field = unbound_field.bind(form=form, **options)
            return bound

    def add_errors(self, refusal: Invalid, words: Callable[[str], str]) -> None:
        """Puts a service's refusal beside the fields it is about; what belongs to no field goes to the form."""
        if not refusal.fields:
            self.form_errors.append(words(refusal.reason))
        for name, code in refusal.fields.items():
            target = self[name].errors if name in self else self.form_errors
            target.append(words(code))

    @property
    def key(self) -> str:
        """The submission's key."""
        return text_of(self.submission)


def offered(pairs: Iterable[tuple[object, object]]) -> list[Any]:
    """What a field offers to choose from: values and their words."""
    return [SelectChoice(value, words) for value, words in pairs]


def _visible(typed: Any) -> Any:
    return visible(typed) if isinstance(typed, str) else typed


def text_of(field: Field) -> str:
    """What was typed, without the space around it; an empty text for nothing."""
    return str(field.data or "").strip()


def number_of(field: Field) -> int:
    """The number in a hidden field of ours; 0 when it is missing or was tampered with."""
    return number_in(field.data)


def number_in(text: str | None) -> int:
    """The same for a value that came without a form."""
    return int(text) if text and NUMBER.match(text) else 0


class DanishDate(StringField):
    """A date typed as dd.mm.yyyy (also with / or -, or ISO); `.date` is the day or None."""

    widget = TextInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.date: date | None = None

    def show(self, day: date | None) -> None:
        """Fills the field with a day."""
        self.data = day.strftime("%d.%m.%Y") if day else ""

    def process_data(self, value: Any) -> None:
        """Takes a day from an object as well as text."""
        self.data = value.strftime("%d.%m.%Y") if isinstance(value, date) else value

    def pre_validate(self, form: Any) -> None:
        typed = (self.data or "").strip()
        self.date = likely_date(typed) if typed else None
        if typed and self.date is None:
            raise ValidationError(_l("Write the date as day.month.year, for example 14.05.2026."))


class ScaleField(RadioField):
    """A few steps from low to high, which stand side by side."""


class Needed(InputRequired):
    """Refuses nothing as well as spaces alone."""

    def __call__(self, form: Any, field: Any) -> None:
        sent = field.raw_data[0] if field.raw_data else None
        if isinstance(sent, str) and not sent.strip():
            field.errors[:] = []
            raise StopValidation(str(self.message))
        super().__call__(form, field)


def required() -> InputRequired:
    return Needed(message=_l("This must be filled in."))


class AtMost(Length):
    """Refuses what is too long. It sets no `maxlength`: a browser would cut a pasted text short without a word."""

    def __init__(self, limit: int) -> None:
        super().__init__(max=limit, message=_l("This is too long: at most %(max)d characters."))
        self.field_flags = {}


def line(limit: int = MAX_LINE) -> Length:
    return AtMost(limit)


def text(limit: int = MAX_TEXT) -> Length:
    return AtMost(limit)
