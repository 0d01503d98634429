"""Naming a deputy for oneself, or as leader for one of one's people, and ending it before its time."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries, service
from sagsflow.accounts.forms import ROLES, DeputyForm, words
from sagsflow.accounts.routes.blueprint import staff
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid
from sagsflow.organisations.forms import day_of
from sagsflow.web import submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.forms import offered
from sagsflow.web.guard import current_actor, needs, signed_in


@staff.get("/deputies/new")
@needs(P.TASK_DO, P.STAFF_LEAD)
def new_deputy() -> ResponseReturnValue:
    return _page(_form(DeputyForm(data={"valid_from": copenhagen_date(now())})))


@staff.post("/deputies/new")
@needs(P.TASK_DO, P.STAFF_LEAD)
def name_deputy() -> ResponseReturnValue:
    form, actor = _form(DeputyForm()), current_actor()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        days = day_of(form.valid_from), day_of(form.valid_to)
        new = service.NewDeputy(form.membership_id.data, form.deputy_id.data, *days)
        with submissions.once(form.key, _home()) as db:
            service.name_deputy(db, new, actor=actor, at=now())
    except Invalid as refusal:
        form.add_errors(refusal, words)
        return _page(_form(form)), 422
    flash(_("The deputy has been named."))
    return redirect(_home(), 303)


@staff.post("/deputies/<int:deputyship_id>/end")
@signed_in
def end_deputyship(deputyship_id: int) -> ResponseReturnValue:
    """The deputy herself may end it too."""
    home = _home()
    try:
        with transaction() as db:
            service.end_deputyship(db, deputyship_id, actor=current_actor(), at=now())
    except Invalid as refusal:
        flash(words(refusal.reason), "error")
        return redirect(home, 303)
    flash(_("The deputyship has ended."))
    return redirect("/", 303)


def _form(form: DeputyForm) -> DeputyForm:
    """Offers one's own roles, those of one's people, and the colleagues there; raises Forbidden where there are none."""
    db, actor, on = reader(), current_actor(), copenhagen_date(now())
    lendable = service.lendable(db, actor, on)
    if not lendable:
        raise Forbidden("deputies-name-none")
    names = queries.user_names(db, {row.user_id for row in lendable})
    form.membership_id.choices = offered(
        (row.id, f"{names[row.user_id]}: {ROLES[row.role]}, {row.unit.name}") for row in lendable
    )
    people = service.colleagues(db, actor, sorted({row.unit_id for row in lendable}), on)
    form.deputy_id.choices = offered({one.user_id: one.name for one in people}.items())
    return form


def _home() -> str:
    """Where deputies stand: with the staff for those who look after it, else on one's own account."""
    looks_after = current_actor().may_any({P.ADMINISTER, P.STAFF_LEAD})
    return url_for("staff.index") if looks_after else url_for("accounts.own", _anchor="deputies")


def _page(form: DeputyForm) -> str:
    return render_template("accounts/staff/deputy.html", form=form, home=_home())
