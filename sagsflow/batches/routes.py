"""Many papers at once: asked for, watched, cancelled and fetched by the person who asked."""

from collections.abc import Iterator

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from sagsflow.access.permissions import Permission as P
from sagsflow.batches import queries, service
from sagsflow.batches.forms import MINE, TOGETHER, BatchForm, mistake
from sagsflow.batches.models import BatchStatus
from sagsflow.batches.words import STANDINGS
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.web import readlog, submissions
from sagsflow.web.database import now, reader, transaction
from sagsflow.web.filters import localised
from sagsflow.web.forms import offered, text_of
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform

bp = Blueprint("batches", __name__, url_prefix="/batches")
ALL = _l("All pathways")


@bp.route("", methods=["GET", "POST"])
@hidden_without(P.CASE_PRINT)
def index() -> ResponseReturnValue:
    form = BatchForm()
    pathways = [(row.id, localised(row.name)) for row in platform().library.cases("support")]
    form.pathway.choices = offered([("", ALL), *pathways])
    if form.validate_on_submit():
        try:
            return redirect(url_for("batches.show", batch_id=_ask(form)), 303)
        except Invalid as refusal:
            form.add_errors(refusal, mistake)
    found = queries.own(reader(), current_actor(), now(), limit=queries.SHOWN + 1)
    rows = found[: queries.SHOWN]
    more = len(found) > len(rows)
    page = render_template("batches/index.html", form=form, rows=rows, more=more, standings=STANDINGS)
    return page, 422 if form.errors else 200


@bp.get("/<int:batch_id>")
@hidden_without(P.CASE_PRINT)
def show(batch_id: int) -> ResponseReturnValue:
    batch = queries.get(reader(), current_actor(), batch_id, now())
    standing = queries.cases_in(reader(), batch, current_actor(), now())
    return render_template("batches/show.html", batch=batch, withheld=batch.done - len(standing))


@bp.post("/<int:batch_id>/cancel")
@hidden_without(P.CASE_PRINT)
def cancel(batch_id: int) -> ResponseReturnValue:
    here = url_for("batches.show", batch_id=batch_id)
    key = request.form.get("submission", "")
    with submissions.once(key, here) as db:
        service.cancel(db, batch_id, actor=current_actor(), at=now())
    return redirect(here, 303)


@bp.get("/<int:batch_id>/papers")
@hidden_without(P.CASE_PRINT)
def fetch(batch_id: int) -> ResponseReturnValue:
    """Of a zip, one paper at a time is opened while the file is sent. From a PDF no paper can be taken out: it is withheld whole,
    and the page of the batch says why."""
    batch = queries.get(reader(), current_actor(), batch_id, now())
    if batch.status is not BatchStatus.READY:
        raise NotFound("archive", id=batch_id)
    cases = queries.cases_in(reader(), batch, current_actor(), now())
    if not cases or (batch.together and len(cases) < batch.done):
        return redirect(url_for("batches.show", batch_id=batch_id), 303)
    readlog.shows(
        readlog.Reading("batch-fetched", cases=cases, purpose=batch.purpose, recipient=batch.recipient)
    )
    if batch.together:
        return _attached(queries.volume(reader(), batch), "application/pdf", f"papers-{batch_id}.pdf")
    papers = queries.archive(platform().database, batch_id, cases)
    return _attached(papers, "application/zip", f"papers-{batch_id}.zip")


def _attached(content: bytes | Iterator[bytes] | None, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _ask(form: BatchForm) -> int:
    new = service.NewBatch(
        language=current_language(),
        recipient=text_of(form.recipient),
        purpose=text_of(form.purpose),
        sensitive=form.sensitive.data,
        pathway=form.pathway.data or None,
        mine=form.whose.data == MINE,
        together=form.bound.data == TOGETHER,
    )
    with transaction() as db:
        claim = submissions.claim(db, form.key, actor=current_actor(), at=now())
        batch = service.ask(db, new, actor=current_actor(), at=now())
        claim.location = url_for("batches.show", batch_id=batch.id)
        return batch.id
