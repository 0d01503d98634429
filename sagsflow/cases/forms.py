"""The forms of the case page."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from sagsflow.access.topics import Topic
from sagsflow.cases.models import GoalStatus, InformedHow, NoteKind, ProgressionQuestion
from sagsflow.cases.service.journal import MAX_NOTE
from sagsflow.cases.service.planning import MAX_GOAL
from sagsflow.cases.words import GOAL_STATUSES, INFORMED, NOTE_KINDS, QUESTIONS
from sagsflow.consents.words import TOPICS
from sagsflow.organisations.queries import NamedUnit
from sagsflow.web.forms import DanishDate, Form, ScaleField, line, offered, required, text

TOPIC_CHOICES = offered((topic.value, TOPICS[topic.value]) for topic in Topic)
WAYS = offered((way.value, INFORMED[way.value]) for way in InformedHow)
MISTAKES = {
    "not-of-the-team": _l("Choose a colleague of the team."),
    "required": _l("This must be filled in."),
    "too-long": _l("This is too long."),
    "in-the-future": _l("The date has not come yet."),
    "in-the-past": _l("The date has passed."),
    "not-later": _l("The new date must be later than the one before."),
    "after-limit": _l("The deadline cannot be moved past the date that the law sets."),
    "not-a-colleague": _l("Choose another colleague of the team."),
    "no-such-case": _l("There is no case with this number that you can see."),
    "case-closed": _l("The case has been closed in the meantime."),
    "no-deadline": _l("The case has no deadline now."),
    "already-paused": _l("The deadline is paused already."),
    "no-current-plan": _l("There is no plan for this period. Ask the administrator."),
    "out-of-range": _l("Choose a number from 1 to 5."),
}


def mistake(code: str) -> str:
    return str(MISTAKES.get(code, code))


class NewCaseForm(Form):
    """Opens a case for a resident."""

    workflow = RadioField(_l("Which pathway?"), [required()])
    sub_agreement = SelectField(_l("Sub-agreement"), [Optional()])
    mine = BooleanField(_l("I take it on myself"), default=True)
    urgent = BooleanField(_l("Urgent"))
    informed_on = DanishDate(
        _l("When was the resident told what we write down, and why?"),
        [Optional()],
        description=_l("The duty to inform. It can be filled in later."),
    )
    informed_how = RadioField(_l("How was the resident told?"), [Optional()], choices=WAYS)


class InformedForm(Form):
    """The duty to inform."""

    on = DanishDate(_l("When was the resident told what we write down, and why?"), [required()])
    how = RadioField(_l("How was the resident told?"), [required()], choices=WAYS)
    by = SelectField(_l("Who told the resident?"), [required()], coerce=int)


class NoteForm(Form):
    """A record entry."""

    kind = RadioField(
        _l("What kind of note?"),
        [required()],
        choices=offered((kind.value, NOTE_KINDS[kind.value]) for kind in NoteKind),
        default=NoteKind.FACT.value,
    )
    text = TextAreaField(
        _l("Note"), [required(), text(MAX_NOTE)], description=_l("Write only what the next person needs.")
    )
    topic = SelectField(_l("Topic"), [required()], choices=TOPIC_CHOICES, default=Topic.CORE.value)
    happened_on = DanishDate(_l("When did it happen?"), [required()])
    shared = BooleanField(_l("Share with the parties that the resident has agreed to, for this topic"))
    sensitive = BooleanField(_l("Sensitive"), description=_l("For example health or criminal matters."))


class GoalForm(Form):
    """A goal in the resident's own words."""

    own_words = TextAreaField(
        _l("What does the resident want?"),
        [required(), text(MAX_GOAL)],
        description=_l("Use the resident's own words."),
    )
    topic = SelectField(_l("Topic"), [required()], choices=TOPIC_CHOICES, default=Topic.CORE.value)
    responsible = SelectField(_l("Who helps with it?"), [required()], coerce=int)
    due_on = DanishDate(_l("By when?"), [Optional()])
    status = SelectField(
        _l("How is it going?"),
        [required()],
        choices=offered((status.value, GOAL_STATUSES[status.value]) for status in GoalStatus),
        default=GoalStatus.NOT_STARTED.value,
    )
    version = HiddenField()


class ProgressionForm(Form):
    """Five questions, answered by the resident together with the worker."""

    asked_on = DanishDate(_l("When did you talk about it?"), [required()])


for _question in ProgressionQuestion:
    setattr(
        ProgressionForm,
        _question.value,
        ScaleField(
            QUESTIONS[_question.value],
            [Optional()],
            choices=offered((str(score), str(score)) for score in range(1, 6)),
        ),
    )


class OwnerForm(Form):
    """Gives the case to a colleague."""

    owner = SelectField(_l("New case owner"), [required()], coerce=int)
    handover = TextAreaField(
        _l("Hand-over note"),
        [required(), text(MAX_NOTE)],
        description=_l("What must the new owner know? It is kept in the record."),
    )
    seen = HiddenField()


class PartyForm(Form):
    """Names a unit as a party."""

    unit = SelectField(_l("Party"), [required()], coerce=int)

    def offer(self, units: Sequence[NamedUnit], asked: MultiDict[str, str]) -> None:
        """The one that a step waits for, or the only one of its kind, is chosen beforehand."""
        self.unit.choices = offered((unit.id, unit.name) for unit in units)
        kinds = asked.getlist("kind")
        waited = [unit for unit in units if str(unit.id) == asked.get("unit") or unit.kind.value in kinds]
        if len(waited) == 1 and not self.is_submitted():
            self.unit.data = waited[0].id


class LinkForm(Form):
    """Links the case with another one."""

    other = StringField(_l("Case number"), [required(), line(20)])


class PauseForm(Form):
    """Stops the deadline for a while."""

    reason = TextAreaField(_l("Why?"), [required(), text(2_000)])
    until = DanishDate(
        _l("Until when?"), [Optional()], description=_l("Leave it empty if you do not know yet.")
    )


class ExtendForm(Form):
    """Moves the deadline."""

    to = DanishDate(_l("New deadline"), [InputRequired(message=_l("This must be filled in."))])
    reason = TextAreaField(_l("Why?"), [required(), text(2_000)])


class PrintForm(Form):
    """Who gets the paper, and for what."""

    recipient = StringField(_l("Who gets the paper?"), [required(), line()])
    purpose = StringField(_l("What is it for?"), [required(), line()])
    sensitive = BooleanField(_l("Include notes marked as sensitive"))
