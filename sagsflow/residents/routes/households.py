"""Who lives with whom: finding the other, adding her, and leaving."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid
from sagsflow.residents import queries, service
from sagsflow.residents.forms import HouseholdForm, SearchForm, refusal
from sagsflow.residents.models import HouseholdRole, Resident
from sagsflow.residents.queries import Found
from sagsflow.residents.routes.finding import KIND
from sagsflow.residents.search import understand
from sagsflow.residents.showing import eyes
from sagsflow.web import kept, readlog, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import today
from sagsflow.web.guard import current_actor, hidden_without


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<uuid:uuid>/household", "household", household)
    bp.add_url_rule("/<uuid:uuid>/household/search", "household_search", search, methods=["POST"])
    bp.add_url_rule("/<uuid:uuid>/household", "household_add", add, methods=["POST"])
    bp.add_url_rule("/<uuid:uuid>/household/leave", "household_leave", leave, methods=["POST"])


@hidden_without(P.RESIDENT_WRITE)
def household(uuid: object) -> ResponseReturnValue:
    text = kept.kept(KIND, request.args.get("search"))
    found = queries.search(reader(), current_actor(), text, today()) if text else None
    form = SearchForm()
    form.show(text or "")
    return _page(_resident(uuid), form, HouseholdForm(), found)


@hidden_without(P.RESIDENT_WRITE)
def search(uuid: object) -> ResponseReturnValue:
    form, resident = SearchForm(), _resident(uuid)
    if not form.validate():
        return _page(resident, form, HouseholdForm(), None), 422
    if understand(form.typed).cpr is None:
        token = kept.keep(KIND, form.typed)
        return redirect(url_for("residents.household", uuid=resident.uuid, search=token), 303)
    found = queries.search(reader(), current_actor(), form.typed, today())
    form.show(found.question.text)
    return _page(resident, form, HouseholdForm(), found)


@hidden_without(P.RESIDENT_WRITE)
def add(uuid: object) -> ResponseReturnValue:
    form, resident = HouseholdForm(), _resident(uuid)
    if not form.validate():
        return _page(resident, SearchForm(), form, None), 422
    try:
        _add(form, resident.uuid)
    except Invalid as refused:
        flash(refusal(refused.reason), "error")
        return redirect(url_for("residents.household", uuid=resident.uuid), 303)
    flash(gettext("The household is saved."), "success")
    return redirect(url_for("residents.resident", uuid=resident.uuid), 303)


@hidden_without(P.RESIDENT_WRITE)
def leave(uuid: object) -> ResponseReturnValue:
    with transaction() as db:
        service.leave_household(db, actor=current_actor(), at=now(), uuid=str(uuid))
    flash(gettext("The resident is no longer in the household."), "success")
    return redirect(url_for("residents.resident", uuid=uuid), 303)


def _add(form: HouseholdForm, uuid: str) -> None:
    actor, at, location = current_actor(), now(), url_for("residents.resident", uuid=uuid)
    other, role = form.other.data or "", HouseholdRole(form.role.data)
    with submissions.once(str(form.submission.data), location) as db:
        home = queries.get(db, actor, uuid, P.RESIDENT_WRITE).household_id
        if home is None:
            members = {uuid: HouseholdRole(form.own_role.data), other: role}
            service.form_household(db, actor=actor, at=at, members=members)
        else:
            service.join_household(db, actor=actor, at=at, household_id=home, uuid=other, role=role)


def _resident(uuid: object) -> Resident:
    resident = queries.get(reader(), current_actor(), str(uuid), P.RESIDENT_WRITE)
    eyes().require(resident)
    return resident


def _page(resident: Resident, form: SearchForm, household_form: HouseholdForm, found: Found | None) -> str:
    rows = [row for row in found.rows if row.id != resident.id] if found else []
    household_form.offer(rows)
    units = frozenset({resident.controller_unit_id})
    readlog.shows(readlog.Reading("resident", resident_id=resident.id, unit_ids=units))
    if found is not None:
        readlog.shows(readlog.Reading("resident-search", residents=[row.id for row in rows]))
    return render_template(
        "residents/household.html",
        resident=resident,
        form=form,
        household_form=household_form,
        found=found,
        rows=rows,
    )
