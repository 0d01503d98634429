"""Who may read, add and take away a document: as with notes."""

from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View
from sagsflow.cases.models import Case, Domain
from sagsflow.cases.policy import READ_NOTES, may_write_note
from sagsflow.documents.models import Document

may_add = may_write_note


def may_read(actor: Actor, domain: Domain, document: Document, view: View) -> bool:
    """One's own unit's always; shared ones when a grant of a unit in which one reads notes covers topic and sensitivity."""
    units = actor.units(READ_NOTES[domain])
    if actor.looked_through and not document.shared:
        return False
    if document.author_unit_id in units:
        return True
    return document.shared and view.within(units).covers(document.topic, sensitive=document.sensitive)


def may_remove(actor: Actor, case: Case, document: Document, view: View) -> bool:
    """A document is taken away by the unit that brought it, while it still works on the case."""
    return (
        document.removed_at is None
        and document.author_unit_id in actor.unit_ids
        and may_add(actor, case, view)
    )
