"""What the log is narrowed to; every choice stands in the address, and no name of a resident can."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from sagsflow.review.queries import Wanted
from sagsflow.web.forms import DanishDate, Form, text_of

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
