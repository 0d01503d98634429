"""What is asked before a paper is handed out: who gets it, for what, in which language, and what is to stand in it."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from sagsflow.consents.words import WORDING_LANGUAGES
from sagsflow.tasks.models import Task
from sagsflow.tasks.words import OWN
from sagsflow.web.filters import as_date
from sagsflow.web.forms import Form, line, offered, required

MISTAKES = {"not-a-receiver": _l("This receiver cannot open the case. Choose another one.")}


def mistake(code: str) -> str:
    return str(MISTAKES.get(code, code))


class HandoutForm(Form):
    """Who gets the paper, and for what. A GET form: it changes nothing but the log."""

    class Meta(Form.Meta):
        """What sends it needs no token."""

        csrf = False

    recipient = StringField(_l("Who gets the paper?"), [required(), line()])
    purpose = StringField(_l("What is it for?"), [required(), line()])


class HandoverForm(Form):
    """Who takes over, and for what. A GET form as well."""

    class Meta(Form.Meta):
        """What sends it needs no token."""

        csrf = False

    receiver = SelectField(
        _l("Who takes over?"),
        [required()],
        description=_l(
            "Those who may open the case. The sheet holds what the receiver may see, and no more."
        ),
    )
    purpose = StringField(_l("What is it for?"), [required(), line()])
    sensitive = BooleanField(_l("Include notes marked as sensitive, where the receiver may read them"))


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

    def offer(self, tasks: Iterable[Task], words: Mapping[str, str]) -> None:
        self.tasks.choices = offered(
            (task.id, f"{task.text or words[task.kind]} · {as_date(task.due_on)}") for task in tasks
        )

    def suggest(self, tasks: Iterable[Task], language: str | None) -> None:
        """The usual words, in the language that the resident reads as far as it is known. What a colleague has written for
        herself is ticked by hand only: nobody wrote it for the resident."""
        self.recipient.data = gettext("The resident")
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
