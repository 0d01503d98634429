"""What people type when they sign in, look after their own account, or look after others'."""

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (  # type: ignore[attr-defined]  # the types lag behind WTForms: no SelectChoice
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import EqualTo

from sagsflow.access.roles import Role
from sagsflow.accounts.homes import Home
from sagsflow.accounts.queries import Person
from sagsflow.accounts.service import Part
from sagsflow.organisations.models import Unit
from sagsflow.web.forms import DanishDate, Form, line, offered, required, text, text_of

REFUSALS: Mapping[str, str] = {
    "missing": _l("This must be filled in."),
    "login-format": _l("Use at least two letters, digits or the signs . _ - + @, and no spaces."),
    "email-format": _l("Write a mail address, for example anne@example.dk."),
    "login-taken": _l("Somebody else has this user name."),
    "password-short": _l(
        "The password must have at least 12 characters. A short sentence is easy to remember."
    ),
    "password-long": _l("The password may have at most 128 characters."),
    "password-common": _l("This password is too easy to guess. Choose another."),
    "password-name": _l("The password must not contain your name or user name."),
    "ends-before-start": _l("The last day cannot be before the first."),
    "day-passed": _l("Choose yesterday, today or a later day. What has been cannot be changed."),
    "day-to-come": _l("The day cannot be in the future."),
    "already-ended": _l("This role has already ended."),
    "membership-exists": _l("The person already has this role in the unit in that period."),
    "unit-closed": _l("This unit is no longer in use."),
    "longer-than-confirmed": _l("The role ends earlier already. Give a new role for a longer time."),
    "not-a-colleague": _l("Choose somebody who works in the unit."),
    "day-before-today": _l("The first day cannot be before today."),
    "longer-than-a-year": _l("A deputy can be named for a year at most."),
    "after-own-role": _l("The role of the one who is away does not last that long."),
    "deputy-already": _l("This colleague is deputy already for some of these days."),
    "deputy-would-gain": _l(
        "This colleague has another role than the one who is away, and only the unit's leader can lend it. Choose somebody with "
        "the same role, or ask the leader."
    ),
    "needs-person": _l("A meeting needs somebody who leads it: choose a colleague."),
    "work-to-hand-over": _l("The person still has work. Hand it over first."),
    "code-wrong": _l("This code is not right, or it has been used. Wait for a new one and try again."),
    "no-second-factor": _l("The person has no second factor to reset."),
    "reset-asked": _l("Somebody has asked for this already."),
    "already-decided": _l("Somebody has decided about this already."),
    "postal-code": _l("A postal code has four digits."),
}
ROLES: Mapping[Role, str] = {
    Role.HOUSING_WORKER: _l("Housing worker"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.MUNICIPAL_WORKER: _l("Municipal worker"),
    Role.GROUP_MEMBER: _l("Member of the operational group"),
    Role.HOUSING_ADMIN: _l("Housing administration"),
    Role.PARTNER_WORKER: _l("Partner"),
    Role.VOLUNTEER_COORDINATOR: _l("Volunteer coordinator"),
    Role.TENANT_BOARD: _l("Tenant board"),
    Role.MANAGER: _l("Manager"),
    Role.BOARD: _l("Board member"),
    Role.DPO: _l("Data protection officer"),
    Role.ADMINISTRATOR: _l("Administrator"),
}
LANGUAGES = [SelectChoice("da", "Dansk"), SelectChoice("en", "English")]


def unit_choices(units: Iterable[Unit]) -> list[SelectChoice]:
    return [SelectChoice(str(unit.id), f"{unit.name} ({unit.organisation.name})") for unit in units]


def words(code: str) -> str:
    return str(REFUSALS[code])


class HomeForm(Form):
    """One's own address; all empty takes it away."""

    street = StringField(_l("Street"), [line(100)])
    house_number = StringField(_l("House number"), [line(10)])
    floor_door = StringField(_l("Floor and door"), [line(20)])
    postal_code = StringField(_l("Postal code"), [line(10)])

    @property
    def home(self) -> Home:
        return Home(
            *(text_of(self[name]) for name in ("street", "house_number", "floor_door", "postal_code"))
        )


class SignInForm(Form):
    """The way in."""

    login = StringField(
        _l("User name"),
        [required(), line(254)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"), [required(), line(512)], render_kw={"autocomplete": "current-password"}
    )
    next = HiddenField()


class NewPassword(Form):
    """A password, twice."""

    new_password = PasswordField(_l("New password"), [required()], render_kw={"autocomplete": "new-password"})
    repeat_password = PasswordField(
        _l("New password once more"),
        [required(), EqualTo("new_password", message=_l("The two are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )


class ChosenPassword(NewPassword):
    """By somebody who holds a link."""

    code = HiddenField()


class ChangedPassword(NewPassword):
    """By somebody who is signed in; `password` is the old one."""

    password = PasswordField(
        _l("Your password until now"),
        [required(), line(512)],
        render_kw={"autocomplete": "current-password"},
    )


class CodeForm(Form):
    """A code from the phone."""

    code = StringField(
        _l("Code from your phone"),
        [required(), line(40)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"},
    )


class RecoveryForm(Form):
    """A recovery code, when the phone is away."""

    code = StringField(
        _l("Recovery code"),
        [required(), line(40)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class RenewForm(CodeForm):
    """What to renew, shown to be oneself by a code."""

    code = StringField(
        _l("Code from your phone, or a recovery code"),
        [required(), line(40)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"},
    )
    what = RadioField(
        _l("What do you want to renew?"),
        [required()],
        choices=[
            SelectChoice("phone", _l("Set up another phone")),
            SelectChoice("codes", _l("New recovery codes")),
        ],
    )


class LanguageForm(Form):
    """In which language Sagsflow speaks to this person."""

    language = RadioField(_l("Language"), [required()], choices=LANGUAGES)


class PersonForm(Form):
    """A user's name and title, and where mail reaches the person."""

    name = StringField(_l("Name"), [required(), line()])
    title = StringField(_l("Title"), [line()])
    email = StringField(
        _l("Mail address"),
        [line(254)],
        description=_l("Where messages from Sagsflow go. They never hold personal data."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "inputmode": "email"},
    )


class NewPersonForm(PersonForm):
    """A new user."""

    login = StringField(
        _l("User name"),
        [required(), line(254)],
        description=_l("What the person writes to sign in, for example a work mail address."),
        render_kw={"autocomplete": "off", "autocapitalize": "none"},
    )
    language = RadioField(_l("Language"), [required()], choices=LANGUAGES, default="da")


class MembershipForm(Form):
    """A role in a unit for a period."""

    unit_id = SelectField(_l("Unit"), [required()], coerce=int)
    role = SelectField(
        _l("Role"), [required()], choices=[SelectChoice(role.value, word) for role, word in ROLES.items()]
    )
    valid_from = DanishDate(_l("First day"), [required()])
    valid_to = DanishDate(_l("Last day"))


class EndForm(Form):
    """When a role ends."""

    last_day = DanishDate(_l("Last day"), [required()])


class DeputyForm(Form):
    """Who stands in for whom, and when."""

    membership_id = SelectField(_l("Who will be away"), [required()], coerce=int)
    deputy_id = SelectField(_l("Deputy"), [required()], coerce=int)
    valid_from = DanishDate(_l("First day"), [required()])
    valid_to = DanishDate(_l("Last day"), [required()])


class LeavingForm(Form):
    """Who takes over; `leaving_form` adds a choice for each unit, and the note."""


def leaving_form(parts: Sequence[Part], people: Mapping[int, Sequence[Person]]) -> type[LeavingForm]:
    """One choice for each unit: a colleague there, or the unit itself."""
    fields: dict[str, object] = {part.field: _successor(part, people[part.where.unit_id]) for part in parts}
    asked = [required()] if any(part.counts for part in parts) else []
    fields["note"] = TextAreaField(
        _l("What the one who takes over must know"),
        [*asked, text(4000)],
        description=_l("It stands in the record of each case that changes hands."),
    )
    return type("LeavingFormOfUnits", (LeavingForm,), fields)


def _successor(part: Part, people: Sequence[Person]) -> SelectField:
    nobody = [] if part.needs_person else [(0, _l("The unit: anybody may take it"))]
    choices = [*nobody, *{one.user_id: one.name for one in people}.items()]
    has = ", ".join(work_words(kind, count) for kind, count in part.counts.items())
    label = _("Who takes over in %(unit)s", unit=part.unit)
    hint = has or _("Nothing is open here.")
    return SelectField(label, [required()], choices=offered(choices), coerce=int, description=hint)


def work_words(kind: str, count: int) -> str:
    """How much of a kind of work, in words."""
    if kind == "case":
        return ngettext("%(num)s case to own", "%(num)s cases to own", count)
    if kind == "key_worker":
        return ngettext("key worker of %(num)s case", "key worker of %(num)s cases", count)
    if kind == "task":
        return ngettext("%(num)s open task", "%(num)s open tasks", count)
    if kind == "activity":
        return ngettext("%(num)s activity to hold", "%(num)s activities to hold", count)
    return ngettext("%(num)s meeting to lead or minute", "%(num)s meetings to lead or minute", count)


class DeclarationForm(Form):
    """When the tavshedserklæring was signed."""

    on = DanishDate(_l("Signed on"), [required()])
    reference = StringField(
        _l("Where the signed paper is"),
        [required(), line()],
        description=_l("For example the number of the document in the archive. Not the name of the person."),
    )
