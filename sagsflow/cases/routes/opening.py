"""Opens a case for a resident who has been found or registered first."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.actor import Actor
from sagsflow.cases.forms import NewCaseForm, mistake
from sagsflow.cases.models import Domain, InformedHow
from sagsflow.cases.service.opening import ANY_SUB_AGREEMENT, OPENS, NewCase, open_case
from sagsflow.core.errors import Forbidden, Invalid
from sagsflow.engine.model import Definition
from sagsflow.organisations import queries as organisations
from sagsflow.residents import queries as residents
from sagsflow.residents.models import Resident
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import offered
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/new", "new", new, methods=["GET", "POST"])


@hidden_without(*OPENS.values())
def new() -> ResponseReturnValue:
    resident = residents.get(reader(), current_actor(), request.args.get("resident", ""))
    form = _form()
    if form.validate_on_submit():
        try:
            return _open(form, resident)
        except Invalid as refusal:
            form.add_errors(refusal, mistake)
    readlog.shows(readlog.Reading("case-form", resident_id=resident.id))
    page = render_template(
        "cases/new.html", form=form, resident=resident, pathways=_pathways(current_actor())
    )
    return page, 422 if form.errors else 200


def _open(form: NewCaseForm, resident: Resident) -> ResponseReturnValue:
    actor, at = current_actor(), now()
    definition = platform().library.latest(form.workflow.data)
    wanted = NewCase(
        resident_id=resident.id,
        workflow_id=definition.id,
        unit_id=_unit(actor, Domain(definition.domain), resident),
        sub_agreement=form.sub_agreement.data or ANY_SUB_AGREEMENT,
        urgent=form.urgent.data,
        informed_on=form.informed_on.date,
        informed_how=InformedHow(form.informed_how.data) if form.informed_how.data else None,
        owner_id=actor.user_id if form.mine.data else None,
    )
    with transaction() as db:
        done = submissions.claim(db, form.key, actor=actor, at=at)
        case = open_case(
            db, wanted, actor=actor, at=at, pathways=platform(), prefix=platform().settings.case_prefix
        )
        done.location = url_for("cases.show", ref=case.ref)
    return redirect(done.location, 303)


def _form() -> NewCaseForm:
    form, language = NewCaseForm(), current_language()
    form.workflow.choices = offered((d.id, d.name.in_(language)) for d in _pathways(current_actor()))
    form.sub_agreement.choices = offered(
        (row.code, row.name_en if language == "en" else row.name_da)
        for row in organisations.sub_agreements(reader())
    )
    return form


def _pathways(actor: Actor) -> list[Definition]:
    return [
        definition
        for domain, permission in OPENS.items()
        if actor.may(permission)
        for definition in platform().library.cases(domain.value)
    ]


def _unit(actor: Actor, domain: Domain, resident: Resident) -> int:
    """The unit that keeps the resident's data, if one opens such cases there; otherwise one's first unit that does."""
    units = actor.units(OPENS[domain])
    if not units:
        raise Forbidden("open-case")
    return resident.controller_unit_id if resident.controller_unit_id in units else min(units)
