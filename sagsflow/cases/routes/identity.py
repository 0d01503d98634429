"""Being shown who a protected resident is, from the case: for everybody who may see the case."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access.permissions import Permission as P
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.core.errors import Invalid
from sagsflow.residents import service as residents
from sagsflow.residents.forms import IdentityForm, refusal
from sagsflow.residents.showing import eyes
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.filters import as_time
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, hidden_without

READERS = (P.CASE_READ, P.VOLUNTEER_READ)


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>/identity", "identity", identity, methods=["GET", "POST"])


@hidden_without(*READERS)
def identity(ref: str) -> ResponseReturnValue:
    seen, form = one.find(reader(), current_actor(), ref, now()), IdentityForm()
    here = url_for("cases.show", ref=seen.case.ref)
    if not eyes().hides(seen.case.resident):
        return redirect(here, 303)
    if form.validate_on_submit():
        try:
            until = _open(form, ref, here)
        except Invalid as refused:
            form.add_errors(refused, refusal)
        else:
            flash(gettext("Shown to you until %(time)s.", time=until), "success")
            return redirect(here, 303)
    return _page(form, seen), 422 if form.errors else 200


def _open(form: IdentityForm, ref: str, here: str) -> str:
    actor, at = current_actor(), now()
    with submissions.once(form.key, here) as db:
        case = one.find(db, actor, ref, at).case
        reason = text_of(form.reason)
        opened = residents.open_identity(db, case.resident, reason, actor=actor, at=at, case_id=case.id)
        return as_time(opened.ends_at)


def _page(form: IdentityForm, seen: Seen) -> str:
    readlog.shows(readlog.Reading("case-form", case_id=seen.case.id, unit_ids=seen.unit_ids))
    address = url_for("cases.identity", ref=seen.case.ref)
    return render_template("cases/identity.html", case=seen.case, identity_form=form, identity_url=address)
