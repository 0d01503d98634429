"""What a browser may send about a referral beside the steps of its pathway."""

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

from sagsflow.referrals.service import ACCEPT, DECLINE, Handover
from sagsflow.referrals.service.changing import LONGEST_REASON, Correction
from sagsflow.referrals.service.linking import LONGEST_NAME
from sagsflow.referrals.service.pausing import LONGEST
from sagsflow.referrals.service.sending import LONGEST as LONGEST_NOTE
from sagsflow.referrals.service.transferring import LONGEST_NOTE as LONGEST_TRANSFER
from sagsflow.web.forms import DanishDate, Form, line, number_of, offered, required, text, text_of


class PressForm(Form):
    """One press; `version` is that of the referral as the page showed it."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        return number_of(self.version)


class SendForm(Form):
    """`receivers` are offered by the route: the units that the resident has agreed to share with."""

    receivers = SelectMultipleField(
        _l("Who is to receive?"),
        [required()],
        coerce=int,
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

    def handover(self) -> Handover:
        return Handover(frozenset(self.receivers.data or ()), text_of(self.note))


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
