"""Notes declarations of confidentiality; never one's own."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import policy, queries
from sagsflow.accounts.models import Declaration, User
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.eventlog import service as eventlog


def sign_declaration(
    db: Session, row: User, *, on: date, actor: Actor | None, at: datetime, reference: str = ""
) -> Declaration:
    """That the person has signed the tavshedserklæring, and where the paper is. `actor` None is the command line."""
    if actor is not None and row.id in actor.stands_for:
        raise Forbidden("own-declaration")
    if actor is not None and not policy.looks_after(actor, queries.units_of(db, row.id, copenhagen_date(at))):
        raise NotFound
    if on > copenhagen_date(at):
        raise Invalid(fields={"on": "day-to-come"})
    noted = Declaration(
        user_id=row.id,
        signed_on=on,
        reference=reference or None,
        recorded_by=actor.user_id if actor else None,
        recorded_at=at,
    )
    db.add(noted)
    row.signed_declaration_on = on
    db.flush()
    entry = eventlog.Entry("declaration-noted", data={"user": row.id, "declaration": noted.id})
    unit_ids = queries.units_of(db, row.id, copenhagen_date(at))
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=unit_ids)
    return noted
