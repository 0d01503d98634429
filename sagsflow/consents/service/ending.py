"""Ends consents: withdrawn by the resident, or with the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.models import Ground
from sagsflow.consents import queries
from sagsflow.consents.hooks import HOOKS
from sagsflow.consents.models import Consent, ConsentEventKind
from sagsflow.consents.service import upkeep
from sagsflow.consents.service.giving import plain
from sagsflow.consents.service.writing import load, note
from sagsflow.core.calendar import WorkingCalendar, copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.tasks import service as tasks

MAX_REASON = 1_000
DAYS_TO_ACT = 1
HANDED_BACK, TALK = "handed_back", "renew_consent"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A withdrawn consent, and how many things (referrals, tasks) went back to the case owner because of it."""

    consent: Consent
    handed_back: int


def withdraw(
    db: Session,
    ref: str,
    consent_id: int,
    *,
    actor: Actor,
    at: datetime,
    calendar: WorkingCalendar,
    reason: str = "",
) -> Withdrawal:
    """Ends a consent and its grants now, takes back what stood on it, and tells the case owner. No reason is needed.
    Raises NotFound, Forbidden, Invalid for a reason that is too long, or Stale when the consent does not hold any more."""
    case = HOOKS.lock(db, ref, actor, at)
    consent = load(db, case, consent_id, at)
    if len(reason) > MAX_REASON:
        raise Invalid(fields={"reason": "too-long"})
    upkeep.tidy(db, case, at=at)
    consent.withdrawn_at = at
    ledger.end(db, ground=Ground.CONSENT, ground_ids=[consent.id], at=at)
    said = note(db, consent, ConsentEventKind.WITHDRAWN, actor=actor, at=at, reason=plain(reason))
    HOOKS.tell(db, case.id, [said], actor, at)
    handed_back = upkeep.follow(db, case, consent, actor=actor, at=at)
    upkeep.lift_reminder(db, case, at=at)
    upkeep.lift_young(db, case, at=at)
    if case.is_open:
        tasks.raise_task(
            db,
            kind=HANDED_BACK if handed_back else TALK,
            unit_id=case.owner_unit_id,
            assignee_id=case.owner_id,
            due_on=calendar.add_working_days(copenhagen_date(at), DAYS_TO_ACT),
            case_id=case.id,
            actor=actor,
            at=at,
        )
    return Withdrawal(consent, handed_back)


def end_all(db: Session, *, case_id: int, at: datetime, actor: Actor | None = None) -> Sequence[Consent]:
    """Ends every consent of a case that holds, and its grants; returns them. The caller records it in the log."""
    ended = queries.live(db, case_id, at)
    for consent in ended:
        consent.withdrawn_at = at
        note(db, consent, ConsentEventKind.ENDED, actor=actor, at=at)
    ids = [consent.id for consent in ended]
    if ids:
        ledger.end(db, ground=Ground.CONSENT, ground_ids=ids, at=at)
    return ended
