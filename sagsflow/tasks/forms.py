"""What a browser may send about tasks."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.widgets import HiddenInput

from sagsflow.web.forms import DanishDate, Form, line, required


class FinishForm(Form):
    """One press. `version` is that of the task as the page showed it; `back` is the page it was pressed on."""

    version = IntegerField(widget=HiddenInput(), validators=[required()])
    back = HiddenField()


class HandOnForm(Form):
    """To a colleague of the unit, or back to everybody in it."""

    version = IntegerField(widget=HiddenInput(), validators=[required()])
    assignee = SelectField(_l("Who is to do it?"))


class PostponeForm(Form):
    """To a later day, and why."""

    version = IntegerField(widget=HiddenInput(), validators=[required()])
    to = DanishDate(_l("To which day?"), validators=[required()])
    reason = StringField(_l("Why?"), validators=[required(), line(1_000)])


class AskForm(Form):
    """Why the leader is to look at it."""

    version = IntegerField(widget=HiddenInput(), validators=[required()])
    reason = StringField(_l("What keeps you from doing it?"), validators=[required(), line(1_000)])


class OwnTaskForm(Form):
    """Something that one has promised to do on a case."""

    text = StringField(_l("What is to be done?"), validators=[required(), line()])
    due_on = DanishDate(_l("By when?"), validators=[required()])
