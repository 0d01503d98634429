"""What is typed about the plan: its goals, milestones and money."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from sagsflow.board.models import MilestoneStatus, Purse
from sagsflow.board.service.goals import MAX_TEXT, MAX_TITLE, GoalText
from sagsflow.board.words import PURSES, STATUSES
from sagsflow.overview.forms import FiguresForm
from sagsflow.web.forms import DanishDate, Form, line, offered, required, text_of
from sagsflow.web.forms import text as at_most

KRONER = re.compile(r"^\d{1,3}(?:[. \N{NO-BREAK SPACE}]?\d{3}){0,5}$", re.ASCII)


class StatusForm(FiguresForm):
    """Which plan and which quarter."""

    quarter = SelectField(_l("Quarter"))


class KronerField(StringField):
    """Whole kroner, with or without dots between thousands; `.amount` is the number or None."""

    amount: int | None = None

    def pre_validate(self, form: Any) -> None:
        typed = (self.data or "").strip()
        self.amount = None
        if typed and not KRONER.match(typed):
            raise ValidationError(_l("Write whole kroner, for example 7.200.000."))
        if typed:
            self.amount = int(re.sub(r"\D", "", typed))


class GoalForm(Form):
    """A goal of the plan."""

    sub_agreement = SelectField(_l("Sub-agreement"), [required()], coerce=int)
    text = TextAreaField(_l("What does the plan want to reach?"), [required(), at_most(MAX_TEXT)])
    measured_by = TextAreaField(_l("How is it measured?"), [required(), at_most(MAX_TEXT)])
    organisation = SelectField(_l("Who answers for it?"), [required()], coerce=int)
    version = HiddenField()

    @property
    def said(self) -> GoalText:
        return GoalText(
            self.sub_agreement.data, text_of(self.text), text_of(self.measured_by), self.organisation.data
        )


class MilestoneForm(Form):
    """A step towards a goal."""

    title = StringField(_l("What is to be reached?"), [required(), line(MAX_TITLE)])
    due_on = DanishDate(_l("By when?"), [required()])


class ReportForm(Form):
    """Where a milestone stands."""

    standing = RadioField(_l("How far is it?"), [required()], choices=offered(STATUSES.items()))
    on_day = DanishDate(_l("On which day was it so?"), [required()])
    due_on = DanishDate(_l("By when is it to be reached?"), [required()])
    note = TextAreaField(_l("What is there to say about it?"), [Optional(), at_most(MAX_TEXT)])
    seen = HiddenField()

    @property
    def reached(self) -> MilestoneStatus:
        return MilestoneStatus(self.standing.data)


class MoneyForm(Form):
    """What each gives to the whole plan, or what was used in a quarter."""

    fund = KronerField(PURSES[Purse.FUND], [Optional()], render_kw={"inputmode": "numeric"})
    municipality = KronerField(PURSES[Purse.MUNICIPALITY], [Optional()], render_kw={"inputmode": "numeric"})
    seen = HiddenField()
    housing = KronerField(PURSES[Purse.HOUSING], [Optional()], render_kw={"inputmode": "numeric"})

    @property
    def amounts(self) -> Mapping[Purse, int]:
        fields = {purse: self[purse.value] for purse in Purse}
        return {purse: field.amount for purse, field in fields.items() if field.amount is not None}


class CloseForm(Form):
    """One press."""
