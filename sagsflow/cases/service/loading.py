"""Loads a case for an act: locked, and only for those who may see it."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View
from sagsflow.cases import policy
from sagsflow.cases.models import Case
from sagsflow.cases.policy import Rule
from sagsflow.core.errors import Forbidden, Invalid, NotFound, Stale
from sagsflow.eventlog.models import Event

HARMLESS = frozenset(
    {
        "note-written",
        "note-corrected",
        "goal-added",
        "goal-changed",
        "progression-recorded",
        "measures-recorded",
        "task-raised",
        "task-added",
        "task-finished",
        "task-reassigned",
        "case-linked",
        "case-printed",
        "document-added",
        "document-removed",
        "referral-seen",
        "referral-reminded",
        "referral-paused",
        "referral-note-written",
        "referral-link-made",
        "referral-link-opened",
        "referral-resumed",
        "consent-given",
        "legal-basis-stated",
        "resident-informed",
        "emergency-opened",
        "emergency-ended",
        "household-part-agreed",
        "household-part-ended",
    }
)
_LOCKED = (
    sa.select(Case)
    .where(Case.ref == sa.bindparam("ref"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_SINCE = (
    sa.select(Event)
    .where(Event.case_id == sa.bindparam("case_id"), Event.case_seq > sa.bindparam("seen"))
    .order_by(Event.case_seq)
)


def lock(db: Session, ref: str) -> Case:
    """The case by its number, as it is now and locked until the transaction ends. Raises NotFound."""
    case = db.scalars(_LOCKED, {"ref": ref}).one_or_none()
    if case is None:
        raise NotFound("case", ref=ref)
    return case


def lock_for(
    db: Session, ref: str, *, actor: Actor, at: datetime, rule: Rule, seen: int | None = None
) -> tuple[Case, View]:
    """Raises NotFound to strangers, Forbidden to those who may only look, Stale when something that matters has happened
    after the event number `seen`; its detail `events` says what."""
    case = lock(db, ref)
    view = ledger.view_of(db, actor, case.id, at, policy.READ[case.domain])
    if not policy.may_see(actor, case, view):
        raise NotFound("case", ref=ref)
    if not rule(actor, case, view):
        raise Forbidden("case", ref=ref)
    if seen is not None and (news := events_since(db, case, seen)):
        raise Stale("case", ref=ref, events=kept(db, news))
    return case, view


def kept(db: Session, events: Sequence[Event]) -> list[Event]:
    """Events that a refusal carries out of its transaction, whose rollback would empty them."""
    for event in events:
        db.expunge(event)
    return list(events)


def lock_open_for(
    db: Session, ref: str, *, actor: Actor, at: datetime, rule: Rule, seen: int | None = None
) -> tuple[Case, View]:
    """The same, for acts that only an open case can bear: Invalid when it has been closed."""
    case, view = lock_for(db, ref, actor=actor, at=at, rule=rule, seen=seen)
    if not case.is_open:
        raise Invalid("case-closed")
    return case, view


def events_since(db: Session, case: Case, seen: int) -> Sequence[Event]:
    """What has happened after an event number that can change what one would do; a new note or goal does not."""
    if seen == case.event_count:
        return ()
    rows = db.scalars(_SINCE, {"case_id": case.id, "seen": seen})
    return [event for event in rows if event.kind not in HARMLESS]
