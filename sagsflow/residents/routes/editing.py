"""Correcting what is written about a resident."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid, Stale
from sagsflow.residents import queries, service
from sagsflow.residents.cpr import parse
from sagsflow.residents.forms import EditResidentForm, refusal, warnings_of
from sagsflow.residents.models import Resident
from sagsflow.residents.showing import eyes
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, hidden_without


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<uuid:uuid>/edit", "edit", edit)
    bp.add_url_rule("/<uuid:uuid>/edit", "correct", correct, methods=["POST"])


@hidden_without(P.RESIDENT_WRITE)
def edit(uuid: object) -> ResponseReturnValue:
    resident = _resident(uuid)
    return _page(_form(resident), resident)


@hidden_without(P.RESIDENT_WRITE)
def correct(uuid: object) -> ResponseReturnValue:
    resident = _resident(uuid)
    form = _form(resident)
    if not form.validate():
        return _page(form, resident), 422
    try:
        return redirect(_correct(form, resident.uuid), 303)
    except Stale:
        raise Stale(fresh_url=url_for("residents.edit", uuid=resident.uuid)) from None
    except Invalid as refused:
        form.add_errors(refused, refusal)
        return _page(form, resident), 422


def _correct(form: EditResidentForm, uuid: str) -> str:
    actor, at, location = current_actor(), now(), url_for("residents.resident", uuid=uuid)
    with submissions.once(str(form.submission.data), location) as db:
        resident = service.correct(
            db,
            actor=actor,
            at=at,
            uuid=uuid,
            version=form.shown_version,
            facts=form.facts,
            cpr=form.cpr_change,
        )
    flash(gettext("The correction is saved."), "success")
    for warning in warnings_of(parse(form.typed_cpr), resident) if form.typed_cpr else ():
        flash(warning, "warning")
    return location


def _resident(uuid: object) -> Resident:
    resident = queries.get(reader(), current_actor(), str(uuid), P.RESIDENT_WRITE)
    eyes().require(resident)
    return resident


def _form(resident: Resident) -> EditResidentForm:
    """Filled from the row, but for the number: it is never sent back to be edited."""
    form = EditResidentForm(obj=resident)
    allowed = queries.cpr_allowed(reader(), resident.controller_unit_id)
    form.offer(queries.areas(reader()), cpr_allowed=allowed)
    if resident.cpr_sealed is None:
        del form.remove_cpr
    return form


def _page(form: EditResidentForm, resident: Resident) -> str:
    units = frozenset({resident.controller_unit_id})
    readlog.shows(readlog.Reading("resident", resident_id=resident.id, unit_ids=units))
    masked = service.masked_cpr(reader(), resident)
    return render_template("residents/edit.html", form=form, resident=resident, masked=masked)
