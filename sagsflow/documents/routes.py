"""Documents are added, opened and taken away."""

from collections.abc import Callable

import structlog
from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.access.topics import Topic
from sagsflow.cases import policy as case_policy
from sagsflow.cases.policy import Rule
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.consents import queries as consents
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.documents import policy, queries
from sagsflow.documents.forms import NO_CONSENT, DocumentForm, RemovalForm, SignedForm
from sagsflow.documents.models import Document, DocumentKind
from sagsflow.documents.service import MAX_TITLE, NewDocument, add_document, remove_document
from sagsflow.documents.words import KINDS, mistake
from sagsflow.files import service as files
from sagsflow.residents.freetext import watch_for
from sagsflow.web import cautions, readlog, submissions
from sagsflow.web.database import now, reader
from sagsflow.web.filters import as_date
from sagsflow.web.forms import Form, number_of, offered, text_of
from sagsflow.web.guard import current_actor, hidden_without
from sagsflow.web.uploads import takes_up_to

LOG = structlog.get_logger()
bp = Blueprint("documents", __name__)
bp.add_app_template_filter(lambda kind: str(KINDS[kind]), "document_kind")
READERS = (P.CASE_READ, P.VOLUNTEER_READ)
KEEPERS = (P.CONSENT_RECORD, P.VOLUNTEER_WRITE)
UPLOAD_BYTES = files.MAX_BYTES + 1024 * 1024
"""With the form around it; what is a little too large still gets its answer beside the field."""


@bp.route("/cases/<ref>/documents/new", methods=["GET", "POST"])
@hidden_without(*READERS)
@takes_up_to(UPLOAD_BYTES)
def new(ref: str) -> ResponseReturnValue:
    seen = _load(ref, policy.may_add)
    form = DocumentForm()
    form.consent.choices = offered([(NO_CONSENT, "–"), *_consents(seen)])
    return _form_page(
        "documents/new.html",
        form,
        seen,
        lambda db: add_document(db, ref, _typed(form), actor=current_actor(), at=now()),
    )


@bp.route("/cases/<ref>/consents/<int:consent_id>/signed", methods=["GET", "POST"])
@hidden_without(*KEEPERS)
@takes_up_to(UPLOAD_BYTES)
def attach(ref: str, consent_id: int) -> ResponseReturnValue:
    """The signed paper of a consent: the unit's own, about the case itself, named after whom it is about."""
    seen = _load(ref, policy.may_add)
    consent = next((label for key, label in _consents(seen) if key == consent_id), None)
    if consent is None:
        raise NotFound("consent")
    form = SignedForm()

    def act(db: Session) -> None:
        title = gettext("Signed consent: %(consent)s", consent=consent)
        paper = NewDocument(
            kind=DocumentKind.SIGNED_CONSENT,
            title=title[:MAX_TITLE],
            topic=Topic.CORE,
            content=form.file.data.read(),
            consent_id=consent_id,
        )
        add_document(db, ref, paper, actor=current_actor(), at=now())

    here = url_for("consents.show", ref=ref, consent_id=consent_id, _anchor="signed")
    return _form_page("documents/attach.html", form, seen, act, here=here, consent=consent)


@bp.get("/cases/<ref>/documents/<int:document_id>")
@hidden_without(*READERS)
def fetch(ref: str, document_id: int) -> ResponseReturnValue:
    seen = _load(ref, case_policy.may_see)
    document = queries.one_of_case(reader(), current_actor(), seen, document_id)
    if document.file_id is None:
        return _page("documents/gone.html", seen, document), 410
    try:
        content = files.content_of(reader(), document.file_id)
    except files.Damaged as damaged:
        LOG.exception("stored-file-damaged", document=document.id, file=damaged.file_id)
        return _page("documents/damaged.html", seen, document), 500
    readlog.shows(
        readlog.Reading(
            "document-opened",
            case_id=seen.case.id,
            resident_id=seen.case.resident_id,
            unit_ids=seen.unit_ids,
        )
    )
    return _download(document, content, f"{ref}-{document.id}.{document.ending}")


@bp.route("/cases/<ref>/documents/<int:document_id>/remove", methods=["GET", "POST"])
@hidden_without(*READERS)
def remove(ref: str, document_id: int) -> ResponseReturnValue:
    seen = _load(ref, case_policy.may_see)
    document = queries.one_of_case(reader(), current_actor(), seen, document_id)
    if not policy.may_remove(current_actor(), seen.case, document, seen.view):
        raise NotFound("document")
    form = RemovalForm()
    return _form_page(
        "documents/remove.html",
        form,
        seen,
        lambda db: remove_document(
            db, ref, document_id, because=text_of(form.because), actor=current_actor(), at=now()
        ),
        document=document,
    )


def _load(ref: str, rule: Rule) -> Seen:
    return one.find_for(reader(), current_actor(), ref, now(), rule)


def _form_page(
    template: str,
    form: Form,
    seen: Seen,
    act: Callable[[Session], object],
    *,
    here: str = "",
    **values: object,
) -> ResponseReturnValue:
    """Shows the form, or carries it out once and leads back to where it stands: the documents on the case page, mostly."""
    actor, here = current_actor(), here or url_for("cases.show", ref=seen.case.ref, _anchor="documents")
    watch = watch_for(reader(), actor, seen.case.resident)
    if form.validate_on_submit() and not cautions.hold(form, watch):
        try:
            with submissions.once(form.key, here) as db:
                act(db)
            return redirect(here, 303)
        except Invalid as refusal:
            form.add_errors(refusal, mistake)
            seen = one.find(reader(), actor, seen.case.ref, now())
    readlog.shows(readlog.Reading("case-form", case_id=seen.case.id, unit_ids=seen.unit_ids))
    status = 422 if form.errors or form.cautions else 200
    return render_template(template, form=form, case=seen.case, here=here, **values), status


def _typed(form: DocumentForm) -> NewDocument:
    return NewDocument(
        kind=DocumentKind(form.kind.data),
        title=text_of(form.title),
        topic=Topic(form.topic.data),
        content=form.file.data.read(),
        sensitive=form.sensitive.data,
        shared=form.shared.data,
        consent_id=number_of(form.consent) or None,
    )


def _consents(seen: Seen) -> list[tuple[int, str]]:
    """To choose from; only those who keep the register see it."""
    if not seen.view.owning_unit_ids:
        return []
    rows = consents.for_case(reader(), seen.case.id, now())
    return [(row.id, f"{row.unit} · {as_date(row.given_on)}") for row in rows]


def _page(template: str, seen: Seen, document: Document) -> str:
    readlog.shows(readlog.Reading("case-form", case_id=seen.case.id, unit_ids=seen.unit_ids))
    return render_template(template, case=seen.case, document=document)


def _download(document: Document, content: bytes, name: str) -> Response:
    """Saved and never shown by the browser itself, so that nothing in it can run as a page of ours."""
    answer = Response(content, mimetype=document.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
