"""The page of one resident, and the personal number when somebody states what for."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid
from sagsflow.organisations import queries as organisations
from sagsflow.residents import panels, queries, service
from sagsflow.residents.forms import IdentityForm, PurposeForm, refusal
from sagsflow.residents.models import Resident
from sagsflow.residents.showing import eyes
from sagsflow.web import readlog
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import today
from sagsflow.web.guard import current_actor, hidden_without


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<uuid:uuid>", "resident", resident)
    bp.add_url_rule("/<uuid:uuid>/number", "number", number, methods=["POST"])


@hidden_without(P.RESIDENT_READ)
def resident(uuid: object) -> ResponseReturnValue:
    return _page(queries.get(reader(), current_actor(), str(uuid)), PurposeForm())


@hidden_without(P.CPR_SHOW)
def number(uuid: object) -> ResponseReturnValue:
    """Shown on this answer only: not kept, not in an address, and the page is never stored."""
    form, shown = PurposeForm(), None
    actor = current_actor()
    if form.validate():
        try:
            with transaction() as db:
                shown = service.show_cpr(
                    db, actor=actor, at=now(), uuid=str(uuid), purpose=form.purpose.data or ""
                )
        except Invalid as refused:
            form.add_errors(refused, refusal)
    page = _page(queries.get(reader(), actor, str(uuid)), form, number=shown)
    return page, 422 if form.errors else 200


def _page(resident: Resident, form: PurposeForm, number: str | None = None) -> str:
    db, actor = reader(), current_actor()
    units, hidden = frozenset({resident.controller_unit_id}), eyes().hides(resident)
    household = [row for row in queries.household_of(db, resident) if row.id != resident.id]
    others = [row.id for row in household]
    readlog.shows(
        readlog.Reading("resident", resident_id=resident.id, residents=others, count=1, unit_ids=units)
    )
    return render_template(
        "residents/resident.html",
        resident=resident,
        area=queries.area_of(db, resident),
        carried_over=resident.area_id in organisations.carried_over_areas(db, today()),
        household=household,
        masked=None if hidden else service.masked_cpr(db, resident),
        number=number,
        form=form,
        may_write=resident.controller_unit_id in actor.units(P.RESIDENT_WRITE),
        may_show=resident.controller_unit_id in actor.units(P.CPR_SHOW),
        may_protect=resident.controller_unit_id in actor.units(P.RESIDENT_PROTECT),
        protected=resident.is_protected(today()),
        hidden=hidden,
        identity_form=IdentityForm(formdata=None),
        identity_url=url_for("residents.identity", uuid=resident.uuid),
        panels=panels.filled(db, actor, resident, now()),
    )
