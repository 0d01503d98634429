"""The forms in which consents are written down, changed and withdrawn."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from sagsflow.access.topics import Topic
from sagsflow.consents import words
from sagsflow.consents.ages import Age
from sagsflow.consents.models import ConsentForm, GiverKind, LegalGround, Scope
from sagsflow.consents.queries import ConsentRow
from sagsflow.consents.service import MAX_PURPOSE, Longer, Narrower, NewConsent
from sagsflow.consents.service.basing import MAX_NOTE, MAX_PARAGRAPH, NewBasis
from sagsflow.consents.service.ending import MAX_REASON
from sagsflow.consents.wordings import DANISH, LANGUAGES
from sagsflow.organisations.models import Unit
from sagsflow.web.forms import DanishDate, Form, line, offered, required, text, text_of

BY_AGE = {
    Age.CHILD: (GiverKind.CUSTODY_HOLDER, GiverKind.GUARDIAN),
    Age.YOUNG: (GiverKind.CUSTODY_HOLDER, GiverKind.GUARDIAN, GiverKind.RESIDENT),
    Age.ADULT: (GiverKind.RESIDENT, GiverKind.GUARDIAN),
}
STEP_NAME = r"[a-z][a-z0-9_]*"


class SaidForm(Form):
    """How somebody said yes, and when: the same for a new consent and for a longer one."""

    young_person_on = DanishDate(
        _l("When did the young person say yes?"),
        [Optional()],
        description=_l("From the age of 15 the young person is asked too."),
    )
    way = RadioField(
        _l("How?"),
        [required()],
        choices=offered((form.value, words.FORMS[form.value]) for form in ConsentForm),
        default=ConsentForm.WRITTEN.value,
    )
    witness = StringField(_l("Witness"), [Optional(), line()], description=_l("Who heard an oral consent."))
    given_on = DanishDate(_l("When was it given?"), [required()])
    giver = RadioField(_l("Who said yes?"), [required()])
    giver_name = StringField(
        _l("Name"), [Optional(), line()], description=_l("When it was somebody other than the resident.")
    )
    second_giver = StringField(
        _l("The other custody holder"),
        [Optional(), line()],
        description=_l("Leave it empty when one of them has custody alone."),
    )

    def offer_givers(self, age: Age, *, age_is_known: bool) -> None:
        """Only who may say yes at her age."""
        givers = BY_AGE[age] if age_is_known else tuple(GiverKind)
        young = age is Age.YOUNG
        self.giver.choices = offered(
            (kind.value, words.GIVERS["young_person" if young and kind is GiverKind.RESIDENT else kind.value])
            for kind in givers
        )
        if self.giver.data is None:
            self.giver.data = givers[0].value
        if not young:
            del self.young_person_on
        if GiverKind.CUSTODY_HOLDER not in givers:
            del self.second_giver


class NewConsentForm(SaidForm):
    """Who may know what, for what, and until when. `step` is the step of the case that waits for it."""

    step = HiddenField()
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
    scope = RadioField(
        _l("For how much?"),
        [required()],
        choices=offered((scope.value, words.SCOPES[scope.value]) for scope in Scope),
        default=Scope.STANDING.value,
    )
    occasion = StringField(
        _l("Which occasion?"),
        [Optional(), line()],
        description=_l("For example one meeting. Then say until when, too."),
    )
    language = SelectField(
        _l("In which language was it read?"),
        [required()],
        choices=offered((code, words.WORDING_LANGUAGES[code]) for code in LANGUAGES),
        default=DANISH,
    )
    expires_on = DanishDate(
        _l("Until when does it hold?"),
        [Optional()],
        description=_l("The resident can withdraw it at any time before."),
    )

    def offer(self, units: Sequence[Unit], age: Age, *, age_is_known: bool) -> None:
        """Nobody is chosen beforehand: it is the resident's choice. Only who may say yes at her age is offered."""
        named = ((str(unit.id), f"{unit.name} – {unit.organisation.name}") for unit in units)
        self.unit.choices = offered([("", _l("Choose")), *named])
        self.offer_givers(age, age_is_known=age_is_known)

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
            second_giver=text_of(self.second_giver) or None if "second_giver" in self else None,
            young_person_on=self.young_person_on.date if "young_person_on" in self else None,
            scope=Scope(self.scope.data),
            occasion=text_of(self.occasion) or None,
            wording_language=text_of(self.language),
        )


