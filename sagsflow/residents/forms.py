"""The forms of residents, and the sentences for what the service refuses."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # the types lag behind WTForms: no SelectChoice
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired

from sagsflow.organisations.models import Area, Unit
from sagsflow.residents.cpr import Cpr
from sagsflow.residents.facts import LIMITS, NAMES, Facts
from sagsflow.residents.models import HouseholdRole, ProtectionKind, Resident, RestrictionGround, UseGround
from sagsflow.residents.search import MAX_TEXT, Question
from sagsflow.residents.service.numbers import MOST_PURPOSE
from sagsflow.residents.service.protection import MOST_REASON
from sagsflow.residents.service.restriction import MOST_WORDS
from sagsflow.residents.showing import eyes, known_name
from sagsflow.web.filters import as_date
from sagsflow.web.forms import DanishDate, Form, line, offered, required

REFUSALS: Mapping[str, str] = {
    "missing": _l("This must be filled in."),
    "too-long": _l("This is too long."),
    "in-future": _l("The birth date lies in the future."),
    "in-the-future": _l("The date has not come yet."),
    "phone-format": _l("Write the phone number with digits, for example 12 34 56 78 or +46 70 123 45 67."),
    "email-format": _l("Write the mail address with an @, for example navn@example.dk."),
    "postal-code-format": _l("A postal code has four digits."),
    "cpr-format": _l("Write the personal number as six digits, a hyphen and four digits."),
    "cpr-date": _l("The first six digits of the personal number are not a date that exists."),
    "cpr-not-allowed": _l("Your organisation has no permission to keep personal numbers."),
    "cpr-known": _l(
        "Another resident is registered with this personal number. Search for the number to find the person."
    ),
    "household-of-one": _l("A household needs two people who are not the same."),
    "in-household": _l("One of them is already in a household. The person must leave it first."),
    "other-unit": _l("The two belong to different units."),
    "ask-leader": _l("This cannot be registered here. Ask the leader of your team to do it with you."),
    "ends-before-start": _l("The last day lies before the first, or has passed."),
}
WARNINGS: Mapping[str, str] = {
    "cpr-check-digit": _l(
        "The personal number is saved, but its check digit does not add up. That can be right for numbers given since 2007. "
        "See whether it is typed correctly."
    ),
    "cpr-other-birth-date": _l(
        "The personal number is saved, but its date is another than the birth date. See which is right."
    ),
}
PROTECTION_KINDS: Mapping[ProtectionKind, str] = {
    ProtectionKind.PROTECTED_ADDRESS: _l("Name and address are protected"),
    ProtectionKind.COLLEAGUE: _l("A colleague, or somebody near to one"),
}
RESTRICTION_GROUNDS: Mapping[str, str] = {
    RestrictionGround.ACCURACY.value: _l(
        "The resident says that something is not correct, and it is being checked"
    ),
    RestrictionGround.UNLAWFUL.value: _l("We may not process it, and the resident does not want it erased"),
    RestrictionGround.CLAIMS.value: _l(
        "We do not need it any more, but the resident needs it for a legal claim"
    ),
    RestrictionGround.OBJECTION.value: _l("The resident has objected, and it is being weighed"),
}
USE_GROUNDS: Mapping[str, str] = {
    UseGround.RESIDENT.value: _l("The resident has agreed to it"),
    UseGround.CLAIMS.value: _l("A legal claim is to be established, exercised or defended"),
    UseGround.OTHERS.value: _l("Another person's rights are to be protected"),
    UseGround.PUBLIC_INTEREST.value: _l("Important public interest"),
}
ROLES = [
    SelectChoice(HouseholdRole.ADULT.value, _l("Adult")),
    SelectChoice(HouseholdRole.CHILD.value, _l("Child")),
]


def refusal(code: str) -> str:
    return REFUSALS.get(code, _l("This cannot be accepted."))


def warnings_of(number: Cpr, resident: Resident) -> list[str]:
    return [str(WARNINGS[code]) for code in number.warnings(resident.born_on)]


def _number(value: str | int | None) -> int | None:
    return int(value) if value else None


class SearchForm(Form):
    """The one line in which a resident is looked for."""

    text = StringField(
        _l("Name, birth date, phone, case number or personal number"),
        [
            DataRequired(_l("Write what you know of the person, for example a part of the name.")),
            line(MAX_TEXT),
        ],
    )

    @property
    def typed(self) -> str:
        return self.text.data or ""

    def show(self, text: str) -> None:
        """Puts `text` in the line in place of what was typed: a personal number is not sent back."""
        self.text.process_data(text)
        self.text.raw_data = None


class IdentityForm(Form):
    """Why somebody must know who a protected resident is."""

    reason = StringField(_l("Why do you need to know who it is?"), [required(), line(MOST_REASON)])


class ProtectionForm(Form):
    """What a leader writes on a resident who is to be protected."""

    kind = RadioField(
        _l("Why is the resident protected?"),
        [required()],
        choices=[SelectChoice(kind.value, words) for kind, words in PROTECTION_KINDS.items()],
    )
    reason = StringField(
        _l("What do you know of it?"),
        [required(), line(MOST_REASON)],
        description=_l("For example: the civil registration system says so. Write no address."),
    )
    starts_on = DanishDate(_l("From"), [required()])
    ends_on = DanishDate(_l("To and with"), description=_l("Leave it empty when no end is known."))


class RestrictForm(Form):
    """Why what is kept about a resident may only be stored for a time."""

    ground = RadioField(
        _l("Why is the processing restricted?"), [required()], choices=offered(RESTRICTION_GROUNDS.items())
    )
    reason = StringField(
        _l("What is it about?"),
        [required(), line(MOST_WORDS)],
        description=_l("For example what the resident says is wrong. She may read it."),
    )


class LiftForm(Form):
    """Why a restriction is lifted; the resident is told first."""

    told_on = DanishDate(
        _l("When was the resident told that it will be lifted?"),
        [required()],
        description=_l("The law asks that she is told before it is lifted."),
    )
    reason = StringField(_l("Why is it lifted?"), [required(), line(MOST_WORDS)])


class UseForm(Form):
    """Why what is restricted must be used all the same."""

    use_ground = RadioField(_l("On which ground?"), [required()], choices=offered(USE_GROUNDS.items()))
    words = StringField(
        _l("What must be done, and why?"),
        [required(), line(MOST_WORDS)],
        description=_l("It is written in the log, which the resident can ask to see."),
    )


class FactsForm(Form):
    """What is written down about a resident; only the given name is needed."""

    given_name = StringField(_l("Given names"), [required(), line(LIMITS["given_name"])])
    family_name = StringField(_l("Family name"), [line(LIMITS["family_name"])])
    born_on = DanishDate(_l("Birth date"))
    cpr = StringField(_l("Personal number (CPR)"), [line(20)])
    phone = StringField(_l("Phone"), [line(LIMITS["phone"])])
    email = StringField(_l("Mail"), [line(LIMITS["email"])])
    street = StringField(_l("Street"), [line(LIMITS["street"])])
    house_number = StringField(_l("House number"), [line(LIMITS["house_number"])])
    floor_door = StringField(_l("Floor and door"), [line(LIMITS["floor_door"])])
    postal_code = StringField(_l("Postal code"), [line(LIMITS["postal_code"])])
    city = StringField(_l("City"), [line(LIMITS["city"])])
    area_id = SelectField(_l("Housing area"), coerce=_number)
    language = StringField(_l("Language"), [line(LIMITS["language"])])
    interpreter = BooleanField(_l("Needs an interpreter"))

    def offer(self, areas: Sequence[Area], *, cpr_allowed: bool) -> None:
        self.area_id.choices = [
            SelectChoice("", _l("Not known")),
            *(SelectChoice(str(area.id), area.name) for area in areas),
        ]
        if not cpr_allowed:
            del self.cpr

    @property
    def facts(self) -> Facts:
        typed = {name: self[name].data for name in NAMES if name != "born_on"}
        return Facts(**typed, born_on=self.born_on.date)

    @property
    def typed_cpr(self) -> str:
        return (self.cpr.data or "").strip() if "cpr" in self else ""


class NewResidentForm(FactsForm):
    """A new resident, of one of the actor's units."""

    unit_id = SelectField(_l("Unit"), coerce=_number)

    def offer_units(self, units: Sequence[Unit]) -> None:
        self.unit_id.choices = [SelectChoice(str(unit.id), unit.name) for unit in units]
        if self.unit_id.data is None and units:
            self.unit_id.data = units[0].id

    def fill_from(self, question: Question) -> None:
        given, _, family = question.names.rpartition(" ")
        self.given_name.data, self.family_name.data = (given, family) if given else (family, "")
        self.born_on.process_data(question.born_on)
        self.phone.process_data(question.phone)


