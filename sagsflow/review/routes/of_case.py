"""Who has opened this case: for people of the unit that owns it, on screen, paper and as a file; looking here is logged too."""

import sqlalchemy as sa
from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sagsflow.access.permissions import Permission as P
from sagsflow.cases.models import Case
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.core.errors import NotFound
from sagsflow.eventlog import service as eventlog
from sagsflow.organisations.models import Unit
from sagsflow.paper.page import assemble
from sagsflow.paper.render import render_pdf
from sagsflow.review import filing, policy, queries
from sagsflow.web import readlog, spreadsheet
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

READERS = (P.CASE_READ, P.VOLUNTEER_READ)
OPENED, LISTED = "opened", "listed"
MOST_ON_PAPER = 2_000


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/cases/<ref>/readings", "of_case", of_case)
    bp.add_url_rule("/cases/<ref>/readings.pdf", "of_case_pdf", of_case_pdf)
    bp.add_url_rule("/cases/<ref>/readings/list", "of_case_file", of_case_file)


@hidden_without(*READERS)
def of_case(ref: str) -> ResponseReturnValue:
    seen = _seen(ref)
    which, found = _which(seen.case)
    page = queries.page(reader(), found, request.args.get("after"))
    _shows(seen, "case-readings")
    return render_template(
        "review/of_case.html",
        case=seen.case,
        which=which,
        rows=page.rows,
        tabs=[(name, url_for("review.of_case", ref=ref, show=name)) for name in (OPENED, LISTED)],
        older_url=url_for("review.of_case", ref=ref, show=which, after=page.next) if page.next else None,
        newer_url=url_for("review.of_case", ref=ref, show=which) if request.args.get("after") else None,
    )


@hidden_without(*READERS)
def of_case_pdf(ref: str) -> ResponseReturnValue:
    """What was opened; who has only seen the case on lists is asked for on the screen."""
    seen, db = _seen(ref), reader()
    rows = queries.every(db, queries.opened(seen.case.id), MOST_ON_PAPER)
    _shows(seen, "case-readings-printed")
    html = assemble(
        "print/readings.html",
        language=current_language(),
        ref=ref,
        rows=tuple(rows),
        is_cut=len(rows) == MOST_ON_PAPER,
        running_right=reader().get_one(Unit, seen.case.owner_unit_id).name,
        printed_by=current_actor().name,
        printed_at=now(),
        log_anchor=eventlog.anchor(db),
    )
    answer = Response(render_pdf(html), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{ref}-readings.pdf"'
    return answer


@hidden_without(*READERS)
def of_case_file(ref: str) -> ResponseReturnValue:
    """Every line of the list, however long; written down before the first of them leaves."""
    seen, kind = _seen(ref), spreadsheet.asked_kind()
    which, found = _which(seen.case)
    _shows(seen, "case-readings-exported")
    rows = filing.rows(platform(), found, current_language())
    return spreadsheet.download(f"{ref}-{which}", filing.heading(), rows, kind)


def _which(case: Case) -> tuple[str, sa.ColumnElement[bool]]:
    """Opened, or seen on a list: as the address says."""
    which = request.args.get("show", OPENED)
    if which not in {OPENED, LISTED}:
        raise NotFound("list", name=which)
    return which, queries.opened(case.id) if which == OPENED else queries.listed(case)


def _seen(ref: str) -> Seen:
    seen = one.find(reader(), current_actor(), ref, now())
    if not policy.may_see_who_read(current_actor(), seen):
        raise NotFound("case", ref=ref)
    return seen


def _shows(seen: Seen, what: str) -> None:
    case = seen.case
    readlog.shows(
        readlog.Reading(what, case_id=case.id, resident_id=case.resident_id, unit_ids=seen.unit_ids)
    )
