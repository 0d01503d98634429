"""The forms that plan an activity, a row of them, or propose one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from sagsflow.activities.models import Activity, ActivityKind
from sagsflow.activities.service import (
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_PEOPLE,
    Content,
    Rhythm,
)
from sagsflow.activities.service.rhythm import Every
from sagsflow.activities.words import EVERY, KINDS, MISTAKES
from sagsflow.core.calendar import COPENHAGEN
from sagsflow.web.filters import as_time
from sagsflow.web.forms import DanishDate, Form, line, number_in, offered, required, text, text_of
from sagsflow.web.wall_time import WallTime

Named = Sequence[tuple[str, str]]
NOBODY = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, as pairs of ids and names."""

    plans: Named
    sub_agreements: Named
    areas: Named
    units: Named
    people: Named
    partners: Named


def _ticks(label: str, hint: str) -> SelectMultipleField:
    return SelectMultipleField(
        label, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), description=hint
    )


class ProposalForm(Form):
    """What a tenant board proposes."""

    title = StringField(_l("What is it called?"), [required(), line(LONGEST_TITLE)])
    kind = RadioField(_l("What sort of activity?"), [required()], choices=offered(KINDS.items()))
    description = TextAreaField(
        _l("What happens, and for whom?"),
        [text(LONGEST_TEXT)],
        description=_l("For everybody to read. No names of residents."),
    )
    place = StringField(_l("Where?"), [required(), line(LONGEST_TITLE)])
    areas = _ticks(_l("In which areas?"), _l("Choose none if it is for all areas."))
    day = DanishDate(_l("On which day?"), [required()])
    starts = WallTime(_l("From"), [required()], description=_l("For example 13.00"))
    ends = WallTime(_l("To"), [required()], description=_l("For example 15.00"))

    def offer(self, choices: Choices) -> None:
        self.areas.choices = offered(choices.areas)

    def content(self, plan_id: int, unit_id: int) -> Content:
        day, starts, ends = self.day.date, self.starts.time, self.ends.time
        assert day is not None
        assert starts is not None
        assert ends is not None
        return Content(
            title=text_of(self.title),
            kind=ActivityKind(self.kind.data),
            place=text_of(self.place),
            description=text_of(self.description),
            starts_at=_moment(day, starts),
            ends_at=_moment(day, ends),
            plan_id=plan_id,
            sub_agreement_id=None,
            unit_id=unit_id,
            area_ids=frozenset(number_in(one) for one in self.areas.data or ()),
        )


class ActivityForm(ProposalForm):
    """An activity as those who hold it plan it."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    sub_agreement_id = SelectField(_l("Sub-agreement"), [required()])
    plan_id = SelectField(_l("Plan"), [required()])
    unit_id = SelectField(_l("Which unit is responsible?"), [required()])
    responsible_id = SelectField(_l("Who is responsible?"), [Optional()])
    partners = _ticks(_l("Who else takes part?"), _l("Tenant boards, associations, schools and others."))
    other_partners = StringField(
        _l("Others who take part"),
        [line(LONGEST_LINE)],
        description=_l("Associations and shops. No persons."),
    )
    expected = IntegerField(
        _l("How many are expected?"), [Optional(), NumberRange(0, MOST_PEOPLE, message=MISTAKES["count"])]
    )
    comment_by = DanishDate(
        _l("Until when can tenant boards say what they think?"),
        [Optional()],
        description=_l("They are asked when there is a day."),
    )

    def offer(self, choices: Choices) -> None:
        super().offer(choices)
        self.sub_agreement_id.choices = offered([(NOBODY, _l("Choose")), *choices.sub_agreements])
        self.plan_id.choices = offered(choices.plans)
        self.unit_id.choices = offered(choices.units)
        self.responsible_id.choices = offered([(NOBODY, _l("Nobody yet")), *choices.people])
        self.partners.choices = offered(choices.partners)

    @property
    def planned(self) -> Content:
        said = self.content(number_in(self.plan_id.data), number_in(self.unit_id.data))
        return Content(
            **{name: getattr(said, name) for name in _OF_PROPOSALS},
            sub_agreement_id=number_in(self.sub_agreement_id.data) or None,
            responsible_id=number_in(self.responsible_id.data) or None,
            partner_ids=frozenset(number_in(one) for one in self.partners.data or ()),
            other_partners=text_of(self.other_partners),
            expected=self.expected.data,
            comment_by=self.comment_by.date,
        )

    def show(self, row: Activity) -> None:
        """Fills the form with an activity that is there."""
        self.process(obj=row)
        self.kind.data = row.kind.value
        self.areas.data = [str(area.id) for area in row.areas]
        self.partners.data = [str(unit.id) for unit in row.partners]
        self.day.show(row.starts_at.astimezone(COPENHAGEN).date())
        self.starts.data, self.ends.data = as_time(row.starts_at), as_time(row.ends_at)
        self.sub_agreement_id.data = str(row.sub_agreement_id or NOBODY)
        self.plan_id.data = str(row.plan_id)
        self.unit_id.data = str(row.unit_id)
        self.responsible_id.data = str(row.responsible_id or NOBODY)


class NewActivityForm(ActivityForm):
    """A new one may be the first of a row."""

    every = SelectField(
        _l("Does it come again?"), choices=offered([("", _l("No, once only")), *EVERY.items()])
    )
    until = DanishDate(_l("Last day of the row"), [Optional()], description=_l("Only if it comes again."))

    @property
    def rhythm(self) -> Rhythm | None:
        if not self.every.data or self.until.date is None:
            return None
        return Rhythm(Every(self.every.data), self.until.date)

    @property
    def lacks_end(self) -> bool:
        return bool(self.every.data) and self.until.date is None


_OF_PROPOSALS = (
    "title",
    "kind",
    "place",
    "description",
    "starts_at",
    "ends_at",
    "plan_id",
    "unit_id",
    "area_ids",
)


def _moment(day: date, clock: time) -> datetime:
    """The wall clock in Copenhagen as a moment."""
    return datetime.combine(day, clock, COPENHAGEN).astimezone(UTC)
