"""The forms that call meetings: one, a series, another time."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from sagsflow.core.calendar import COPENHAGEN
from sagsflow.meetings.models import MeetingKind
from sagsflow.meetings.service.agenda import MAX_QUESTION
from sagsflow.meetings.service.calling import MAX_PLACE, MeetingPlan
from sagsflow.meetings.service.changing import When
from sagsflow.meetings.service.series import MAX_NAME, MOST_WEEKS, Rhythm
from sagsflow.meetings.words import KINDS, MISTAKES
from sagsflow.web.forms import DanishDate, Form, line, offered, required, text, text_of
from sagsflow.web.wall_time import WallTime


def moment(day: date, clock: time) -> datetime:
    """The wall clock in Copenhagen as a moment."""
    return datetime.combine(day, clock, COPENHAGEN).astimezone(UTC)


class MeetingForm(Form):
    """Calls a meeting."""

    kind = RadioField(
        _l("What kind of meeting?"),
        [required()],
        choices=offered(KINDS.items()),
        default=MeetingKind.GROUP.value,
    )
    unit = SelectField(_l("Who calls it?"), [required()], coerce=int)
    day = DanishDate(_l("Date"), [required()])
    starts = WallTime(_l("From"), [required()], description=_l("For example 13.00"))
    ends = WallTime(_l("To"), [required()], description=_l("For example 15.00"))
    place = StringField(_l("Place"), [required(), line(MAX_PLACE)])
    chair = SelectField(_l("Chair"), [required()], coerce=int)
    minute_taker = SelectField(
        _l("Minute-taker"),
        [required()],
        coerce=int,
        description=_l("Whoever takes the minutes does not approve them: choose another than the chair."),
    )
    submit_by = DanishDate(
        _l("Last day for items"),
        [Optional()],
        description=_l("What is put on later is marked as late."),
    )
    units = SelectMultipleField(
        _l("Who takes part?"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Each sees only what the resident has agreed to share with them."),
    )

    def plan(self, homes: Callable[[int], Collection[int]]) -> MeetingPlan:
        """What was typed; `homes` tells the units of a person, for chair and minute-taker take part themselves."""
        assert self.day.date
        assert self.starts.time
        assert self.ends.time
        chair, minute_taker = self.chair.data, self.minute_taker.data
        chosen = set(self.units.data or ())
        for somebody in (chair, minute_taker):
            own = set(homes(somebody))
            if chosen.isdisjoint(own):
                chosen.add(min(own, default=self.unit.data))
        return MeetingPlan(
            kind=MeetingKind(self.kind.data),
            unit_id=self.unit.data,
            starts_at=moment(self.day.date, self.starts.time),
            ends_at=moment(self.day.date, self.ends.time),
            place=text_of(self.place),
            chair_id=chair,
            minute_taker_id=minute_taker,
            unit_ids=chosen,
            submit_by=self.submit_by.date,
        )


class SeriesForm(MeetingForm):
    """Begins a series; what a single meeting is asked is asked of the first one."""

    name = StringField(_l("Name of the series"), [required(), line(MAX_NAME)])
    every_weeks = IntegerField(
        _l("How many weeks between meetings?"),
        [required(), NumberRange(1, MOST_WEEKS, message=MISTAKES["not-so-often"])],
        default=2,
    )
    days_before = IntegerField(
        _l("How many days before the meeting must items be in?"),
        [Optional(), NumberRange(0, MOST_WEEKS, message=MISTAKES["not-so-early"])],
    )
    standing = TextAreaField(
        _l("Matters on every agenda"),
        [Optional(), text(MAX_QUESTION)],
        description=_l("One on each line. No names and no case numbers: everybody at the meeting reads it."),
    )

    def rhythm(self, homes: Callable[[int], Collection[int]]) -> Rhythm:
        return Rhythm(
            name=text_of(self.name),
            first=self.plan(homes),
            every_weeks=self.every_weeks.data or 0,
            standing=text_of(self.standing).splitlines(),
            days_before=self.days_before.data,
        )


class SeriesDaysForm(Form):
    """Calls the next meetings of a series."""

    days = SelectMultipleField(
        _l("Which days?"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


class WhenForm(Form):
    """Moves a meeting."""

    day = DanishDate(_l("Date"), [required()])
    starts = WallTime(_l("From"), [required()], description=_l("For example 13.00"))
    ends = WallTime(_l("To"), [required()], description=_l("For example 15.00"))
    place = StringField(_l("Place"), [required(), line(MAX_PLACE)])
    version = HiddenField()

    def when(self) -> When:
        assert self.day.date
        assert self.starts.time
        assert self.ends.time
        starts, ends = moment(self.day.date, self.starts.time), moment(self.day.date, self.ends.time)
        return When(starts, ends, text_of(self.place))


class CancelForm(Form):
    """Cancels a meeting."""

    version = HiddenField()