class EditResidentForm(FactsForm):
    """A correction. An empty personal number leaves the one that is kept; the box takes it away."""

    version = HiddenField()
    remove_cpr = BooleanField(_l("Delete the personal number that is kept"))

    @property
    def cpr_change(self) -> str | None:
        """As `service.correct` takes it: None leaves it, empty takes it away."""
        if self.typed_cpr:
            return self.typed_cpr
        return "" if "remove_cpr" in self and self.remove_cpr.data else None

    @property
    def shown_version(self) -> int:
        data = self.version.data or ""
        return int(data) if data.isdigit() and len(data) < 10 else 0


class PurposeForm(Form):
    """Why a personal number is to be shown."""

    purpose = StringField(_l("What do you need the number for?"), [required(), line(MOST_PURPOSE)])


class HouseholdForm(Form):
    """How two residents are part of one household."""

    role = RadioField(_l("The person you add is"), choices=ROLES, default=HouseholdRole.ADULT.value)
    own_role = RadioField(_l("The resident is"), choices=ROLES, default=HouseholdRole.ADULT.value)
    other = RadioField(_l("Who lives with the resident?"), [required()], validate_choice=False)

    def offer(self, rows: Sequence[Resident]) -> None:
        """Residents to choose among; each name keeps its own direction of writing."""
        self.other.choices = [SelectChoice(row.uuid, _told_apart(row)) for row in rows]


def _told_apart(resident: Resident) -> str:
    name = f"\u2068{known_name(resident)}\u2069"
    if resident.born_on is None or eyes().hides(resident):
        return name
    return f"{name}, {as_date(resident.born_on)}"
