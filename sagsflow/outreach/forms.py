"""What a browser may send to the contact log: few fields, for a phone in a stairwell."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.validators import NumberRange, Optional

from sagsflow.access.topics import Topic
from sagsflow.consents.words import TOPICS
from sagsflow.organisations.models import Area
from sagsflow.outreach.models import Activity, ContactKind, ContactOutcome, MovedBy
from sagsflow.outreach.service import LONGEST_PLACE, LONGEST_REASON, MOST_PEOPLE, Appointment, Met
from sagsflow.outreach.words import ACTIVITIES, KINDS, MOVERS, OUTCOMES
from sagsflow.web.forms import DanishDate, Form, line, number_in, offered, required, text_of

NOTHING = ""


def _count(label: str) -> IntegerField:
    bound = NumberRange(0, MOST_PEOPLE, message=_l("Write whole numbers from 0 to 500."))
    return IntegerField(label, [Optional(), bound], render_kw={"inputmode": "numeric"})


class MetForm(Form):
    """Whom one met. There is no field for a name, and none for what somebody said."""

    activity = RadioField(_l("What were you out for?"), [required()], choices=offered(ACTIVITIES.items()))
    place = StringField(
        _l("Where?"),
        [required(), line(LONGEST_PLACE)],
        description=_l("A street, a yard or a room. No names."),
    )
    happened_on = DanishDate(_l("When?"), [required()])
    adults = _count(_l("Adults"))
    young = _count(_l("Young people, 13 to 25"))
    children = _count(_l("Children"))
    topic = SelectField(_l("What was it mostly about?"))
    area_id = SelectField(_l("Area"))

    def offer(self, areas: Sequence[Area]) -> None:
        self.topic.choices = offered([(NOTHING, _l("Nothing in particular")), *TOPICS.items()])
        self.area_id.choices = offered(
            [(NOTHING, _l("Not said")), *((str(one.id), one.name) for one in areas)]
        )

    @property
    def met(self) -> Met | None:
        """None when the day cannot be read, which the form has said."""
        if self.happened_on.date is None:
            return None
        return Met(
            happened_on=self.happened_on.date,
            place=text_of(self.place),
            activity=Activity(self.activity.data),
            topic=Topic(self.topic.data) if self.topic.data else None,
            area_id=number_in(self.area_id.data) or None,
            adults=self.adults.data or 0,
            young=self.young.data or 0,
            children=self.children.data or 0,
        )


class AppointmentForm(Form):
    """What became of an appointment."""

    kind = RadioField(_l("What was agreed?"), [required()], choices=offered(KINDS.items()))
    on_day = DanishDate(_l("On which day?"), [required()])
    outcome = RadioField(_l("What became of it?"), [required()], choices=offered(OUTCOMES.items()))
    reason = StringField(
        _l("Why was it not held?"),
        [line(LONGEST_REASON)],
        description=_l("Only if it was not held. Write only what a colleague needs."),
    )
    moved_by = RadioField(
        _l("If it was moved: by whom?"), [Optional()], choices=offered(MOVERS.items()), default=None
    )
    moved_to = DanishDate(_l("If it was moved: to which day?"), [Optional()])

    @property
    def appointment(self) -> Appointment | None:
        """None when the day cannot be read, which the form has said."""
        if self.on_day.date is None:
            return None
        return Appointment(
            on_day=self.on_day.date,
            kind=ContactKind(self.kind.data),
            outcome=ContactOutcome(self.outcome.data),
            reason=text_of(self.reason),
            moved_by=MovedBy(self.moved_by.data) if self.moved_by.data else None,
            moved_to=self.moved_to.date,
        )
