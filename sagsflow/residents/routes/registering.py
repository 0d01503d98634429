"""A new resident: reached only from a search, and stopped once when the person may be known."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid
from sagsflow.residents import queries, service
from sagsflow.residents.cpr import parse
from sagsflow.residents.forms import NewResidentForm, refusal, warnings_of
from sagsflow.residents.matching import fingerprint, near_matches, told_matches
from sagsflow.residents.routes.finding import KIND
from sagsflow.residents.search import understand
from sagsflow.web import kept, readlog, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import today
from sagsflow.web.guard import current_actor, needs


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/new", "new", new)
    bp.add_url_rule("/new", "register", register, methods=["POST"])


@needs(P.RESIDENT_WRITE)
def new() -> ResponseReturnValue:
    text = kept.kept(KIND, request.args.get("search"))
    if text is None:
        return redirect(url_for("residents.index"), 303)
    form = _form()
    form.fill_from(understand(text))
    return _page(form)


@needs(P.RESIDENT_WRITE)
def register() -> ResponseReturnValue:
    form = _form()
    if not form.validate():
        return _page(form), 422
    try:
        return redirect(_register(form), 303)
    except Invalid as refused:
        if refused.reason == "known":
            return _ask(form)
        form.add_errors(refused, refusal)
        return _page(form), 422


def _register(form: NewResidentForm) -> str:
    actor, at, facts = current_actor(), now(), form.facts
    with transaction() as db:
        submission = submissions.claim(db, str(form.submission.data), actor=actor, at=at)
        service.refuse_known(db, actor=actor, at=at, facts=facts, none_of=request.form.get("none_of", ""))
        resident = service.register(
            db, actor=actor, at=at, unit_id=form.unit_id.data, facts=facts, cpr=form.typed_cpr
        )
        submission.location = url_for("residents.resident", uuid=resident.uuid)
    flash(gettext("The resident is registered."), "success")
    for warning in warnings_of(parse(form.typed_cpr), resident) if form.typed_cpr else ():
        flash(warning, "warning")
    return submission.location


def _ask(form: NewResidentForm) -> ResponseReturnValue:
    facts = form.facts
    found = near_matches(reader(), current_actor(), facts.given_name, facts.family_name, facts.born_on)
    matches = told_matches(current_actor(), found, today())
    readlog.shows(readlog.Reading("resident-search", residents=[match.resident.id for match in matches]))
    return _page(form, matches=matches, none_of=fingerprint(matches))


def _form() -> NewResidentForm:
    db, actor = reader(), current_actor()
    form = NewResidentForm()
    units = queries.registering_units(db, actor)
    form.offer_units(units)
    form.offer(queries.areas(db), cpr_allowed=any(queries.cpr_allowed(db, unit.id) for unit in units))
    return form


def _page(form: NewResidentForm, **shown: object) -> str:
    return render_template("residents/new.html", form=form, **shown)
