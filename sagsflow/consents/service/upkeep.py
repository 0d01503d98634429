"""What follows when a consent or a basis in law has ended, by somebody's act or by the clock; and what is told before.

Nothing here is needed for an expiry to hold: grants end at the same moment. It writes down what the clock has decided.
"""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.consents import policy, queries
from sagsflow.consents.ages import Age, age_on
from sagsflow.consents.bases import live_bases
from sagsflow.consents.hooks import HOOKS, ConsentCase, SharingChanged
from sagsflow.consents.models import Consent, ConsentEventKind, LegalBasis
from sagsflow.consents.periods import reminder_from
from sagsflow.consents.service.writing import grant_anew, note
from sagsflow.core.calendar import copenhagen_date
from sagsflow.eventlog.service import Entry
from sagsflow.residents.models import Resident
from sagsflow.tasks import queries as task_queries
from sagsflow.tasks import service as tasks
from sagsflow.tasks.models import Task

EXPIRES, ASK_YOUNG, OF_AGE, HANDED_BACK, TALK = (
    "consent_expires",
    "ask_young_person",
    "of_age",
    "handed_back",
    "renew_consent",
)
BASIS_ENDS, BASIS_OVER = "legal_basis_ends", "legal_basis_over"


def look_after(db: Session, case_id: int, *, at: datetime) -> None:
    """Everything the clock has brought up on one case; doing it again does nothing."""
    assert HOOKS.lock_for_system is not None, "cases.consenting has not been connected"
    case = HOOKS.lock_for_system(db, case_id)
    tidy(db, case, at=at)
    remind(db, case, at=at)
    remind_of_bases(db, case, at=at)
    ask_young(db, case, at=at)


def tidy(db: Session, case: ConsentCase, *, at: datetime) -> None:
    """Writes down every expiry of the case that nobody has written down, and takes back what stood on it."""
    for consent in db.scalars(policy.untidied(case.id, at).with_for_update()).all():
        consent.tidied_at = at
        said = note(db, consent, ConsentEventKind.EXPIRED, actor=None, at=at)
        HOOKS.tell(db, case.id, [said], None, at)
        handed_back = follow(db, case, consent, actor=None, at=at)
        lift_reminder(db, case, at=at)
        lift_young(db, case, at=at)
        covered = queries.covered(db, case.id, consent.receiving_unit_id, at)
        if case.is_open and not covered:
            kind = HANDED_BACK if handed_back else TALK
            due_on = copenhagen_date(consent.expires_at)
            _raise(db, case, OF_AGE if _came_of_age(db, consent) else kind, due_on, at)
    tidy_bases(db, case, at=at)


def tidy_bases(db: Session, case: ConsentCase, *, at: datetime) -> None:
    """The same for the bases in law whose last day has passed."""
    over = sa.select(LegalBasis).where(
        LegalBasis.case_id == case.id,
        LegalBasis.expires_at <= at,
        LegalBasis.ended_at.is_(None),
        LegalBasis.tidied_at.is_(None),
    )
    for basis in db.scalars(over.order_by(LegalBasis.expires_at, LegalBasis.id).with_for_update()).all():
        basis.tidied_at = at
        db.flush()
        said = Entry("legal-basis-expired", data={"basis": basis.id, "unit": basis.unit_id})
        HOOKS.tell(db, case.id, [said], None, at)
        handed_back = follow_unit(db, case, basis.unit_id, actor=None, at=at)
        lift_basis_reminder(db, case, at=at)
        if case.is_open and not queries.covered(db, case.id, basis.unit_id, at):
            kind = HANDED_BACK if handed_back else BASIS_OVER
            _raise(db, case, kind, copenhagen_date(basis.expires_at), at)


def follow(db: Session, case: ConsentCase, consent: Consent, *, actor: Actor | None, at: datetime) -> int:
    """After a consent's grants have ended."""
    return follow_unit(db, case, consent.receiving_unit_id, actor=actor, at=at)


def follow_unit(db: Session, case: ConsentCase, unit_id: int, *, actor: Actor | None, at: datetime) -> int:
    """Referrals go back, and tasks too when the unit sees nothing of the case any more; returns how many."""
    handed_back = HOOKS.announce(db, SharingChanged(case.id, unit_id, actor, at))
    if unit_id != case.owner_unit_id and ledger.view_of_units(db, [unit_id], case.id, at).is_empty:
        taken = tasks.take_home(
            db, case_id=case.id, from_unit_id=unit_id, to_id=case.owner_id, unit_id=case.owner_unit_id
        )
        HOOKS.tell(db, case.id, [_reassigned(task, case.owner_id) for task in taken], actor, at)
        handed_back += len(taken)
    return handed_back


