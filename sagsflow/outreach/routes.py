"""The contact log before a case, and an appointment with the resident of a case."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.core.errors import Invalid
from sagsflow.organisations import queries as organisations
from sagsflow.outreach import policy, queries, service
from sagsflow.outreach.forms import AppointmentForm, MetForm
from sagsflow.outreach.service import Met
from sagsflow.outreach.words import ACTIVITIES, mistake
from sagsflow.residents.freetext import watch_for
from sagsflow.web import cautions, readlog, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.filters import as_date, today
from sagsflow.web.guard import current_actor, hidden_without, needs

bp = Blueprint("outreach", __name__)
READERS = (P.CASE_READ, P.VOLUNTEER_READ)


@bp.get("/contacts")
@needs(P.OUTREACH_LOG)
def index() -> ResponseReturnValue:
    actor, after = current_actor(), request.args.get("after")
    page = queries.log(reader(), actor, now(), after)
    return render_template(
        "outreach/index.html",
        rows=page.rows,
        lately=queries.lately(reader(), actor, now()),
        areas={area.id: area.name for area in organisations.areas(reader())},
        activities=ACTIVITIES,
        older_url=url_for("outreach.index", after=page.next) if page.next else None,
        newer_url=url_for("outreach.index") if after else None,
    )


@bp.route("/contacts/new", methods=["GET", "POST"])
@needs(P.OUTREACH_LOG)
def new() -> ResponseReturnValue:
    form = MetForm()
    form.offer(organisations.areas(reader()))
    if not form.is_submitted():
        form.happened_on.data = as_date(today())
    held = form.validate_on_submit() and not cautions.hold(form, watch_for(reader(), current_actor(), None))
    met = form.met if held else None
    if met is None or not _log(form, met):
        return _new_page(form)
    flash(_("It is in the log."), "success")
    return redirect(url_for("outreach.index"), 303)


@bp.route("/cases/<ref>/contacts/new", methods=["GET", "POST"])
@hidden_without(*READERS)
def of_case(ref: str) -> ResponseReturnValue:
    actor = current_actor()
    seen, form = one.find_for(reader(), actor, ref, now(), policy.may_write), AppointmentForm()
    if not form.is_submitted():
        form.on_day.data = as_date(today())
    held = form.validate_on_submit() and not cautions.hold(
        form, watch_for(reader(), actor, seen.case.resident)
    )
    if not held or not _log_appointment(form, seen):
        return _case_page(form, one.find(reader(), actor, ref, now()))
    return redirect(url_for("cases.show", ref=ref, _anchor="contacts"), 303)


def _log(form: MetForm, met: Met) -> bool:
    """Whether it was written down; otherwise the form says what is wrong."""
    actor, there = current_actor(), url_for("outreach.index")
    try:
        with submissions.once(form.key, there) as db:
            service.log_met(db, met, actor=actor, at=now())
    except Invalid as refusal:
        form.add_errors(refusal, mistake)
        return False
    return True


def _log_appointment(form: AppointmentForm, seen: Seen) -> bool:
    actor, ref = current_actor(), seen.case.ref
    there = url_for("cases.show", ref=ref, _anchor="contacts")
    said = form.appointment
    if said is None:
        return False
    try:
        with submissions.once(form.key, there) as db:
            service.log_appointment(db, ref, said, actor=actor, at=now())
    except Invalid as refusal:
        if not refusal.fields:
            raise
        form.add_errors(refusal, mistake)
        return False
    return True


def _new_page(form: MetForm) -> ResponseReturnValue:
    status = 422 if form.is_submitted() else 200
    return render_template("outreach/new.html", form=form), status


def _case_page(form: AppointmentForm, seen: Seen) -> ResponseReturnValue:
    readlog.shows(readlog.Reading("case-form", case_id=seen.case.id, unit_ids=seen.unit_ids))
    here = url_for("cases.show", ref=seen.case.ref, _anchor="contacts")
    page = render_template("outreach/of_case.html", form=form, case=seen.case, here=here)
    return page, 422 if form.is_submitted() else 200
