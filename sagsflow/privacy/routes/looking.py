"""The register of requests, and the page of one."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.privacy import policy, queries
from sagsflow.privacy.forms import GatherForm
from sagsflow.privacy.routes.acting import shows
from sagsflow.web import readlog
from sagsflow.web.database import reader
from sagsflow.web.guard import current_actor, hidden_without, needs


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("", "index", index)
    bp.add_url_rule("/<int:request_id>", "show", show)


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
    )
