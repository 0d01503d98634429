"""The forms of the register of requests and of the review of an answer."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional

from sagsflow.privacy import words
from sagsflow.privacy.models import Channel, RequestKind, WhyWithheld
from sagsflow.privacy.service.answering import Verdict
from sagsflow.privacy.service.register import MAX_REASON, MAX_WORDS, NewRequest
from sagsflow.web.forms import DanishDate, Form, line, offered, required, text, text_of

HAND_OUT, WITHHOLD = "hand_out", "withhold"


class Versioned(Form):
    """Carries the version of the request that the page was shown with."""

    version = HiddenField()


class NewRequestForm(Form):
    """What the resident asks for."""

    kind = RadioField(
        _l("What does the resident ask for?"),
        [required()],
        choices=offered((kind.value, words.REQUESTS[kind.value]) for kind in RequestKind),
        default=RequestKind.ACCESS.value,
    )
    received_on = DanishDate(
        _l("When did the request come?"), [required()], description=_l("The month runs from this day.")
    )
    channel = RadioField(
        _l("How did it come?"),
        [required()],
        choices=offered((channel.value, words.CHANNELS[channel.value]) for channel in Channel),
        default=Channel.IN_PERSON.value,
    )
    words = TextAreaField(
        _l("The request in the resident's words"),
        [Optional(), text(MAX_WORDS)],
        description=_l("For example what is wrong, and what should stand there instead."),
    )

    def request(self) -> NewRequest | None:
        """What was typed; None while there is no day."""
        if self.received_on.date is None:
            return None
        return NewRequest(
            RequestKind(self.kind.data),
            self.received_on.date,
            Channel(self.channel.data),
            text_of(self.words),
        )


class ExtendForm(Versioned):
    """A later day, and why: the resident is told both."""

    to = DanishDate(
        _l("New deadline"), [required()], description=_l("At most three months after the request came.")
    )
    reason = TextAreaField(
        _l("Why?"),
        [required(), text(MAX_REASON)],
        description=_l("Tell the resident before the month is over."),
    )


class ReasonForm(Versioned):
    """How a request was met, or why it was declined."""

    reason = TextAreaField(_l("Reason"), [required(), text(MAX_REASON)])


class GatherForm(Versioned):
    """One press."""


class PassageForm(Versioned):
    """What becomes of one passage."""

    verdict = RadioField(
        _l("What becomes of the passage?"),
        [required()],
        choices=offered([(HAND_OUT, _l("Hand it out")), (WITHHOLD, _l("Leave it out"))]),
    )
    reason = RadioField(
        _l("Why is it left out?"),
        [Optional()],
        choices=offered((why.value, words.WHY[why.value]) for why in WhyWithheld),
    )

    def answer(self) -> Verdict:
        reason = WhyWithheld(self.reason.data) if self.reason.data else None
        return Verdict(self.verdict.data == HAND_OUT, reason)


class HandOutForm(Versioned):
    """Who gets the answer."""

    recipient = StringField(
        _l("Who gets the answer?"),
        [required(), line()],
        description=_l("For example the resident herself, in person, or by Digital Post."),
    )
    staff_named = BooleanField(
        _l("Name the employees who have opened the case"),
        description=_l("Otherwise only role and organisation are told. Weigh it for each request."),
    )


class WhyForm(Form):
    """A reason, for holding a case back or rejecting an erasure."""

    reason = TextAreaField(_l("Reason"), [required(), text(MAX_REASON)])


class PressForm(Form):
    """One press on a closed case."""
