"""The forms of meetings: calling one, an item, a decision, and what else happens to an item."""

import re
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time
from typing import Any

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
from wtforms.validators import NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from sagsflow.core.calendar import COPENHAGEN
from sagsflow.engine.snapshot import Reason
from sagsflow.meetings.models import MeetingKind
from sagsflow.meetings.paper import MeetingPaper
from sagsflow.meetings.service.agenda import MAX_MINUTES, MAX_QUESTION, MAX_TITLE, Matter
from sagsflow.meetings.service.calling import MAX_PLACE, MeetingPlan
from sagsflow.meetings.service.changing import When
from sagsflow.meetings.service.deciding import MAX_TEXT, Ruling
from sagsflow.meetings.words import DECISIONS, KINDS, MISTAKES, mistake
from sagsflow.web.forms import DanishDate, Form, line, offered, required, text, text_of

CLOCK = re.compile(r"^\s*(\d{1,2})(?:[.:](\d{2}))?\s*$")
WRITTEN_IN = {
    "decision_text": "text",
    "reason": "text",
    "responsible_party": "responsible",
    "due_date": "due_on",
    "key_worker": "key_worker",
}


class WallTime(StringField):
    """A time of day typed as 13.00 or 13:00; `.time` is the time or None."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.time: time | None = None

    def pre_validate(self, form: Any) -> None:
        typed = (self.data or "").strip()
        self.time = parse_time(typed)
        if typed and self.time is None:
            raise ValidationError(_l("Write the time as hours and minutes, for example 13.00."))


def parse_time(typed: str) -> time | None:
    """None when it is not a time of day."""
    match = CLOCK.match(typed)
    hour, minute = (int(part or 0) for part in match.groups()) if match else (24, 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


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
    minute_taker = SelectField(_l("Minute-taker"), [required()], coerce=int)
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
        )


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


class DecisionForm(Form):
    """What the meeting decided on one item. A general matter has no catalogue and no key worker."""

    code = RadioField(_l("Decision"), [required()], choices=[])
    text = TextAreaField(
        _l("What was decided, and why?"),
        [required(), text(MAX_TEXT)],
        description=_l("It is a decision about working together, not a ruling."),
    )
    responsible = SelectField(_l("Responsible"), [Optional()], choices=[])
    due_on = DanishDate(_l("By when?"), [Optional()])
    key_worker = SelectField(_l("Key worker"), [Optional()], choices=[])
    version = HiddenField()

    def offer(
        self, codes: Collection[str], units: Collection[tuple[int, str]], people: Collection[tuple[int, str]]
    ) -> None:
        """What can be chosen; without a catalogue the question is not asked."""
        self.code.choices = offered((code, DECISIONS[code]) for code in codes)
        none = ("", _l("Nobody"))
        self.responsible.choices = offered([none, *((str(key), name) for key, name in units)])
        self.key_worker.choices = offered([none, *((str(key), name) for key, name in people)])
        if not codes:
            del self.code
            del self.key_worker

    def ruling(self) -> Ruling:
        key_worker = text_of(self.key_worker) if "key_worker" in self else ""
        return Ruling(
            code=text_of(self.code) if "code" in self else "",
            text=text_of(self.text),
            responsible_unit_id=int(self.responsible.data) if self.responsible.data else None,
            due_on=self.due_on.date,
            key_worker_id=int(key_worker) if key_worker else None,
        )

    def put_beside_fields(self, reasons: Collection[Reason]) -> list[Reason]:
        """Puts what the form itself can mend beside its fields; gives back the other reasons."""
        others = []
        for reason in reasons:
            name = WRITTEN_IN.get(str(reason.params.get("field")), "")
            if name in self:
                code = "missing" if reason.code == "field_missing" else "not-right"
                self[name].errors = [*self[name].errors, mistake(code)]
            else:
                others.append(reason)
        return others


class RewordForm(Form):
    """Mends the wording of a decision in minutes that are a draft."""

    text = TextAreaField(_l("Wording of the decision"), [required(), text(MAX_TEXT)])
    version = HiddenField()


class AdditionForm(Form):
    """Adds to locked minutes."""

    item = SelectField(_l("About which item?"), [Optional()], choices=[])
    text = TextAreaField(
        _l("What is to be added or corrected?"),
        [required(), text(MAX_TEXT)],
        description=_l("The minutes themselves stay as they are; this stands beside them."),
    )

    def offer(self, paper: MeetingPaper) -> None:
        """The items that this reader sees, and the meeting as a whole."""
        items = [
            (str(line.id), f"{line.number}. {line.ref or line.title}")
            for line in paper.items
            if not line.masked
        ]
        self.item.choices = offered([("", _l("The meeting as a whole")), *items])


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
