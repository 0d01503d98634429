"""Longer, narrower, heard by the young person, withdrawn."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.consents import service
from sagsflow.consents.forms import LongerForm, NarrowerForm, WithdrawForm, YoungForm
from sagsflow.consents.hooks import ConsentCase
from sagsflow.consents.queries import ConsentRow
from sagsflow.consents.routes.acting import (
    KEEPERS,
    OF_CASE,
    age_of,
    carry_out,
    case_of,
    case_url,
    consent_of,
    resident_of,
    show_url,
    shows,
)
from sagsflow.core.errors import Invalid, Stale
from sagsflow.web import submissions
from sagsflow.web.database import now
from sagsflow.web.filters import as_date, today
from sagsflow.web.forms import Form, text_of
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.platform import platform

BOTH = ["GET", "POST"]


def add_to(bp: Blueprint) -> None:
    one = f"{OF_CASE}/<int:consent_id>"
    bp.add_url_rule(f"{one}/extend", "extend", extend, methods=BOTH)
    bp.add_url_rule(f"{one}/narrow", "narrow", narrow, methods=BOTH)
    bp.add_url_rule(f"{one}/young-person", "young_person", young_person, methods=["POST"])
    bp.add_url_rule(f"{one}/withdraw", "withdraw", withdraw, methods=["POST"])


@hidden_without(*KEEPERS)
def extend(ref: str, consent_id: int) -> ResponseReturnValue:
    case = case_of(ref)
    row, form, resident = _live(case, consent_id), LongerForm(), resident_of(case)
    if not form.is_submitted():
        form.giver.data, form.giver_name.data = row.giver_kind.value, row.giver_name
        form.second_giver.data = row.second_giver
    form.offer_givers(age_of(resident), age_is_known=resident.born_on is not None)
    if not form.is_submitted():
        form.version.data, form.given_on.data = row.version, as_date(today())
        form.expires_on.data = as_date(service.default_expiry(today()))
    wish = form.wish() if form.is_submitted() and form.validate() else None
    led = None
    if wish is not None:
        led = carry_out(
            form,
            show_url(case, row.id),
            gettext("The consent has been made longer."),
            lambda db: service.extend(db, ref, row.id, wish, actor=current_actor(), at=now()),
        )
    return led or _page("consents/extend.html", form, case, row)


@hidden_without(*KEEPERS)
def narrow(ref: str, consent_id: int) -> ResponseReturnValue:
    case = case_of(ref)
    row, form = _live(case, consent_id), NarrowerForm()
    form.offer(row)
    if not form.is_submitted():
        _fill(form, row)
    led = None
    if form.is_submitted() and form.validate():
        led = carry_out(
            form,
            show_url(case, row.id),
            gettext("The consent has been made narrower. What it does not cover any more is closed now."),
            lambda db: service.narrow(db, ref, row.id, form.wish(), actor=current_actor(), at=now()),
        )
    return led or _page("consents/narrow.html", form, case, row)


@hidden_without(*KEEPERS)
def young_person(ref: str, consent_id: int) -> ResponseReturnValue:
    case, form = case_of(ref), YoungForm()
    row = _live(case, consent_id)
    said_on = form.young_person_on.date if form.validate() else None
    led = None
    if said_on is not None:
        led = carry_out(
            form,
            show_url(case, row.id),
            gettext("It is written down that the young person has said yes too."),
            lambda db: service.hear_young(
                db, ref, row.id, said_on, version=form.version.data or 0, actor=current_actor(), at=now()
            ),
        )
    return led or _page("consents/young.html", form, case, row)


@hidden_without(*KEEPERS)
def withdraw(ref: str, consent_id: int) -> ResponseReturnValue:
    case, form, actor = case_of(ref), WithdrawForm(), current_actor()
    here = show_url(case, consent_id)
    if not form.validate():
        raise Invalid("form")
    try:
        with submissions.once(form.key, here) as db:
            done = service.withdraw(
                db,
                ref,
                consent_id,
                actor=actor,
                at=now(),
                calendar=platform().calendar,
                reason=text_of(form.reason),
            )
    except Stale:
        raise Stale("consent", fresh_url=here) from None
    flash(gettext("The consent is withdrawn. What was shared because of it is closed now."), "success")
    if done.handed_back:
        flash(
            gettext("What had been sent to them has been taken back, and the case owner has got a task."),
            "info",
        )
    return redirect(here, 303)


def _live(case: ConsentCase, consent_id: int) -> ConsentRow:
    """One that has ended meanwhile is told as such, not changed."""
    row = consent_of(case, consent_id)
    if not row.is_live:
        raise Stale("consent", fresh_url=show_url(case, consent_id))
    return row


def _fill(form: NarrowerForm, row: ConsentRow) -> None:
    form.version.data, form.expires_on.data = row.version, as_date(row.agreed_until)
    if "topics" in form:
        form.topics.data = [topic.value for topic in row.topics]
    if "sensitive" in form:
        form.sensitive.data = row.sensitive


def _page(template: str, form: Form, case: ConsentCase, row: ConsentRow) -> tuple[str, int]:
    shows(case)
    page = render_template(
        template, form=form, case=case, row=row, case_url=case_url(case), here=show_url(case, row.id)
    )
    return page, 422 if form.errors else 200
