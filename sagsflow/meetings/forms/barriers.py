"""The forms of barriers: one that is lifted to the board, and what the board said."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from sagsflow.meetings.models import Barrier
from sagsflow.meetings.service.agenda import MAX_QUESTION, MAX_TITLE
from sagsflow.meetings.service.barriers import Lifting
from sagsflow.web.forms import Form, line, number_in, offered, required, text, text_of


class BarrierForm(Form):
    """Lifts a barrier: one that waits for the board already, or a new one."""

    barrier = SelectField(_l("Which barrier?"), [Optional()])
    barrier_title = StringField(
        _l("The barrier in a few words"),
        [Optional(), line(MAX_TITLE)],
        description=_l("No names and no case numbers: the board reads it."),
    )
    barrier_text = TextAreaField(
        _l("What stands in the way, and what is the board asked to do?"), [Optional(), text(MAX_QUESTION)]
    )

    def offer(self, waiting: Sequence[Barrier]) -> None:
        known = [(str(row.id), row.title) for row in waiting]
        self.barrier.choices = offered([("", _l("A new barrier")), *known])

    def lifting(self) -> Lifting:
        known = number_in(str(self.barrier.data or "")) or None
        return Lifting(known, text_of(self.barrier_title), text_of(self.barrier_text))


class BoardAnswerForm(Form):
    """What the board said about a barrier."""

    answer = TextAreaField(
        _l("What did the board say?"),
        [required(), text(MAX_QUESTION)],
        description=_l("No names and no case numbers: the board reads it."),
    )
