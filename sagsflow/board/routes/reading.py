"""How the plan is going: the page, the paper for the board, the numbers for Landsbyggefonden; and closing a quarter."""

from collections.abc import Mapping

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sagsflow.access.permissions import Permission as P
from sagsflow.board.forms import CloseForm
from sagsflow.board.presenting import goal_rows, rows, tables
from sagsflow.board.routes.asking import asked, named
from sagsflow.board.service.quarters import close_quarter
from sagsflow.board.words import PURSES, STATUSES
from sagsflow.core.errors import Stale
from sagsflow.eventlog.service import anchor
from sagsflow.meetings.queries.barriers import waiting_for_the_board
from sagsflow.paper.page import assemble
from sagsflow.paper.render import render_pdf
from sagsflow.web import spreadsheet, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.guard import current_actor, needs
from sagsflow.web.language import current_language


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("", "index", index)
    bp.add_url_rule("/status.pdf", "status_pdf", status_pdf)
    bp.add_url_rule("/numbers", "numbers", numbers)
    bp.add_url_rule("/goals/list", "goals", goals)
    bp.add_url_rule("/quarters/close", "close", close, methods=["POST"])


@needs(P.FIGURES_READ)
def index() -> ResponseReturnValue:
    wanted = asked(request.args)
    seen = wanted.status()
    return render_template(
        "board/index.html",
        asked=wanted,
        seen=seen,
        tables=tables(seen),
        keeps=current_actor().may(P.PLAN_KEEP),
        waiting_now=waiting_for_the_board(reader()),
        close_form=CloseForm() if seen.may_close else None,
        **_words(),
    )


@needs(P.FIGURES_READ)
def status_pdf() -> ResponseReturnValue:
    wanted = asked(request.args)
    seen = wanted.status()
    html = assemble(
        "print/board_status.html",
        language=current_language(),
        seen=seen,
        tables=tables(seen),
        quarter=wanted.label,
        running_right=seen.plan,
        printed_by=current_actor().name,
        printed_at=now(),
        log_anchor=anchor(reader()),
        **{name: {key: str(word) for key, word in words.items()} for name, words in _words().items()},
    )
    sent = Response(render_pdf(html), mimetype="application/pdf")
    sent.headers["Content-Disposition"] = f'inline; filename="status-{wanted.quarter.code}.pdf"'
    return sent


@needs(P.FIGURES_READ)
def numbers() -> ResponseReturnValue:
    kind = spreadsheet.asked_kind()
    wanted = asked(request.args)
    heading = (
        _("Plan"), _("Quarter"), _("Kind of case"), _("Sub-agreement"), _("Area"), _("Figure"), _("Part"),
        _("Number"), _("Remark"),
    )  # fmt: skip
    found = rows(wanted.status(), wanted.quarter.code)
    return spreadsheet.download(f"status-{wanted.quarter.code}", heading, found, kind)


@needs(P.FIGURES_READ)
def goals() -> ResponseReturnValue:
    """Goals and milestones as they stood at the end of the quarter."""
    kind = spreadsheet.asked_kind()
    wanted = asked(request.args)
    heading = (
        _("Sub-agreement"), _("Goal"), _("Measured by"), _("Organisation that answers for it"), _("Milestone"),
        _("To be reached by"), _("Status"), _("Status of"), _("Remark"), _("Overdue"),
    )  # fmt: skip
    found = goal_rows(wanted.status())
    return spreadsheet.download(f"goals-{wanted.quarter.code}", heading, found, kind)


@needs(P.PLAN_KEEP)
def close() -> ResponseReturnValue:
    form, wanted = CloseForm(), named(request.form, "plan", "quarter")
    there = url_for("board.index", plan=wanted.plan.id, quarter=wanted.quarter.code)
    if form.validate_on_submit():
        seen, actor = wanted.status_to_close(), current_actor()
        try:
            with submissions.once(form.key, there) as db:
                close_quarter(db, wanted.plan.id, wanted.quarter, seen.numbers, actor=actor, at=now())
        except Stale:
            flash(
                _("Somebody else has closed the quarter meanwhile. Its numbers stay as they were then."),
                "info",
            )
        else:
            flash(_("The quarter is closed. Its numbers stay as they are."))
    return redirect(there, 303)


def _words() -> Mapping[str, Mapping[str, str]]:
    return {
        "statuses": {key.value: word for key, word in STATUSES.items()},
        "purses": {key.value: word for key, word in PURSES.items()},
    }
