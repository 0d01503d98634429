"""Bases in law that one's own unit has stated: the list, a new one, and the end of one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access.permissions import Permission as P
from sagsflow.access.topics import Topic
from sagsflow.consents import bases, words
from sagsflow.consents.forms import BasisForm
from sagsflow.consents.hooks import HOOKS
from sagsflow.consents.routes.acting import waiting_step
from sagsflow.consents.service import basing
from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.organisations.queries import units_by_id
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import Form, text_of
from sagsflow.web.guard import current_actor, needs


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/legal-basis", "bases", own_bases)
    bp.add_url_rule("/legal-basis/new", "state_basis", state_basis, methods=["GET", "POST"])
    bp.add_url_rule("/legal-basis/<int:basis_id>/end", "end_basis", end_basis, methods=["POST"])


@needs(P.LEGAL_BASIS_STATE)
def own_bases() -> ResponseReturnValue:
    actor = current_actor()
    after = request.args.get("after")
    found = bases.of_units(reader(), actor.units(P.LEGAL_BASIS_STATE), now(), after)
    assert HOOKS.describe is not None, "cases.consenting has not been connected"
    cases = HOOKS.describe(reader(), sorted({row.case_id for row in found.rows}))
    readlog.shows(readlog.Reading("consent-list", cases=sorted(cases), count=len(found.rows)))
    return render_template(
        "consents/bases.html",
        rows=found.rows,
        cases=cases,
        submission=Form(formdata=None).key,
        older_url=url_for("consents.bases", after=found.next) if found.next else None,
        newer_url=url_for("consents.bases") if after else None,
    )


@needs(P.LEGAL_BASIS_STATE)
def state_basis() -> ResponseReturnValue:
    form, actor = _form(), current_actor()
    new = form.basis() if form.is_submitted() and form.validate() else None
    if new is None:
        return _page(form)
    ref = text_of(form.case).upper()
    here = waiting_step(text_of(form.step), ref) or url_for(HOOKS.case_endpoint, ref=ref)
    try:
        with submissions.once(form.key, here) as db:
            basing.state(db, ref, new, actor=actor, at=now())
    except NotFound:
        form.add_errors(Invalid(fields={"case": "no-such-case"}), words.mistake)
        return _page(form)
    except Invalid as refusal:
        form.add_errors(refusal, words.mistake)
        return _page(form)
    flash(gettext("The basis is written down, and the housing team has been told."), "success")
    return redirect(here, 303)


@needs(P.LEGAL_BASIS_STATE)
def end_basis(basis_id: int) -> ResponseReturnValue:
    actor, here = current_actor(), url_for("consents.bases")
    try:
        with transaction() as db:
            key = request.form.get("submission", "")
            submissions.claim(db, key, actor=actor, at=now(), location=here)
            basing.end(db, basis_id, actor=actor, at=now())
    except Stale:
        raise Stale("legal-basis", fresh_url=here) from None
    flash(gettext("The basis is ended. What it opened is closed now."), "success")
    return redirect(here, 303)


def _form() -> BasisForm:
    """Filled in as far as the step that waits for a basis says."""
    form = BasisForm()
    form.offer(list(units_by_id(reader(), current_actor().units(P.LEGAL_BASIS_STATE)).values()))
    if not form.is_submitted():
        form.case.data, form.step.data = request.args.get("case", ""), request.args.get("step")
        form.topics.data = [code for code in request.args.getlist("topics") if code in set(Topic)]
        if "unit" in form:
            form.unit.data = request.args.get("unit")
    return form


def _page(form: BasisForm) -> tuple[str, int]:
    return render_template("consents/state_basis.html", form=form), 422 if form.errors else 200
