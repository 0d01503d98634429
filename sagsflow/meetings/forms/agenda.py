"""The forms about items: a matter, a case without consent, their words, and what else happens to an item."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange, Optional

from sagsflow.meetings.service.agenda import MAX_MINUTES, MAX_QUESTION, MAX_TITLE, Matter
from sagsflow.meetings.words import MISTAKES
from sagsflow.web.forms import Form, line, required, text, text_of

MINUTES = NumberRange(1, MAX_MINUTES, message=MISTAKES["out-of-range"])


class GeneralForm(Form):
    """Puts a matter without persons on the agenda."""

    title = StringField(
        _l("What is it about?"),
        [required(), line(MAX_TITLE)],
        description=_l("No names and no case numbers: everybody at the meeting reads it."),
    )
    question = TextAreaField(_l("What is the meeting to answer?"), [Optional(), text(MAX_QUESTION)])
    minutes = IntegerField(_l("Minutes"), [required(), MINUTES], default=10)

    def matter(self) -> Matter:
        return Matter(text_of(self.question), minutes=self.minutes.data or 0)


class AnonymousForm(Form):
    """Puts a case without consent on the agenda."""

    ref = StringField(_l("Case number"), [required(), line(40)])
    anonymous_question = TextAreaField(
        _l("Question for those without consent"),
        [required(), text(MAX_QUESTION)],
        description=_l("All that they read. No name, no address, nothing that points to the resident."),
    )
    minutes = IntegerField(_l("Minutes"), [required(), MINUTES], default=10)

    def matter(self) -> Matter:
        return Matter("", text_of(self.anonymous_question), self.minutes.data or 0)


class ItemForm(Form):
    """Words the questions of an item anew."""

    question = TextAreaField(_l("Question to the meeting"), [Optional(), text(MAX_QUESTION)])
    anonymous_question = TextAreaField(
        _l("Question for those without consent"),
        [Optional(), text(MAX_QUESTION)],
        description=_l("All that they read. No name, no address, nothing that points to the resident."),
    )
    minutes = IntegerField(_l("Minutes"), [required(), MINUTES], default=10)
    version = HiddenField()

    def matter(self) -> Matter:
        return Matter(text_of(self.question), text_of(self.anonymous_question), self.minutes.data or 0)


class CarryForm(Form):
    """Carries an item on."""

    to = SelectField(_l("To which meeting?"), [required()], coerce=int)
    version = HiddenField()


class TakeOffForm(Form):
    """Takes an item off the agenda."""

    reason = StringField(_l("Why is it taken off?"), [required(), line()])
    version = HiddenField()
