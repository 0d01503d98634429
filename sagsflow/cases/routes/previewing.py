"""The case as another unit sees it: the very page of the case, asked with that unit's eyes, without links and buttons."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.actor import Actor, Seat
from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import Role
from sagsflow.accounts import queries as accounts
from sagsflow.cases import policy, words
from sagsflow.cases.models import Case
from sagsflow.cases.queries import one
from sagsflow.cases.routes.looking import page_of
from sagsflow.cases.routes.readers import owned
from sagsflow.core.errors import NotFound
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import Unit
from sagsflow.web import readlog
from sagsflow.web.database import now, reader
from sagsflow.web.filters import today
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.readonly import without_doors

OWNERS = (P.CASE_READ, P.VOLUNTEER_READ)
NOBODY = 0


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>/as/<int:unit_id>", "preview", preview)


@hidden_without(*OWNERS)
def preview(ref: str, unit_id: int) -> ResponseReturnValue:
    case = owned(ref).case
    unit = organisations.unit(reader(), unit_id)
    roles = _roles(case, unit)
    asked = request.args.get("role", "")
    role = next((role for role in roles if role.value == asked), roles[0] if roles else None)
    readlog.shows(readlog.Reading("case-preview", case_id=case.id, resident_id=case.resident_id))
    return render_template(
        "cases/preview.html",
        case=case,
        unit=unit,
        role=role,
        shown=_page(case, unit, role) if role else None,
        tabs=[
            {
                "label": words.role(other.value),
                "url": url_for("cases.preview", ref=ref, unit_id=unit_id, role=other.value),
                "current": other is role,
            }
            for other in roles
        ],
        here=url_for("cases.readers", ref=ref),
    )


def _roles(case: Case, unit: Unit) -> list[Role]:
    """The roles in which somebody of the unit may read cases of this domain, as they are held today."""
    people = accounts.actors_in(reader(), {unit.id}, today())
    held = {seat.role for who in people for seat in who.seats if seat.unit_id == unit.id}
    readers = {role for role in held if Seat(NOBODY, unit.id, NOBODY, role).may(policy.READ[case.domain])}
    return [role for role in Role if role in readers]


def _page(case: Case, unit: Unit, role: Role) -> str | None:
    """None when the case does not exist for that unit."""
    seat = Seat(NOBODY, unit.id, unit.organisation_id, role)
    who = current_actor()
    other = unit.id not in who.unit_ids
    actor = Actor(NOBODY, unit.name, (seat,), language=who.language, looked_through=other)
    db, at = reader(), now()
    try:
        seen = one.find(db, actor, case.ref, at)
    except NotFound:
        return None
    values = page_of(db, actor, seen, at)
    return without_doors(render_template("cases/_whole.html", **values))
