"""The read log itself, narrowed by day, person and case, on screen and as a file; with case numbers and no case content."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.review import filing, policy, queries
from sagsflow.review.forms import LogForm
from sagsflow.web import readlog, spreadsheet
from sagsflow.web.database import reader
from sagsflow.web.filters import today
from sagsflow.web.guard import current_actor, needs
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/read-log", "index", index)
    bp.add_url_rule("/read-log.csv", "export", export)


@needs(P.LOG_READ)
def index() -> ResponseReturnValue:
    form, scope = LogForm(request.args), policy.scope_of(current_actor(), P.LOG_READ)
    sound = form.validate()
    wanted = form.wanted(today())
    form.since.show(wanted.since)
    form.until.show(wanted.until)
    page = queries.page(reader(), queries.in_log(scope, wanted), request.args.get("after"))
    _shows("log", [line.case_id for line in page.rows if line.case_id])
    asked: dict[str, Any] = {name: value for name, value in request.args.items() if name in form}
    answer = render_template(
        "review/index.html",
        form=form,
        rows=page.rows,
        is_whole=scope.is_whole,
        may_review=current_actor().may(P.LOG_REVIEW),
        asked=asked,
        older_url=url_for("review.index", **asked, after=page.next) if page.next else None,
        newer_url=url_for("review.index", **asked) if request.args.get("after") else None,
    )
    return answer, 200 if sound else 422


@needs(P.LOG_READ)
def export() -> ResponseReturnValue:
    """Everything that the page would show, page after page; that it was taken out is written before the first line leaves."""
    form, scope = LogForm(request.args), policy.scope_of(current_actor(), P.LOG_READ)
    form.validate()
    _shows("log-exported", [])
    found = queries.in_log(scope, form.wanted(today()))
    kind = spreadsheet.asked_kind()
    rows = filing.with_cases(platform(), found, current_language())
    return spreadsheet.download("read-log", filing.heading_with_cases(), rows, kind)


def _shows(what_was: str, cases: Sequence[int]) -> None:
    readlog.shows(readlog.Reading(what_was, cases=cases, unit_ids=current_actor().units(P.LOG_READ)))