class LongerForm(SaidForm):
    """A later last day, to which the giver has said yes."""

    version = IntegerField(widget=HiddenInput(), validators=[required()])
    expires_on = DanishDate(_l("Until when does it hold?"), [required()])

    def wish(self) -> Longer | None:
        """What was typed; None while a day is missing."""
        if self.given_on.date is None or self.expires_on.date is None:
            return None
        return Longer(
            expires_on=self.expires_on.date,
            said_on=self.given_on.date,
            version=self.version.data or 0,
            form=ConsentForm(self.way.data),
            witness=text_of(self.witness) or None,
            young_person_on=self.young_person_on.date if "young_person_on" in self else None,
            giver_kind=GiverKind(self.giver.data),
            giver_name=text_of(self.giver_name) or None,
            second_giver=text_of(self.second_giver) or None if "second_giver" in self else None,
        )


class NarrowerForm(Form):
    """What is left of a consent: topics can be taken away, sensitive matters, and days."""

    version = IntegerField(widget=HiddenInput(), validators=[required()])
    topics = SelectMultipleField(
        _l("What may they still know about?"),
        [Optional()],
        description=_l("Who the resident is, the pathway and where it stands always belong to it."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    sensitive = BooleanField(_l("Sensitive matters too"))
    expires_on = DanishDate(_l("Until when does it hold?"), [required()])

    def offer(self, row: ConsentRow) -> None:
        """Only what was agreed; nothing can be added here."""
        self.topics.choices = offered(
            (topic.value, words.TOPICS[topic.value]) for topic in row.topics if topic is not Topic.CORE
        )
        if not row.sensitive:
            del self.sensitive
        if not self.topics.choices:
            del self.topics

    def wish(self) -> Narrower:
        return Narrower(
            topics=frozenset(Topic(code) for code in self.topics.data or ())
            if "topics" in self
            else frozenset(),
            sensitive=bool("sensitive" in self and self.sensitive.data),
            version=self.version.data or 0,
            expires_on=self.expires_on.date,
        )


class YoungForm(Form):
    """The young person has said yes too."""

    version = IntegerField(widget=HiddenInput(), validators=[required()])
    young_person_on = DanishDate(_l("When did the young person say yes?"), [required()])


class WithdrawForm(Form):
    """One press; a reason may be written, and is never asked for."""

    reason = TextAreaField(
        _l("What did the resident say?"),
        [Optional(), text(MAX_REASON)],
        description=_l("Need not be filled in: no reason is needed."),
    )


class BasisForm(Form):
    """A basis in law in the place of consent."""

    step = HiddenField()
    case = StringField(
        _l("Case number"), [required(), line()], description=_l("As the housing team told you.")
    )
    unit = SelectField(_l("For which of your units?"), [required()])
    legal_ground = RadioField(
        _l("Which basis?"),
        [required()],
        choices=offered((one.value, words.LEGAL_GROUNDS[one.value]) for one in LegalGround),
    )
    paragraph = StringField(
        _l("Law and paragraph"),
        [required(), line(MAX_PARAGRAPH)],
        description=_l("For example: § 28 of the act …"),
    )
    note = TextAreaField(
        _l("Why is it necessary here?"),
        [required(), text(MAX_NOTE)],
        description=_l("The housing team reads this, and the resident can ask to."),
    )
    topics = SelectMultipleField(
        _l("About what?"),
        [Optional()],
        choices=offered(
            (topic.value, words.TOPICS[topic.value]) for topic in Topic if topic is not Topic.CORE
        ),
        description=_l(
            "No more than the law gives access to. Who the resident is, and the pathway, always belong to it."
        ),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    sensitive = BooleanField(_l("Sensitive matters too"))
    until = DanishDate(_l("Until when is it needed?"), [required()])

    def offer(self, units: Sequence[Unit]) -> None:
        """Asked only of somebody who has several."""
        if len(units) < 2:
            del self.unit
        else:
            self.unit.choices = offered([("", _l("Choose")), *((str(unit.id), unit.name) for unit in units)])

    def basis(self) -> NewBasis | None:
        """What was typed; None while there is no day."""
        if self.until.date is None:
            return None
        return NewBasis(
            legal_ground=LegalGround(self.legal_ground.data),
            paragraph=text_of(self.paragraph),
            note=text_of(self.note),
            topics=frozenset(Topic(code) for code in self.topics.data or ()),
            until=self.until.date,
            sensitive=bool(self.sensitive.data),
            unit_id=int(text_of(self.unit)) if "unit" in self else None,
        )
