"""The register of requests, the page of one, and being shown who it is from, when she is protected."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid
from sagsflow.privacy import policy, queries
from sagsflow.privacy.forms import GatherForm
from sagsflow.privacy.models import RightsRequest
from sagsflow.privacy.routes.acting import shows
from sagsflow.privacy.words import word
from sagsflow.residents.forms import IdentityForm
from sagsflow.residents.service import open_identity
from sagsflow.web import readlog, spreadsheet, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.forms import text_of
from sagsflow.web.guard import current_actor, hidden_without, needs
from sagsflow.web.spreadsheet import Cell


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("", "index", index)
    bp.add_url_rule("/register", "register", register)
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


@hidden_without(P.RIGHTS_ANSWER)
def register() -> ResponseReturnValue:
    """Every request as CSV or XLSX: how they are kept up with, without saying whose they are."""
    kind = spreadsheet.asked_kind()
    heading = (
        gettext("Request"),
        gettext("What"),
        gettext("Received"),
        gettext("Answer by"),
        gettext("Where it stands"),
        gettext("Closed"),
    )
    rows = [_line(row.request) for row in queries.listed(reader(), current_actor(), limit=None)]
    readlog.shows(readlog.Reading("request-list-exported", count=len(rows)))
    return spreadsheet.download("requests", heading, rows, kind)


def _line(row: RightsRequest) -> Sequence[Cell]:
    kind, status = word(row.kind, "requestkind"), word(row.status, "requeststatus")
    return row.id, kind, row.received_on, row.due_on, status, row.closed_at


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
