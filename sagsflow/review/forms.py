"""What the log is narrowed to; every choice stands in the address, and no name of a resident can."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from sagsflow.review.models import Opinion
from sagsflow.review.queries import Wanted
from sagsflow.web.forms import DanishDate, Form, offered, text_of

LATELY = timedelta(days=30)


class LogForm(Form):
    """A GET form: it changes nothing."""

    class Meta(Form.Meta):
        """Nothing to protect."""

        csrf = False

    since = DanishDate(_l("From"))
    until = DanishDate(_l("To"))
    who = StringField(_l("Who has read"), [Length(max=80)])
    ref = StringField(_l("Case number"), [Length(max=40)])

    def wanted(self, today: date) -> Wanted:
        """A day that is left out, or was no day, is the last month's."""
        until = self.until.date or today
        return Wanted(self.since.date or until - LATELY, until, text_of(self.who), text_of(self.ref))


class MonthForm(Form):
    """A GET form: which month."""

    class Meta(Form.Meta):
        """Nothing to protect."""

        csrf = False

    month = SelectField(_l("Month"))


class ReviewForm(Form):
    """What is said of one reading or alarm; `about` and `month` come back from the page."""

    about = HiddenField(validators=[Length(max=80)])
    month = HiddenField()
    opinion = RadioField(
        _l("What do you say?"),
        choices=offered(
            (
                (Opinion.OK.value, _l("It is in order")),
                (Opinion.LOOK_INTO.value, _l("It must be looked into")),
            )
        ),
    )
    note = TextAreaField(_l("What you found"), [Length(max=1_000)])
