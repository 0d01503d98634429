"""What the administrator types about organisations and units."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # the types lag behind WTForms: no SelectChoice
    BooleanField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from sagsflow.core.errors import Invalid
from sagsflow.organisations.models import Area, OrganisationKind, UnitKind
from sagsflow.web.forms import DanishDate, Form, line, required

REFUSALS: Mapping[str, str] = {
    "missing": _l("This must be filled in."),
    "cvr-format": _l("A CVR number has 8 digits."),
    "before-newest-name": _l("The day must be after the day on which the newest name began."),
    "area-elsewhere": _l("Choose areas of its own organisation."),
    "unit-name-taken": _l("The organisation already has a unit with this name."),
}
ORGANISATION_KINDS: Mapping[OrganisationKind, str] = {
    OrganisationKind.MUNICIPALITY: _l("Municipality"),
    OrganisationKind.HOUSING_ORGANISATION: _l("Housing organisation"),
    OrganisationKind.JOINT_SECRETARIAT: _l("Joint secretariat"),
    OrganisationKind.FUNDER: _l("Funder"),
    OrganisationKind.CIVIL_SOCIETY: _l("Civil society"),
}
UNIT_KINDS: Mapping[UnitKind, str] = {
    UnitKind.HOUSING_TEAM: _l("Social housing team"),
    UnitKind.HOUSING_ADMINISTRATION: _l("Housing administration"),
    UnitKind.SECRETARIAT: _l("Secretariat"),
    UnitKind.SCHOOL: _l("School"),
    UnitKind.FAMILY_SERVICES: _l("Family services"),
    UnitKind.EMPLOYMENT_SERVICE: _l("Employment service"),
    UnitKind.YOUTH_SERVICE: _l("Youth service"),
    UnitKind.MUNICIPALITY_BENEFITS: _l("Benefits office"),
    UnitKind.SOCIAL_PSYCHIATRY: _l("Social psychiatry"),
    UnitKind.HEALTH_SERVICE: _l("Health service"),
    UnitKind.ASSOCIATION: _l("Association"),
    UnitKind.BOARD: _l("Board"),
    UnitKind.TENANT_BOARD: _l("Tenant board"),
    UnitKind.MANAGEMENT: _l("Management"),
}


def day_of(field: DanishDate) -> date:
    """The day of a field that must have one; a blank typed into it is none."""
    if field.date is None:
        raise Invalid(fields={field.short_name: "missing"})
    return field.date


def words(code: str) -> str:
    return str(REFUSALS[code])


class OrganisationForm(Form):
    """What may be changed of an organisation; its name has a form of its own, because it has a date."""

    cvr = StringField(_l("CVR number"), [line(20)])
    cpr_allowed = BooleanField(
        _l("May keep CPR numbers"),
        description=_l("Only where the organisation has a legal basis for it. Off unless you tick it."),
    )


class NewOrganisationForm(Form):
    """A new partner."""

    name = StringField(_l("Name"), [required(), line()])
    kind = SelectField(
        _l("Kind"),
        [required()],
        choices=[SelectChoice(kind.value, word) for kind, word in ORGANISATION_KINDS.items()],
    )
    cvr = StringField(_l("CVR number"), [line(20)])


class NameForm(Form):
    """What an organisation is called from a day on."""

    name = StringField(_l("New name"), [required(), line()])
    valid_from = DanishDate(_l("First day of the name"), [required()])


class UnitForm(Form):
    """What may be changed of a unit."""

    name = StringField(_l("Name"), [required(), line()])
    phone = StringField(_l("Phone"), [line(40)], render_kw={"inputmode": "tel", "autocomplete": "off"})
    active = BooleanField(
        _l("In use"),
        description=_l("A unit that is not in use gets no new people and no new referrals."),
    )


class BoardForm(UnitForm):
    """The same of a tenant board, which speaks for areas."""

    areas = SelectMultipleField(
        _l("Which areas does it speak for?"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        description=_l(
            "It sees their activities and figures. Without a choice: the activities of its organisation."
        ),
    )

    def offer(self, areas: Sequence[Area]) -> None:
        self.areas.choices = [SelectChoice(str(area.id), area.name) for area in areas]


class NewUnitForm(Form):
    """A new unit of an organisation."""

    name = StringField(_l("Name"), [required(), line()])
    kind = SelectField(
        _l("Kind"),
        [required()],
        choices=[SelectChoice(kind.value, word) for kind, word in UNIT_KINDS.items()],
    )
    phone = StringField(_l("Phone"), [line(40)], render_kw={"inputmode": "tel", "autocomplete": "off"})