def settle(
    db: Session, case: ConsentCase, consent: Consent, said: Entry, *, actor: Actor, at: datetime
) -> None:
    """After its terms changed: its grants, what stands on them, and the tasks that spoke of the old ones."""
    grant_anew(db, consent, case, at)
    HOOKS.tell(db, case.id, [said], actor, at)
    HOOKS.announce(db, SharingChanged(case.id, consent.receiving_unit_id, actor, at))
    lift_reminder(db, case, at=at)


def remind(db: Session, case: ConsentCase, *, at: datetime) -> None:
    """One open task for a case, however many of its consents are near their end."""
    near = [
        consent
        for consent in queries.live(db, case.id, at)
        if consent.reminded_at is None and consent.expires_at <= reminder_from(at)
    ]
    for consent in near:
        consent.reminded_at = at
    worth_it = [consent for consent in near if consent.expires_at > reminder_from(consent.given_at)]
    if worth_it and case.is_open and not task_queries.open_of_case(db, case.id, {EXPIRES}):
        _raise(db, case, EXPIRES, min(queries.last_day(consent.expires_at) for consent in worth_it), at)


def remind_of_bases(db: Session, case: ConsentCase, *, at: datetime) -> None:
    """One open task for a case; a basis that was short from the start is told of when it was stated."""
    near = [
        basis
        for basis in live_bases(db, case.id, at)
        if basis.reminded_at is None and basis.expires_at <= reminder_from(at)
    ]
    for basis in near:
        basis.reminded_at = at
    worth_it = [basis for basis in near if basis.expires_at > reminder_from(basis.stated_at)]
    if worth_it and case.is_open and not task_queries.open_of_case(db, case.id, {BASIS_ENDS}):
        _raise(db, case, BASIS_ENDS, min(basis.until for basis in worth_it), at)


def lift_basis_reminder(db: Session, case: ConsentCase, *, at: datetime) -> None:
    """The task goes when no basis of the case is near its end any more."""
    if not any(basis.reminded_at for basis in live_bases(db, case.id, at)):
        tasks.cancel_for_case(db, case_id=case.id, at=at, kinds={BASIS_ENDS})


def lift_reminder(db: Session, case: ConsentCase, *, at: datetime) -> None:
    """The task goes when no consent of the case is near its end any more."""
    if not any(consent.reminded_at for consent in queries.live(db, case.id, at)):
        tasks.cancel_for_case(db, case_id=case.id, at=at, kinds={EXPIRES})


def ask_young(db: Session, case: ConsentCase, *, at: datetime) -> None:
    """When a child turns 15, consents that others gave for her ask for a talk with herself."""
    today = copenhagen_date(at)
    born_on = db.get_one(Resident, case.resident_id).born_on
    if age_on(born_on, today) is not Age.YOUNG:
        return
    unasked = [
        consent
        for consent in queries.live(db, case.id, at)
        if consent.by_others and consent.young_person_on is None and consent.asked_young_at is None
    ]
    for consent in unasked:
        consent.asked_young_at = at
    if unasked and case.is_open:
        _raise(db, case, ASK_YOUNG, today, at)


def lift_young(db: Session, case: ConsentCase, *, at: datetime) -> None:
    """The task goes when the young person has answered everywhere."""
    waiting = (
        consent.asked_young_at and consent.young_person_on is None
        for consent in queries.live(db, case.id, at)
    )
    if not any(waiting):
        tasks.cancel_for_case(db, case_id=case.id, at=at, kinds={ASK_YOUNG})


def due(db: Session, at: datetime, limit: int) -> Sequence[int]:
    """Cases on which the clock has brought something up, by id."""
    by_consent = (
        sa.select(Consent.case_id)
        .join(Resident, Resident.id == Consent.resident_id)
        .where(policy.needs_upkeep(at, reminder_from(at)))
    )
    by_law = sa.select(LegalBasis.case_id).where(policy.basis_needs_upkeep(at, reminder_from(at)))
    found = sa.union(by_consent, by_law).subquery()
    return db.scalars(sa.select(found.c.case_id).order_by(found.c.case_id).limit(limit)).all()


def _came_of_age(db: Session, consent: Consent) -> bool:
    if not consent.by_others:
        return False
    born_on = db.get_one(Resident, consent.resident_id).born_on
    began, ended = copenhagen_date(consent.given_at), copenhagen_date(consent.expires_at)
    return age_on(born_on, began) is not Age.ADULT and age_on(born_on, ended) is Age.ADULT


def _raise(db: Session, case: ConsentCase, kind: str, due_on: date, at: datetime) -> None:
    task = tasks.raise_task(
        db,
        kind=kind,
        unit_id=case.owner_unit_id,
        assignee_id=case.owner_id,
        due_on=due_on,
        case_id=case.id,
        actor=None,
        at=at,
    )
    said = Entry("task-raised", data={"task": task.id, "task_kind": task.kind})
    HOOKS.tell(db, case.id, [said], None, at)


def _reassigned(task: Task, to_id: int | None) -> Entry:
    return Entry("task-reassigned", data={"task": task.id, "task_kind": task.kind, "to": to_id})
