"""The documents of a case that one person may see."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.queries.one import Seen
from sagsflow.core.errors import NotFound
from sagsflow.documents import policy
from sagsflow.documents.models import Document


def of_case(db: Session, actor: Actor, seen: Seen) -> Sequence[Document]:
    """Newest first."""
    rows = db.scalars(
        sa.select(Document).where(Document.case_id == seen.case.id).order_by(Document.id.desc())
    )
    return [row for row in rows if policy.may_read(actor, seen.case.domain, row, seen.view)]


def one_of_case(db: Session, actor: Actor, seen: Seen, document_id: int) -> Document:
    """Raises NotFound for a document that does not exist, stands on another case, or is not this person's to read."""
    found = db.get(Document, document_id)
    if found is None or found.case_id != seen.case.id:
        raise NotFound("document")
    if not policy.may_read(actor, seen.case.domain, found, seen.view):
        raise NotFound("document")
    return found
