"""What a browser may send about offers."""

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from sagsflow.directory.models import Capacity, Offer
from sagsflow.directory.queries import Filter
from sagsflow.directory.service import LONGEST_WAIT, OLDEST, Content, Room
from sagsflow.directory.words import CAPACITY
from sagsflow.organisations.models import Area, SubAgreement, Unit
from sagsflow.web.forms import DanishDate, Form, line, number_in, offered, required, text, text_of

NOT_SAID = "0"


def _age(label: str) -> IntegerField:
    bound = NumberRange(0, OLDEST, message=_l("Write an age from 0 to 120."))
    return IntegerField(label, [Optional(), bound])


def _weeks() -> IntegerField:
    bound = NumberRange(0, LONGEST_WAIT, message=_l("Write a number of weeks from 0 to 520."))
    hint = _l("In whole weeks, as things stand today.")
    return IntegerField(_l("How long does one wait?"), [Optional(), bound], description=hint)


class RoomForm(Form):
    """What the receiver says: two presses."""

    capacity = RadioField(_l("Is there room?"), [required()], choices=offered(CAPACITY.items()))
    waiting_weeks = _weeks()

    @property
    def room(self) -> Room:
        return Room(Capacity(self.capacity.data), self.waiting_weeks.data)

    def show(self, offer: Offer) -> None:
        self.capacity.data, self.waiting_weeks.data = offer.capacity.value, offer.waiting_weeks


class OfferForm(Form):
    """An offer as its unit tells of it."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    name = StringField(_l("Name of the offer"), [required(), line()])
    description = TextAreaField(_l("What happens there?"), [text(4000)])
    target_group = StringField(_l("Whom is it for?"), [line(400)])
    sub_agreement_id = SelectField(_l("Sub-agreement"))
    areas = SelectMultipleField(
        _l("In which areas?"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        description=_l("Choose none if it is open to everybody."),
    )
    age_from = _age(_l("From which age?"))
    age_to = _age(_l("Up to which age?"))
    languages = StringField(
        _l("Which languages are spoken?"), [line(400)], description=_l("With commas between.")
    )
    contact = StringField(_l("Who answers questions?"), [line()])
    phone = StringField(_l("Phone"), [line(40)])
    email = StringField(_l("E-mail"), [line(254)])
    valid_from = DanishDate(_l("First day"), [Optional()])
    valid_to = DanishDate(_l("Last day"), [Optional()])

    def offer_choices(
        self, sub_agreements: Sequence[SubAgreement], areas: Sequence[Area], language: str
    ) -> None:
        named = ((str(row.id), row.name_en if language == "en" else row.name_da) for row in sub_agreements)
        self.sub_agreement_id.choices = offered([(NOT_SAID, _l("Not said")), *named])
        self.areas.choices = offered((str(area.id), area.name) for area in areas)

    @property
    def content(self) -> Content:
        return Content(
            name=text_of(self.name),
            description=text_of(self.description),
            target_group=text_of(self.target_group),
            sub_agreement_id=number_in(self.sub_agreement_id.data) or None,
            area_ids=frozenset(number_in(one) for one in self.areas.data or ()),
            age_from=self.age_from.data,
            age_to=self.age_to.data,
            languages=text_of(self.languages),
            contact=text_of(self.contact),
            phone=text_of(self.phone),
            email=text_of(self.email),
            valid_from=self.valid_from.date,
            valid_to=self.valid_to.date,
        )

    def show(self, offer: Offer) -> None:
        """Fills the form with an offer that is there."""
        self.process(obj=offer)
        self.sub_agreement_id.data = str(offer.sub_agreement_id or NOT_SAID)
        self.areas.data = [str(area.id) for area in offer.areas]


class NewOfferForm(OfferForm):
    """A new one also says whose it is and whether it has room."""

    unit_id = SelectField(_l("Whose offer is it?"), [required()], coerce=int)
    capacity = RadioField(
        _l("Is there room?"), [required()], choices=offered(CAPACITY.items()), default=Capacity.OPEN.value
    )
    waiting_weeks = _weeks()

    def offer_units(self, units: Iterable[Unit]) -> None:
        self.unit_id.choices = offered((unit.id, unit.name) for unit in units)

    @property
    def room(self) -> Room:
        return Room(Capacity(self.capacity.data), self.waiting_weeks.data)


class FilterForm(Form):
    """What somebody looks for; in the address, so that it can be sent to a colleague."""

    class Meta(Form.Meta):
        """A question changes nothing."""

        csrf = False

    q = StringField(_l("Look for"))
    sub_agreement = SelectField(_l("Sub-agreement"))
    area = SelectField(_l("Area"))
    age = StringField(_l("Age"))
    room = BooleanField(_l("Only with room"))
    ended = BooleanField(_l("Those that have ended"))

    def offer_choices(
        self, sub_agreements: Sequence[SubAgreement], areas: Sequence[Area], language: str
    ) -> None:
        named = ((str(row.id), row.name_en if language == "en" else row.name_da) for row in sub_agreements)
        self.sub_agreement.choices = offered([("", _l("All")), *named])
        self.area.choices = offered([("", _l("All")), *((str(area.id), area.name) for area in areas)])

    @property
    def wanted(self) -> Filter:
        """What cannot be understood is left open."""
        age = text_of(self.age)
        return Filter(
            text=text_of(self.q),
            sub_agreement_id=number_in(self.sub_agreement.data) or None,
            area_id=number_in(self.area.data) or None,
            age=number_in(age) if age.isdigit() else None,
            with_room=bool(self.room.data),
            ended=bool(self.ended.data),
        )


class PressForm(Form):
    """One press."""


class UploadForm(Form):
    """A list in a file."""

    file = FileField(
        _l("The list"),
        [required()],
        description=_l("CSV or XLSX with a heading in the first row, or a zip of Open Referral HSDS tables."),
    )
    unit_id = SelectField(
        _l("Whose offers are they?"),
        [required()],
        coerce=int,
        description=_l("For rows that do not name a unit themselves."),
    )

    def offer_units(self, units: Iterable[Unit]) -> None:
        self.unit_id.choices = offered((unit.id, unit.name) for unit in units)
