"""The register of breaches: the list, one breach on screen and paper, writing it, and closing it."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.core.calendar import COPENHAGEN
from sagsflow.core.errors import Invalid, Stale
from sagsflow.eventlog.service import anchor
from sagsflow.paper.page import assemble
from sagsflow.paper.render import render_pdf
from sagsflow.privacy import breach_facts, breaches
from sagsflow.privacy.breach_forms import FIELDS, BreachForm, CloseForm, mistake
from sagsflow.privacy.models.breaches import Breach
from sagsflow.privacy.service import breaches as service
from sagsflow.web import readlog, spreadsheet, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import today
from sagsflow.web.forms import number_of, text_of
from sagsflow.web.guard import current_actor, hidden_without, needs
from sagsflow.web.language import current_language

bp = Blueprint("breaches", __name__, url_prefix="/breaches")
TASK_PLACE = {service.TASK: "breaches.index"}


@bp.get("")
@needs(P.BREACH_KEEP)
def index() -> ResponseReturnValue:
    found = breaches.listed(reader(), current_actor(), request.args.get("after"))
    readlog.shows(readlog.Reading("breach-list", count=len(found.rows)))
    older = url_for("breaches.index", after=found.next) if found.next else None
    newer = url_for("breaches.index") if request.args.get("after") else None
    lines = [breach_facts.line(row, now()) for row in found.rows]
    return render_template("privacy/breaches.html", lines=lines, older_url=older, newer_url=newer)


@bp.get("/register")
@needs(P.BREACH_KEEP)
def register() -> ResponseReturnValue:
    """The whole register as CSV or XLSX."""
    kind = spreadsheet.asked_kind()
    heading = (
        gettext("Breach"),
        gettext("What"),
        gettext("Discovered"),
        gettext("To be reported by"),
        gettext("Where it stands"),
    )
    rows = [
        (line.breach.id, line.what, line.breach.discovered_at, line.breach.report_by, line.clock)
        for line in (breach_facts.line(row, now()) for row in breaches.every(reader(), current_actor()))
    ]
    readlog.shows(readlog.Reading("breach-list-exported", count=len(rows)))
    return spreadsheet.download("breaches", heading, rows, kind)


@bp.get("/<int:breach_id>")
@hidden_without(P.BREACH_KEEP)
def show(breach_id: int) -> ResponseReturnValue:
    breach = breaches.get(reader(), current_actor(), breach_id)
    return _page(breach, CloseForm(formdata=None, version=str(breach.version)))


@bp.get("/<int:breach_id>/breach.pdf")
@hidden_without(P.BREACH_KEEP)
def pdf(breach_id: int) -> ResponseReturnValue:
    breach = breaches.get(reader(), current_actor(), breach_id)
    readlog.shows(readlog.Reading("breach-printed"))
    said = breach_facts.facts(reader(), breach)
    html = assemble(
        "print/breach.html",
        language=current_language(),
        number=breach.id,
        facts=[(str(name), str(value)) for name, value in said if not isinstance(value, breach_facts.Story)],
        told=[(str(name), str(value)) for name, value in said if isinstance(value, breach_facts.Story)],
        printed_by=current_actor().name,
        printed_at=now(),
        log_anchor=anchor(reader()),
    )
    name = f"attachment; filename=breach-{breach.id}.pdf"
    return Response(render_pdf(html), mimetype="application/pdf", headers={"Content-Disposition": name})


@bp.route("/new", methods=["GET", "POST"])
@hidden_without(P.BREACH_KEEP)
def new() -> ResponseReturnValue:
    form = BreachForm()
    if not form.is_submitted():
        form.discovered_on.show(today())
        form.discovered_time.data = now().astimezone(COPENHAGEN).strftime("%H.%M")
    actor, at = current_actor(), now()
    return _write(form, None, lambda db: service.register(db, breach_facts.typed(form), actor=actor, at=at))


@bp.route("/<int:breach_id>/edit", methods=["GET", "POST"])
@hidden_without(P.BREACH_KEEP)
def edit(breach_id: int) -> ResponseReturnValue:
    breach = breaches.get(reader(), current_actor(), breach_id)
    form, actor, at = BreachForm(), current_actor(), now()
    if not form.is_submitted():
        form.show(breach, " ".join(breaches.case_numbers(reader(), breach)))
    version = number_of(form.version)
    return _write(
        form,
        breach,
        lambda db: service.change(
            db, breach_id, breach_facts.typed(form), version=version, actor=actor, at=at
        ),
    )


@bp.post("/<int:breach_id>/close")
@hidden_without(P.BREACH_KEEP)
def close(breach_id: int) -> ResponseReturnValue:
    actor, form = current_actor(), CloseForm()
    breach, here = breaches.get(reader(), actor, breach_id), url_for("breaches.show", breach_id=breach_id)
    if not form.validate():
        return _page(breach, form), 422
    version, words = number_of(form.version), text_of(form.conclusion)
    try:
        with submissions.once(form.key, here) as db:
            service.close(db, breach_id, words, version=version, actor=actor, at=now())
    except Invalid as refusal:
        form.add_errors(refusal, mistake)
        return _page(breaches.get(reader(), actor, breach_id), form), 422
    except Stale:
        raise Stale("breach", fresh_url=here) from None
    flash(gettext("The breach is closed."), "success")
    return redirect(here, 303)


def _write(form: BreachForm, breach: Breach | None, act: Callable[[Session], Breach]) -> ResponseReturnValue:
    if form.validate_on_submit() and form.told() is not None:
        try:
            with transaction() as db:
                submission = submissions.claim(db, form.key, actor=current_actor(), at=now())
                submission.location = url_for("breaches.show", breach_id=act(db).id)
            return redirect(submission.location, 303)
        except Invalid as refusal:
            fields = {FIELDS.get(name, name): code for name, code in refusal.fields.items()}
            form.add_errors(Invalid(fields=fields), mistake)
        except Stale:
            fresh = url_for("breaches.edit", breach_id=breach.id) if breach else url_for("breaches.index")
            raise Stale("breach", fresh_url=fresh) from None
    breach_id = breach.id if breach else None
    readlog.shows(readlog.Reading("breach-form"))
    return render_template(
        "privacy/breach_form.html", form=form, breach_id=breach_id
    ), 422 if form.errors else 200


def _page(breach: Breach, form: CloseForm) -> str:
    db, at = reader(), now()
    readlog.shows(readlog.Reading("breach"))
    return render_template(
        "privacy/breach.html",
        breach=breach,
        line=breach_facts.line(breach, at),
        facts=breach_facts.facts(db, breach),
        gaps=[mistake(code) for code in breaches.gaps(breach)],
        form=form,
    )
