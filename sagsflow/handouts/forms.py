"""What is asked before a paper is handed out: who gets it, for what, in which language, and what is to stand in it."""

from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from sagsflow.consents.models import ConsentForm
from sagsflow.consents.words import FORMS, TOPICS, WORDING_LANGUAGES
from sagsflow.handouts.models import HouseholdPart
from sagsflow.tasks.models import Task
from sagsflow.tasks.words import OWN
from sagsflow.web.filters import as_date
from sagsflow.web.forms import DanishDate, Form, line, offered, required, text_of

MISTAKES = {
    "required": _l("This must be filled in."),
    "in-the-future": _l("The date has not come yet."),
    "case-closed": _l("The case has been closed in the meantime."),
    "no-household": _l("The resident is not an adult of a household any more."),
    "not-a-receiver": _l("This receiver cannot open the case. Choose another one."),
}


def mistake(code: str) -> str:
    return str(MISTAKES.get(code, code))


class HandoutForm(Form):
    """Who gets the paper, and for what. `told` is what was asked for, as it is kept until the paper is printed."""

    recipient = StringField(_l("Who gets the paper?"), [required(), line()])
    purpose = StringField(_l("What is it for?"), [required(), line()])

    def told(self) -> Mapping[str, object]:
        return {"recipient": text_of(self.recipient), "purpose": text_of(self.purpose)}


class HandoverForm(Form):
    """Who takes over, and for what."""

    receiver = SelectField(
        _l("Who takes over?"),
        [required()],
        description=_l(
            "Those who may open the case. The sheet holds what the receiver may see, and no more."
        ),
    )
    purpose = StringField(_l("What is it for?"), [required(), line()])
    sensitive = BooleanField(_l("Include notes marked as sensitive, where the receiver may read them"))

    def told(self) -> Mapping[str, object]:
        return {
            "receiver": self.receiver.data,
            "purpose": text_of(self.purpose),
            "sensitive": bool(self.sensitive.data),
        }


class YesForm(Form):
    """What an adult lets the others of her household read."""

    topics = SelectMultipleField(
        _l("About which topics may the others of the household read goals?"),
        [required()],
        choices=offered(TOPICS.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    given_on = DanishDate(_l("When did the resident say yes?"), [required()])
    form = RadioField(
        _l("How did the resident say yes?"),
        [required()],
        choices=offered(FORMS.items()),
        default=ConsentForm.WRITTEN.value,
    )

    def show(self, part: HouseholdPart | None, today: date) -> None:
        self.given_on.show(part.given_on if part else today)
        self.topics.data = [topic.value for topic in part.topic_set] if part else []
        self.form.data = part.form.value if part else ConsentForm.WRITTEN.value


class CopyForm(HandoutForm):
    """One copy of a household's plan."""

    copy = SelectField(
        _l("Whose copy?"),
        [Optional()],
        description=_l("In her own copy an adult has all of her own part."),
    )
    language = RadioField(
        _l("In which language?"), [required()], choices=offered(WORDING_LANGUAGES.items()), default="da"
    )

    def told(self) -> Mapping[str, object]:
        return {**super().told(), "copy": self.copy.data or "", "language": self.language.data}

    def everybody(self) -> str:
        return gettext("One that all may have: only what each has agreed to")

    def suggest(self) -> None:
        self.recipient.data = gettext("the household")
        self.purpose.data = gettext("The household's plan")


class PlanForm(HandoutForm):
    """The resident's own plan."""

    language = RadioField(
        _l("In which language?"), [required()], choices=offered(WORDING_LANGUAGES.items()), default="da"
    )
    tasks = SelectMultipleField(
        _l("Which of the open tasks are to stand in the plan?"),
        [Optional()],
        description=_l(
            "The resident reads them as they stand here. Leave out what is only between colleagues."
        ),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        coerce=int,
    )

    def told(self) -> Mapping[str, object]:
        return {**super().told(), "language": self.language.data, "tasks": self.tasks.data or []}

    def offer(self, tasks: Iterable[Task], words: Mapping[str, str]) -> None:
        self.tasks.choices = offered(
            (task.id, f"{task.text or words[task.kind]} · {as_date(task.due_on)}") for task in tasks
        )

    def suggest(self, tasks: Iterable[Task], language: str | None) -> None:
        """The usual words, in the language that the resident reads as far as it is known. What a colleague has written for
        herself is ticked by hand only: nobody wrote it for the resident."""
        self.recipient.data = gettext("the resident")
        self.purpose.data = gettext("The resident's own plan")
        self.language.data = spoken(language) or self.language.data
        self.tasks.data = [task.id for task in tasks if task.kind != OWN]


def spoken(language: str | None) -> str | None:
    """The paper's language for what somebody wrote on the resident's page ("arabisk", "Engelsk")."""
    typed = (language or "").strip().casefold()
    for code, names in {"ar": ("arab", "عرب"), "en": ("engel", "engl"), "da": ("dans", "dani")}.items():
        if typed.startswith(names):
            return code
    return None
