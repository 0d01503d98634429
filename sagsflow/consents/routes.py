"""The pages of the consent register of one case."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access import ledger
from sagsflow.access.permissions import Permission as P
from sagsflow.consents import queries, service, words
from sagsflow.consents.forms import NewConsentForm, WithdrawForm
from sagsflow.consents.hooks import HOOKS, ConsentCase
from sagsflow.core.errors import Invalid, Stale
from sagsflow.organisations import queries as organisations
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import as_date, today
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform

bp = Blueprint("consents", __name__, url_prefix="/cases/<ref>/consents")
bp.add_app_template_filter(words.word, "consent_word")
KEEPERS = (P.CONSENT_RECORD, P.VOLUNTEER_WRITE)


@bp.get("")
@hidden_without(*KEEPERS)
def index(ref: str) -> ResponseReturnValue:
    case = _case(ref)
    _shows(case)
    db = reader()
    return render_template(
        "consents/index.html",
        case=case,
        rows=queries.for_case(db, case.id, now()),
        sees=queries.who_sees(db, ledger.live_grants(db, case.id, now())),
        case_url=_case_url(case),
        submission=WithdrawForm(formdata=None).key,
    )


@bp.get("/new")
@hidden_without(*KEEPERS)
def new(ref: str) -> ResponseReturnValue:
    case = _case(ref)
    form = _form(case, formdata=None)
    form.given_on.data, form.expires_on.data = as_date(today()), as_date(service.default_expiry(today()))
    asked = request.args.get("unit", type=int)
    if any(unit.id == asked for unit in organisations.all_units(reader())):
        form.unit.data = str(asked)
    return _page(form, case)


@bp.post("/new")
@hidden_without(*KEEPERS)
def give(ref: str) -> ResponseReturnValue:
    case, actor = _case(ref), current_actor()
    form = _form(case)
    written = form.consent() if form.validate() else None
    if written is None:
        return _page(form, case), 422
    here = _case_url(case)
    try:
        with transaction() as db:
            submissions.claim(db, form.key, actor=actor, at=now(), location=here)
            service.give(db, ref, written, actor=actor, at=now())
    except Invalid as refusal:
        form.add_errors(refusal, words.mistake)
        return _page(form, case), 422
    flash(gettext("The consent is written down."), "success")
    return redirect(here, 303)


@bp.post("/<int:consent_id>/withdraw")
@hidden_without(*KEEPERS)
def withdraw(ref: str, consent_id: int) -> ResponseReturnValue:
    form, actor = WithdrawForm(), current_actor()
    here = url_for("consents.index", ref=ref)
    if not form.validate():
        raise Invalid("form")
    try:
        with transaction() as db:
            submissions.claim(db, form.key, actor=actor, at=now(), location=here)
            done = service.withdraw(db, ref, consent_id, actor=actor, at=now(), calendar=platform().calendar)
    except Stale:
        raise Stale("consent", fresh_url=here) from None
    flash(gettext("The consent is withdrawn. What was shared because of it is closed now."), "success")
    if done.handed_back:
        flash(gettext("A referral has been pulled back, and the case owner has got a task."), "info")
    return redirect(here, 303)


def _case(ref: str) -> ConsentCase:
    assert HOOKS.find_case is not None, "cases.consenting has not been connected"
    return HOOKS.find_case(reader(), ref, current_actor(), now())


def _case_url(case: ConsentCase) -> str:
    return url_for(HOOKS.case_endpoint, ref=case.ref, _anchor="consents")


def _form(case: ConsentCase, **source: None) -> NewConsentForm:
    """Everybody but the unit that has the case: it needs no consent to see its own."""
    form = NewConsentForm(**source)
    form.offer([unit for unit in organisations.all_units(reader()) if unit.id != case.owner_unit_id])
    return form


def _page(form: NewConsentForm, case: ConsentCase) -> str:
    _shows(case)
    return render_template("consents/new.html", form=form, case=case, case_url=_case_url(case))


def _shows(case: ConsentCase) -> None:
    readlog.shows(
        readlog.Reading(
            "consents",
            case_id=case.id,
            resident_id=case.resident_id,
            unit_ids=frozenset({case.owner_unit_id}),
        )
    )
