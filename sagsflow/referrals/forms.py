"""What a browser may send about a referral beside the steps of its pathway."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from sagsflow.referrals.running import Way
from sagsflow.referrals.service import ACCEPT, DECLINE, Handover
from sagsflow.referrals.service.changing import LONGEST_REASON, Correction
from sagsflow.referrals.service.linking import LONGEST_NAME
from sagsflow.referrals.service.moving import NewMove
from sagsflow.referrals.service.pausing import LONGEST
from sagsflow.referrals.service.sending import LONGEST as LONGEST_NOTE
from sagsflow.referrals.service.transferring import LONGEST_NOTE as LONGEST_TRANSFER
from sagsflow.web.forms import DanishDate, Form, line, number_in, number_of, offered, required, text, text_of

Choices = Sequence[tuple[str, str]]


class PressForm(Form):
    """One press; `version` is that of the referral as the page showed it."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        return number_of(self.version)


class SendForm(Form):
    """`receivers` are offered by the route: the units that the resident has agreed to share with, and the offers of
    those that have some, as `unit` or `unit-offer`."""

    receivers = SelectMultipleField(
        _l("Who is to receive?"),
        [required()],
        coerce=str,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Each of them gets a referral of their own. They do not see one another."),
    )
    note = TextAreaField(
        _l("What do the receivers need to know?"),
        [required(), text(LONGEST_NOTE)],
        description=_l("Write only what the receiver needs. The text is sent with the referral."),
    )
    draft = SubmitField(_l("Keep as a draft"))

    def validate_receivers(self, field: Field) -> None:
        units = [unit for unit, _offer in self._pairs()]
        if len(set(units)) < len(units):
            raise ValidationError(str(_l("Choose one offer of each receiver.")))

    def handover(self) -> Handover:
        offers = {unit: offer for unit, offer in self._pairs() if offer}
        return Handover(frozenset(unit for unit, _offer in self._pairs()), text_of(self.note), offers)

    def _pairs(self) -> Sequence[tuple[int, int]]:
        """Unit and offer (0 for none) of each that was chosen."""
        parts = [value.partition("-") for value in self.receivers.data or ()]
        return [(number_in(unit), number_in(offer)) for unit, _, offer in parts]


class PauseForm(PressForm):
    reason = TextAreaField(
        _l("Why does the clock stand still?"),
        [required(), text(LONGEST)],
        description=_l("For example: the receiver is closed for the summer. Both sides can read it."),
    )


class ChangeForm(PressForm):
    note = TextAreaField(_l("What does the receiver need to know?"), [required(), text(LONGEST_NOTE)])
    reason = TextAreaField(
        _l("Why is it changed?"),
        [required(), text(LONGEST_REASON)],
        description=_l("The receiver can read it, and what was sent before."),
    )

    def correction(self) -> Correction:
        return Correction(text_of(self.note), text_of(self.reason))


class TransferForm(PressForm):
    """`receiver` is offered by the route: the units that the resident has agreed to share with."""

    receiver = SelectField(_l("Who is to receive instead?"), [required()], coerce=int)
    note = TextAreaField(
        _l("Why is it moved?"),
        [required(), text(LONGEST_TRANSFER)],
        description=_l("The new receiver can read it, beside the text of the referral."),
    )


def way_between(one: str, other: str) -> Way:
    """From `unit` or `unit-offer` to a unit."""
    unit, _, offer = one.partition("-")
    return Way(number_in(unit), number_in(offer) or None, number_in(other))


class BetweenForm(Form):
    """From which receiver to which; asked for in the address, so that it can be looked at before anything is moved."""

    class Meta(Form.Meta):
        """Nothing is changed by it."""

        csrf = False

    among: tuple[set[str], set[str]] = (set(), set())
    from_unit = SelectField(_l("From which receiver?"), [required()], coerce=str)
    to_unit = SelectField(_l("To which receiver?"), [required()], coerce=str)

    def offer(self, senders: Choices, receivers: Choices) -> None:
        nobody = ("", _l("Choose"))
        self.from_unit.choices = offered([nobody, *senders])
        self.to_unit.choices = offered([nobody, *receivers])
        self.among = ({key for key, _name in senders}, {key for key, _name in receivers})

    @property
    def chosen(self) -> Way | None:
        """None while it is not, or not rightly, answered."""
        one, other = text_of(self.from_unit), text_of(self.to_unit)
        senders, receivers = self.among
        way = way_between(one, other)
        return way if one in senders and other in receivers and way.from_unit_id != way.to_unit_id else None


class MoveAllForm(Form):
    """The order itself."""

    from_unit = HiddenField()
    to_unit = HiddenField()
    note = TextAreaField(
        _l("Why are they moved?"),
        [required(), text(LONGEST_TRANSFER)],
        description=_l(
            "The note stands on each referral. The new receiver can read it: write nothing about a resident."
        ),
    )

    def order(self) -> NewMove:
        return NewMove(way_between(text_of(self.from_unit), text_of(self.to_unit)), text_of(self.note))


class OwnNoteForm(Form):
    text = TextAreaField(
        _l("Your own note"),
        [required(), text(LONGEST_NOTE)],
        description=_l("Only your own unit can read it."),
    )


class LinkForm(Form):
    person = StringField(
        _l("Who is to answer?"),
        [required(), line(LONGEST_NAME)],
        description=_l(
            "The name of the person you talk to. What happens through the link is written down as hers."
        ),
    )


class CodeForm(Form):
    """What a named person without an account types at the door."""

    link = HiddenField()
    code = StringField(
        _l("The code you were told by telephone"),
        [required(), line(20)],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )

    def say_wrong(self) -> None:
        self.code.errors = [*self.code.errors, str(_l("The code is not right."))]


class LinkAnswerForm(Form):
    """Yes or no; a no says why."""

    link = HiddenField()
    sitting = HiddenField()
    yes_or_no = RadioField(
        _l("Your answer"),
        [required()],
        choices=offered([(ACCEPT, _l("Yes, we receive")), (DECLINE, _l("No, we cannot receive"))]),
    )
    first_meeting_date = DanishDate(_l("Date of the first meeting"), [Optional()])
    decline_reason = SelectField(_l("If no: why?"))
    decline_note = TextAreaField(_l("Say more if it helps the next one"), [Optional(), text(LONGEST_REASON)])

    def validate_decline_reason(self, field: Field) -> None:
        if self.yes_or_no.data == DECLINE and not field.data:
            raise ValidationError(str(_l("Choose a reason.")))

    def answer(self) -> tuple[str, dict[str, object]]:
        """The step, and what its form would hold."""
        if self.yes_or_no.data == ACCEPT:
            return ACCEPT, {"first_meeting_date": self.first_meeting_date.date}
        said = {"decline_reason": self.decline_reason.data, "decline_note": text_of(self.decline_note)}
        return DECLINE, said
