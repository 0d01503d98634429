"""Adds documents to a case and takes them away."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.topics import Topic
from sagsflow.cases import policy as case_policy
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock_for, lock_open_for
from sagsflow.consents.models import Consent
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.documents import policy
from sagsflow.documents.models import Document, DocumentKind
from sagsflow.eventlog.service import Entry, Value
from sagsflow.files import service as files

MAX_TITLE = 150
MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What somebody brings."""

    kind: DocumentKind
    title: str
    topic: Topic
    content: bytes
    sensitive: bool = False
    shared: bool = False
    consent_id: int | None = None


def add_document(db: Session, ref: str, new: NewDocument, *, actor: Actor, at: datetime) -> Document:
    """Raises Invalid for a file that is not taken (sagsflow.files.service.store), for no title and for a closed case."""
    case, view = lock_open_for(db, ref, actor=actor, at=at, rule=policy.may_add)
    seat = actor.seat_for(view.unit_ids)
    if seat is None:
        raise NotFound("case", ref=ref)
    _check(db, new, case.id)
    stored, kind = files.store(db, new.content, at=at)
    document = Document(
        case_id=case.id,
        file_id=stored.id,
        consent_id=new.consent_id,
        author_id=actor.user_id,
        author_unit_id=seat.unit_id,
        kind=new.kind,
        title=new.title.strip(),
        topic=new.topic,
        sensitive=new.sensitive,
        shared=new.shared,
        media_type=kind.media_type,
        ending=kind.ending,
        size=stored.size,
        added_at=at,
    )
    db.add(document)
    db.flush()
    data = _told(document) | {"digest": stored.digest}
    record_on_case(db, case, [Entry("document-added", data=data)], actor=actor, at=at)
    return document


def remove_document(
    db: Session, ref: str, document_id: int, *, because: str, actor: Actor, at: datetime
) -> Document:
    """Erases the content; that there was a document, and why it is gone, stays. Raises Invalid without a reason."""
    case, view = lock_for(db, ref, actor=actor, at=at, rule=case_policy.may_see)
    document = db.get(Document, document_id, with_for_update=True)
    if document is None or document.case_id != case.id or not policy.may_remove(actor, case, document, view):
        raise NotFound("document")
    if not because.strip():
        raise Invalid(fields={"because": "required"})
    file_id, document.file_id = document.file_id, None
    document.removed_at, document.removed_by, document.removed_because = at, actor.user_id, because.strip()
    db.flush()
    if file_id is not None:
        files.erase(db, file_id)
    record_on_case(db, case, [Entry("document-removed", data=_told(document))], actor=actor, at=at)
    return document


def _check(db: Session, new: NewDocument, case_id: int) -> None:
    if not new.title.strip():
        raise Invalid(fields={"title": "required"})
    consent = db.get(Consent, new.consent_id) if new.consent_id else None
    if new.consent_id and (consent is None or consent.case_id != case_id):
        raise NotFound("consent")


def _told(document: Document) -> dict[str, Value]:
    """Not the title: it is somebody's words, and the log keeps what it is told."""
    return {
        "document": document.id,
        "document_kind": document.kind.value,
        "topic": document.topic.value,
        "shared": document.shared,
    }
