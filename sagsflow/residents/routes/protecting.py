"""Protecting a resident, taking the protection off, and being shown who it is."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries as accounts
from sagsflow.core.errors import Invalid
from sagsflow.residents import queries, service
from sagsflow.residents.forms import PROTECTION_KINDS, IdentityForm, ProtectionForm, refusal
from sagsflow.residents.models import ProtectionKind, Resident
from sagsflow.residents.service import Mark
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import as_time, today
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, hidden_without


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<uuid:uuid>/protection", "protection", protection)
    bp.add_url_rule("/<uuid:uuid>/protection", "protect", protect, methods=["POST"])
    bp.add_url_rule("/<uuid:uuid>/protection/end", "unprotect", unprotect, methods=["POST"])
    bp.add_url_rule("/<uuid:uuid>/identity", "identity", identity, methods=["POST"])


@hidden_without(P.RESIDENT_PROTECT)
def protection(uuid: object) -> ResponseReturnValue:
    form = ProtectionForm(formdata=None)
    form.starts_on.show(today())
    return _page(form, _resident(uuid))


@hidden_without(P.RESIDENT_PROTECT)
def protect(uuid: object) -> ResponseReturnValue:
    form, resident, actor = ProtectionForm(), _resident(uuid), current_actor()
    starts_on = form.starts_on.date if form.validate() else None
    if starts_on is None:
        return _page(form, resident), 422
    mark = Mark(ProtectionKind(form.kind.data), text_of(form.reason), starts_on, form.ends_on.date)
    here = url_for("residents.resident", uuid=resident.uuid)
    try:
        with submissions.once(form.key, here) as db:
            service.protect(db, actor=actor, at=now(), uuid=str(uuid), mark=mark)
    except Invalid as refused:
        form.add_errors(refused, refusal)
        return _page(form, _resident(uuid)), 422
    flash(gettext("The resident is protected."), "success")
    return redirect(here, 303)


@hidden_without(P.RESIDENT_PROTECT)
def unprotect(uuid: object) -> ResponseReturnValue:
    with transaction() as db:
        service.unprotect(db, actor=current_actor(), at=now(), uuid=str(uuid))
    flash(gettext("The resident is no longer protected."), "success")
    return redirect(url_for("residents.resident", uuid=uuid), 303)


@hidden_without(P.RESIDENT_READ)
def identity(uuid: object) -> ResponseReturnValue:
    """Asked on the resident's own page; the case has its own way for those who do not see residents."""
    form, actor, here = IdentityForm(), current_actor(), url_for("residents.resident", uuid=uuid)
    if not form.validate():
        flash(str(refusal("missing")), "error")
        return redirect(here, 303)
    try:
        with submissions.once(form.key, here) as db:
            resident = queries.get(db, actor, str(uuid))
            opening = service.open_identity(db, resident, text_of(form.reason), actor=actor, at=now())
    except Invalid:
        flash(gettext("Say in a few words why you need to know who it is."), "error")
        return redirect(here, 303)
    flash(gettext("Shown to you until %(time)s.", time=as_time(opening.ends_at)), "success")
    return redirect(here, 303)


def _resident(uuid: object) -> Resident:
    return queries.get(reader(), current_actor(), str(uuid), P.RESIDENT_PROTECT)


def _page(form: ProtectionForm, resident: Resident) -> str:
    marks = queries.marks_of(reader(), resident)
    units = frozenset({resident.controller_unit_id})
    readlog.shows(readlog.Reading("resident-protection", resident_id=resident.id, unit_ids=units))
    people = {mark.set_by for mark in marks} | {mark.ended_by for mark in marks}
    return render_template(
        "residents/protection.html",
        form=form,
        resident=resident,
        marks=marks,
        kinds=PROTECTION_KINDS,
        names=accounts.user_names(reader(), people),
    )
