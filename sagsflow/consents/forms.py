"""The form in which a resident's consent is written down."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from sagsflow.access.topics import Topic
from sagsflow.consents import words
from sagsflow.consents.models import ConsentForm, GiverKind
from sagsflow.consents.service import MAX_PURPOSE, NewConsent
from sagsflow.organisations.models import Unit
from sagsflow.web.forms import DanishDate, Form, line, offered, required, text, text_of


class NewConsentForm(Form):
    """Who may know what, for what, and until when."""

    unit = SelectField(_l("Who may know?"), [required()])
    topics = SelectMultipleField(
        _l("About what?"),
        [Optional()],
        choices=offered(
            (topic.value, words.TOPICS[topic.value]) for topic in Topic if topic is not Topic.CORE
        ),
        description=_l("Who the resident is, the pathway and where it stands always belong to it."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    sensitive = BooleanField(
        _l("Sensitive matters too"),
        description=_l("Notes marked as sensitive are shared only when the resident has said yes to it."),
    )
    purpose = TextAreaField(
        _l("What is it for?"),
        [required(), text(MAX_PURPOSE)],
        description=_l("As you explained it to the resident."),
    )
    giver = RadioField(
        _l("Who said yes?"),
        [required()],
        choices=offered((kind.value, words.GIVERS[kind.value]) for kind in GiverKind),
        default=GiverKind.RESIDENT.value,
    )
    giver_name = StringField(
        _l("Name"), [Optional(), line()], description=_l("When it was somebody other than the resident.")
    )
    way = RadioField(
        _l("How?"),
        [required()],
        choices=offered((form.value, words.FORMS[form.value]) for form in ConsentForm),
        default=ConsentForm.WRITTEN.value,
    )
    witness = StringField(_l("Witness"), [Optional(), line()], description=_l("Who heard an oral consent."))
    given_on = DanishDate(_l("When was it given?"), [required()])
    expires_on = DanishDate(
        _l("Until when does it hold?"),
        [Optional()],
        description=_l("The resident can withdraw it at any time before."),
    )

    def offer(self, units: Sequence[Unit]) -> None:
        """Nobody is chosen beforehand: it is the resident's choice."""
        named = ((str(unit.id), f"{unit.name} – {unit.organisation.name}") for unit in units)
        self.unit.choices = offered([("", _l("Choose")), *named])

    def consent(self) -> NewConsent | None:
        """What was typed; None while there is no day."""
        if self.given_on.date is None:
            return None
        return NewConsent(
            receiving_unit_id=int(text_of(self.unit)),
            topics=frozenset(Topic(code) for code in self.topics.data or ()),
            purpose=text_of(self.purpose),
            given_on=self.given_on.date,
            expires_on=self.expires_on.date,
            sensitive=bool(self.sensitive.data),
            form=ConsentForm(self.way.data),
            witness=text_of(self.witness) or None,
            giver_kind=GiverKind(self.giver.data),
            giver_name=text_of(self.giver_name) or None,
        )


class WithdrawForm(Form):
    """One press; no reason is asked."""
