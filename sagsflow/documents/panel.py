"""The documents of a case on its page."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts.queries import user_names
from sagsflow.cases.panels import register_listed, register_panel
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.consents.hooks import HOOKS as CONSENTS
from sagsflow.consents.hooks import Panel
from sagsflow.core.calendar import copenhagen_date
from sagsflow.documents import policy, queries
from sagsflow.documents.forms import SignedForm
from sagsflow.organisations.queries import units_by_id
from sagsflow.paper.summary import DocumentLine

PLACE = 40


def register() -> None:
    def fill(db: Session, actor: Actor, seen: Seen, _at: datetime) -> Mapping[str, object] | None:
        may_add = policy.may_add(actor, seen.case, seen.view)
        rows = queries.of_case(db, actor, seen)
        if not rows and not may_add:
            return None
        return {"rows": rows, "may_add": may_add and seen.case.is_open}

    register_panel("documents", "documents/_panel.html", fill, order=PLACE)
    register_listed("documents", listed)
    CONSENTS.panels["documents"] = Panel("documents/_of_consent.html", of_consent)


def listed(db: Session, actor: Actor, seen: Seen) -> Sequence[DocumentLine]:
    """For paper: what this person may read and what still stands, the oldest first."""
    rows = [row for row in queries.of_case(db, actor, seen) if row.removed_at is None]
    units = units_by_id(db, {row.author_unit_id for row in rows})
    return [
        DocumentLine(
            on=copenhagen_date(row.added_at),
            kind=row.kind.value,
            title=row.title,
            unit=units[row.author_unit_id].name,
            sensitive=row.sensitive,
        )
        for row in reversed(rows)
    ]


def of_consent(db: Session, actor: Actor, ref: str, consent_id: int, at: datetime) -> Mapping[str, object]:
    """The papers that prove a consent, with who brought them and when."""
    seen = one.find(db, actor, ref, at)
    rows = [row for row in queries.of_case(db, actor, seen) if row.consent_id == consent_id]
    return {
        "rows": rows,
        "who": user_names(db, {row.author_id for row in rows}),
        "form": SignedForm(formdata=None)
        if policy.may_add(actor, seen.case, seen.view) and seen.case.is_open
        else None,
    }
