"""The register of one case: all its consents, one of them, and a new one."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access import ledger
from sagsflow.access.topics import Topic
from sagsflow.consents import queries, service
from sagsflow.consents.disclosed import disclosed
from sagsflow.consents.forms import NewConsentForm, WithdrawForm, YoungForm
from sagsflow.consents.hooks import HOOKS, ConsentCase
from sagsflow.consents.routes.acting import (
    KEEPERS,
    OF_CASE,
    age_of,
    carry_out,
    case_of,
    case_url,
    consent_of,
    resident_of,
    shows,
    waiting_step,
)
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import Unit
from sagsflow.residents import queries as residents
from sagsflow.residents.models import HouseholdRole
from sagsflow.residents.showing import known_name
from sagsflow.web.database import now, reader
from sagsflow.web.filters import as_date, today
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, hidden_without


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule(OF_CASE, "index", index)
    bp.add_url_rule(f"{OF_CASE}/new", "new", new)
    bp.add_url_rule(f"{OF_CASE}/new", "give", give, methods=["POST"])
    bp.add_url_rule(f"{OF_CASE}/<int:consent_id>", "show", show)


@hidden_without(*KEEPERS)
def index(ref: str) -> ResponseReturnValue:
    case, db = case_of(ref), reader()
    shows(case)
    return render_template(
        "consents/index.html",
        case=case,
        rows=queries.for_case(db, case.id, now()),
        sees=queries.who_sees(db, ledger.live_grants(db, case.id, now())),
        case_url=case_url(case),
        submission=WithdrawForm(formdata=None).key,
    )


@hidden_without(*KEEPERS)
def show(ref: str, consent_id: int) -> ResponseReturnValue:
    case = case_of(ref)
    row, db = consent_of(case, consent_id), reader()
    shows(case)
    return render_template(
        "consents/show.html",
        case=case,
        row=row,
        history=queries.history(db, row.id),
        disclosed=disclosed(db, case.id, row.unit_id, row.given_at, min(row.ended_at, now())),
        age=age_of(resident_of(case)),
        form=WithdrawForm(formdata=None),
        young=YoungForm(formdata=None, version=row.version, young_person_on=today()),
        panels=[
            (panel.template, panel.fill(db, current_actor(), ref, row.id, now()))
            for panel in HOOKS.panels.values()
        ],
        case_url=case_url(case),
    )


@hidden_without(*KEEPERS)
def new(ref: str) -> ResponseReturnValue:
    case = case_of(ref)
    form = new_form(case, formdata=None)
    form.given_on.data, form.expires_on.data = as_date(today()), as_date(service.default_expiry(today()))
    form.step.data = request.args.get("step")
    form.topics.data = [code for code in request.args.getlist("topics") if code in set(Topic)]
    known = [unit for unit in _units(case) if str(unit.id) == request.args.get("unit")]
    asked = known or [unit for unit in _units(case) if unit.kind.value in request.args.getlist("kind")]
    if len(asked) == 1:
        form.unit.data = str(asked[0].id)
    return new_page(form, case)


@hidden_without(*KEEPERS)
def give(ref: str) -> ResponseReturnValue:
    case = case_of(ref)
    form = new_form(case)
    written = form.consent() if form.validate() else None
    if written is None:
        return new_page(form, case), 422
    here = waiting_step(text_of(form.step), case.ref) or case_url(case)
    done = gettext("The consent is written down.")
    led = carry_out(
        form, here, done, lambda db: service.give(db, ref, written, actor=current_actor(), at=now())
    )
    return led or (new_page(form, case), 422)


def new_form(case: ConsentCase, **source: None) -> NewConsentForm:
    form, resident = NewConsentForm(**source), resident_of(case)
    form.offer(_units(case), age_of(resident), age_is_known=resident.born_on is not None)
    return form


def new_page(form: NewConsentForm, case: ConsentCase) -> str:
    shows(case)
    resident = resident_of(case)
    family = residents.household_of(reader(), resident)
    adults = [
        known_name(one)
        for one in family
        if one.household_role is HouseholdRole.ADULT and one.id != resident.id
    ]
    return render_template(
        "consents/new.html",
        form=form,
        case=case,
        case_url=case_url(case),
        resident_name=known_name(resident),
        adults=adults,
    )


def _units(case: ConsentCase) -> list[Unit]:
    """Everybody but the unit that has the case, which sees its own; but it too where the pathway asks whether it may."""
    units = organisations.all_units(reader())
    return [unit for unit in units if unit.active and (case.asks_own or unit.id != case.owner_unit_id)]
