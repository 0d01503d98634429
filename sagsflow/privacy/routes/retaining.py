"""The pages of retention: what is due, the case by its number with what would go, and the certificate of what has gone."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.eventlog.service import anchor
from sagsflow.paper.page import assemble
from sagsflow.paper.render import render_pdf
from sagsflow.privacy import due, retention_rows, words
from sagsflow.privacy.forms import PressForm, WhyForm
from sagsflow.privacy.models import ErasureStatus
from sagsflow.privacy.retention import days_of
from sagsflow.privacy.service import retaining
from sagsflow.web import readlog, spreadsheet, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.filters import today
from sagsflow.web.forms import Form, text_of
from sagsflow.web.guard import current_actor, hidden_without, needs
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

bp = Blueprint("retention", __name__, url_prefix="/retention")
Act = Callable[[Session], object]


@bp.get("")
@needs(P.RETENTION_REVIEW)
def index() -> ResponseReturnValue:
    db, actor = reader(), current_actor()
    lines = due.lines(db, actor, platform().library, today())
    if lines:
        readlog.shows(readlog.Reading("retention-list", cases=[line.case.id for line in lines]))
    return render_template(
        "privacy/retention.html",
        lines=lines,
        decided=due.decided(db, actor),
        most=due.SHOWN,
        may_answer=actor.may(P.RIGHTS_ANSWER),
    )


@bp.get("/register")
@needs(P.RETENTION_REVIEW)
def register() -> ResponseReturnValue:
    """All of both lists as CSV or XLSX."""
    kind = spreadsheet.asked_kind()
    db, actor = reader(), current_actor()
    waiting = due.lines(db, actor, platform().library, today(), limit=None)
    readlog.shows_as_file("retention-list-exported", [line.case.id for line in waiting])
    rows = retention_rows.rows(waiting, due.decided(db, actor, limit=None), today())
    return spreadsheet.download("retention", retention_rows.heading(), rows, kind)


@bp.get("/<ref>")
@hidden_without(P.RETENTION_REVIEW)
def show(ref: str) -> ResponseReturnValue:
    return _page(ref, WhyForm(formdata=None))


@bp.post("/<ref>/propose")
@hidden_without(P.RETENTION_REVIEW)
def propose(ref: str) -> ResponseReturnValue:
    return _press(ref, _on(ref, retaining.propose))


@bp.post("/<ref>/approve")
@hidden_without(P.RETENTION_REVIEW)
def approve(ref: str) -> ResponseReturnValue:
    said = gettext("%(ref)s has been erased. The certificate is on the list.", ref=ref)
    return _press(ref, _on(ref, retaining.approve), onward=url_for("retention.index"), said=said)


@bp.post("/<ref>/take-back")
@hidden_without(P.RETENTION_REVIEW)
def take_back(ref: str) -> ResponseReturnValue:
    return _press(ref, _on(ref, retaining.take_back))


@bp.post("/<ref>/lift")
@hidden_without(P.RETENTION_REVIEW)
def lift(ref: str) -> ResponseReturnValue:
    return _press(ref, _on(ref, retaining.lift))


@bp.post("/<ref>/hold")
@hidden_without(P.RETENTION_REVIEW)
def hold(ref: str) -> ResponseReturnValue:
    return _with_reason(ref, retaining.hold)


@bp.post("/<ref>/reject")
@hidden_without(P.RETENTION_REVIEW)
def reject(ref: str) -> ResponseReturnValue:
    return _with_reason(ref, retaining.reject)


@bp.get("/certificates/<int:erasure_id>.pdf")
@hidden_without(P.RETENTION_REVIEW)
def certificate(erasure_id: int) -> ResponseReturnValue:
    db = reader()
    row = due.erasure(db, current_actor(), erasure_id)
    if row.status is not ErasureStatus.ERASED:
        raise NotFound("erasure", id=erasure_id)
    readlog.shows(readlog.Reading("erasure-certificate", unit_ids=frozenset({row.unit_id})))
    html = assemble(
        "print/certificate.html",
        language=current_language(),
        number=row.id,
        ref=row.case_ref,
        days=days_of(row.rule),
        closed_on=row.closed_on,
        due_on=row.due_on,
        erased_at=row.decided_at,
        people=due.people(db, row),
        resident_too=row.resident_too,
        counts=[(str(words.KINDS.get(kind, kind)), count) for kind, count in due.counts_of(row).items()],
        printed_by=current_actor().name,
        printed_at=now(),
        log_anchor=anchor(db),
    )
    answer = Response(render_pdf(html), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="erasure-{row.id}.pdf"'
    return answer


def _on(ref: str, act: Callable[..., object], **said: str) -> Act:
    """What the service does with a case, as the one who presses and at this moment."""
    return lambda db: act(db, ref, actor=current_actor(), at=now(), library=platform().library, **said)


def _with_reason(ref: str, act: Callable[..., object]) -> ResponseReturnValue:
    form = WhyForm()
    if not form.validate():
        return _page(ref, form), 422
    return _press(ref, _on(ref, act, reason=text_of(form.reason)), form=form)


def _press(
    ref: str, act: Act, *, onward: str | None = None, form: Form | None = None, said: str = ""
) -> ResponseReturnValue:
    """Carries it out once; what stands against it is told on the page."""
    here = url_for("retention.show", ref=ref)
    form = form or PressForm()
    if not form.validate():
        raise Invalid("form")
    try:
        with submissions.once(form.key, onward or here) as db:
            act(db)
    except Stale:
        raise Stale("erasure", fresh_url=here) from None
    except Invalid as refusal:
        flash(words.mistake(refusal.reason), "error")
        return redirect(here, 303)
    if said:
        flash(said, "success")
    return redirect(onward or here, 303)


def _page(ref: str, form: WhyForm) -> str:
    db, actor = reader(), current_actor()
    line = due.line(db, actor, platform().library, ref)
    readlog.shows(
        readlog.Reading("retention", case_id=line.case.id, unit_ids=frozenset({line.case.owner_unit_id}))
    )
    return render_template(
        "privacy/retained_case.html",
        line=line,
        form=form,
        is_due=line.is_due(today()),
        waits=due.has_open_request(db, line.case.resident_id),
        counts=[(words.KINDS.get(kind, kind), count) for kind, count in due.would_go(db, line.case).items()],
        resident_too=due.goes_too(db, line.case),
        people=due.people(db, line.proposal) if line.proposal else {},
        is_own=line.proposal is not None and line.proposal.proposed_by == actor.user_id,
        pathway=_pathway(line),
    )


def _pathway(line: due.Line) -> str:
    definition = platform().library.get(line.case.workflow_id, line.case.workflow_version)
    return definition.name.in_(current_language())
