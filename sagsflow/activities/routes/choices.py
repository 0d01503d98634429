"""What there is to choose from in the forms of activities."""

from collections.abc import Collection
from datetime import date

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.activities import policy
from sagsflow.activities.forms import Choices
from sagsflow.activities.models import Activity
from sagsflow.activities.routes.lists import area_names, sub_agreement_names
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import Unit, UnitKind
from sagsflow.web.database import reader
from sagsflow.web.filters import today

PARTNERS = (
    UnitKind.TENANT_BOARD,
    UnitKind.ASSOCIATION,
    UnitKind.HOUSING_ADMINISTRATION,
    UnitKind.SCHOOL,
    UnitKind.YOUTH_SERVICE,
    UnitKind.EMPLOYMENT_SERVICE,
    UnitKind.FAMILY_SERVICES,
    UnitKind.HEALTH_SERVICE,
)


def choices(actor: Actor, row: Activity | None = None) -> Choices:
    """For those who plan; her own units stand first, and a unit that has the activity already is one of them."""
    db = reader()
    every = organisations.all_units(db)
    kept = row.unit_id if row is not None and row.proposed_by_unit_id != row.unit_id else None
    units = [unit for unit in every if unit.id == kept or policy.may_plan_for(actor, unit)]
    own = actor.units(P.ACTIVITY_WRITE) | actor.units(P.ACTIVITY_OWN)
    units.sort(key=lambda unit: unit.id not in own)
    return Choices(
        plans=[(str(plan.id), plan.name) for plan in organisations.plans(db)],
        sub_agreements=sub_agreement_names(),
        areas=area_names(),
        units=[(str(unit.id), unit.name) for unit in units],
        people=_people(units),
        partners=[(str(unit.id), unit.name) for unit in every if unit.kind in PARTNERS],
    )


def choices_for_boards(actor: Actor) -> Choices:
    """The areas that the board speaks for, or those of its organisation."""
    boards = actor.units(P.ACTIVITY_COMMENT)
    spoken = list(organisations.areas_spoken_for(reader(), boards))
    owners = {seat.organisation_id for seat in actor.seats if seat.unit_id in boards}
    for owner in () if spoken else sorted(owners):
        spoken += organisations.areas_of_organisation(reader(), owner)
    return Choices((), (), [(str(row.id), row.name) for row in spoken], (), (), ())


def standing_plan(on: date | None) -> int:
    """The plan of a day, or of today. Raises Invalid for a day that lies in no plan, NotFound when today does."""
    plan = organisations.current_plan(reader(), on or today())
    if plan is None and on is not None:
        raise Invalid(fields={"day": "day"})
    if plan is None:
        raise NotFound("plan")
    return plan.id


def _people(units: Collection[Unit]) -> list[tuple[str, str]]:
    names = {unit.id: unit.name for unit in units}
    found = accounts.people_in(reader(), names, today())
    return [(str(one.user_id), f"{one.name} ({names[one.unit_id]})") for one in found]
