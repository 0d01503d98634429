"""What the figures can be narrowed to; every choice stands in the URL."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from sagsflow.overview.periods import WHOLE, Period
from sagsflow.web.forms import Form

Choices = Sequence[tuple[str, str]]


class FiguresForm(Form):
    """A GET form: it changes nothing."""

    class Meta(Form.Meta):
        """Nothing to protect."""

        csrf = False

    plan = SelectField(_l("Plan"))
    pathway = SelectField(_l("Pathway"))
    period = SelectField(_l("Period"))
    where = SelectField(_l("Show for"))
    compare = SelectField(_l("Beside"))

    def offer(self, name: str, choices: Choices | Mapping[str, Choices], default: str) -> str:
        """Gives a field its choices and settles its value: what was asked for if it is one of them, else the default."""
        field = self[name]
        field.choices = choices
        groups = choices.values() if isinstance(choices, Mapping) else [choices]
        if field.data not in {value for group in groups for value, _label in group}:
            field.data = default
        chosen: str = field.data
        return chosen


def period_label(period: Period) -> str:
    if period.code == WHOLE:
        return _("The whole plan until now")
    if len(period.quarters) > 1:
        return period.code
    year, number = period.code.split("-")
    return _("%(year)s, quarter %(number)s", year=year, number=number)
