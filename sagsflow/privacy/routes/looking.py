"""The register of requests, the page of one, and being shown who it is from, when she is protected."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid
from sagsflow.privacy import policy, queries
from sagsflow.privacy.forms import GatherForm
from sagsflow.privacy.routes.acting import shows
from sagsflow.residents.forms import IdentityForm
from sagsflow.residents.service import open_identity
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, hidden_without, needs


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("", "index", index)
    bp.add_url_rule("/<int:request_id>", "show", show)
    bp.add_url_rule("/<int:request_id>/identity", "identity", identity, methods=["POST"])


@needs(P.RIGHTS_ANSWER, P.RETENTION_REVIEW)
def index() -> ResponseReturnValue:
    if not current_actor().may(P.RIGHTS_ANSWER):
        return redirect(url_for("retention.index"), 303)
    rows = queries.listed(reader(), current_actor())
    if rows:
        readlog.shows(readlog.Reading("request-list", count=len(rows)))
    return render_template("privacy/index.html", rows=rows)


@hidden_without(P.RIGHTS_ANSWER, P.RESIDENT_WRITE)
def show(request_id: int) -> ResponseReturnValue:
    db = reader()
    row = queries.get(db, current_actor(), request_id)
    shows(row, "request")
    return render_template(
        "privacy/show.html",
        row=row,
        review=queries.review(db, row.request),
        may_answer=policy.may_answer(current_actor(), row.request),
        form=GatherForm(version=row.request.version),
        names=queries.names(db, row.request),
        identity_form=IdentityForm(formdata=None),
        identity_url=url_for("privacy.identity", request_id=request_id),
    )


@hidden_without(P.RIGHTS_ANSWER)
def identity(request_id: int) -> ResponseReturnValue:
    form, actor = IdentityForm(), current_actor()
    here = url_for("privacy.show", request_id=request_id)
    try:
        if not form.validate():
            raise Invalid("reason")
        with submissions.once(form.key, here) as db:
            resident = queries.get_to_answer(db, actor, request_id).resident
            open_identity(db, resident, text_of(form.reason), actor=actor, at=now())
    except Invalid:
        flash(gettext("Say in a few words why you need to know who it is."), "error")
    return redirect(here, 303)
