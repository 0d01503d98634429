"""Lets one person into one case for 24 hours, tells those who must know, and ends it early when she is done."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.models import Ground
from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import Role
from sagsflow.accounts import queries as accounts
from sagsflow.accounts.models import User
from sagsflow.cases.models import Case, Domain
from sagsflow.cases.service import reading
from sagsflow.cases.service.events import record_on_case
from sagsflow.core.calendar import WorkingCalendar, copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound, TooManyTries
from sagsflow.emergency import queries
from sagsflow.emergency.models import EmergencyReason, EmergencyRequest
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.organisations.models import Unit
from sagsflow.tasks import service as tasks

LASTS = timedelta(hours=24)
MOST, WITHIN = 5, timedelta(hours=1)
LEAST_WORDS = 5
LONGEST_NUMBER, LONGEST_WORDS = 40, 2_000
TASK = queries.TASK


def ask(
    db: Session,
    number: str,
    reason: EmergencyReason,
    words: str,
    *,
    actor: Actor,
    at: datetime,
    calendar: WorkingCalendar,
) -> EmergencyRequest:
    """Writes the request down and opens the case, if there is one of that number; `case_id` None says that nothing opened.

    Nothing is looked up before the reason stands. Raises Invalid for a reason that says too little, TooManyTries, and
    Invalid("open-already") for a case that the person can see anyhow.
    """
    seat = _seat(actor)
    _check(number, words)
    _slow_down(db, actor, at)
    request = EmergencyRequest(
        user_id=actor.user_id,
        unit_id=seat,
        asked_at=at,
        typed_number=number.strip(),
        reason=reason,
        words=words.strip(),
    )
    case = _case(db, number)
    if case is None:
        db.add(request)
        db.flush()
        entry = Entry("emergency-refused", data={"request": request.id, "reason": reason.value})
        eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({seat}))
        return request
    if not ledger.view_of(db, actor, case.id, at, P.CASE_READ).is_empty:
        raise Invalid("open-already", ref=case.ref)
    _open(db, request, case, actor=actor, at=at)
    _tell(db, case, actor=actor, at=at, calendar=calendar)
    return request


def end(db: Session, request_id: int, *, actor: Actor, at: datetime) -> EmergencyRequest:
    """The person is done before the 24 hours are over. Raises NotFound for other people's; ending twice changes nothing."""
    request = db.get(EmergencyRequest, request_id, with_for_update=True)
    if request is None or request.user_id != actor.user_id or request.case_id is None:
        raise NotFound("emergency", id=request_id)
    if not request.holds(at):
        return request
    case = db.get_one(Case, request.case_id, with_for_update=True, populate_existing=True)
    request.ended_at = at
    ledger.end(db, ground=Ground.BREAK_GLASS, ground_ids=[request.id], at=at)
    reading.refresh(db, case, at=at)
    entry = Entry("emergency-ended", data={"request": request.id, "user": actor.user_id})
    record_on_case(db, case, [entry], actor=actor, at=at)
    return request


def _seat(actor: Actor) -> int:
    seat = actor.seat_for(actor.units(P.CASE_EMERGENCY))
    if seat is None or not actor.may(P.CASE_EMERGENCY):
        raise Forbidden("emergency")
    return seat.unit_id


def _check(number: str, words: str) -> None:
    wrong: dict[str, str] = {}
    if not 0 < len(number.strip()) <= LONGEST_NUMBER:
        wrong["number"] = "case-number"
    if len(words.split()) < LEAST_WORDS:
        wrong["words"] = "say-more"
    elif len(words) > LONGEST_WORDS:
        wrong["words"] = "too-long"
    if wrong:
        raise Invalid(fields=wrong)


def _slow_down(db: Session, actor: Actor, at: datetime) -> None:
    """The user's row is the lock: several presses at once are counted one after the other."""
    db.execute(sa.select(User.id).where(User.id == actor.user_id).with_for_update())
    asked = queries.asked_since(db, actor.user_id, at - WITHIN)
    left = queries.wait(asked, at, MOST, WITHIN)
    if left > timedelta():
        raise TooManyTries(retry_after=max(1, -(-left // timedelta(seconds=1))))


def _case(db: Session, number: str) -> Case | None:
    """A citizenship case answers no emergency: to this page it does not exist."""
    found = sa.select(Case).where(Case.ref == number.strip().upper(), Case.domain == Domain.SUPPORT)
    return db.scalars(found.with_for_update().execution_options(populate_existing=True)).one_or_none()


def _open(db: Session, request: EmergencyRequest, case: Case, *, actor: Actor, at: datetime) -> None:
    request.case_id, request.ends_at = case.id, at + LASTS
    db.add(request)
    db.flush()
    ledger.give(
        db,
        case_id=case.id,
        unit_id=request.unit_id,
        user_id=actor.user_id,
        topics=[None],
        sensitive=True,
        ground=Ground.BREAK_GLASS,
        ground_id=request.id,
        valid_from=at,
        valid_to=request.ends_at,
    )
    reading.refresh(db, case, at=at)
    data = {"request": request.id, "user": actor.user_id, "reason": request.reason.value}
    record_on_case(db, case, [Entry("emergency-opened", data=data)], actor=actor, at=at)


def _tell(db: Session, case: Case, *, actor: Actor, at: datetime, calendar: WorkingCalendar) -> None:
    """A task each to the leaders of the unit that owns the case and to the data protection officers.

    It names no case: who may see none must be able to see the task. A unit without a leader is told as a whole.
    """
    on = copenhagen_date(at)
    organisation_id = db.get_one(Unit, case.owner_unit_id).organisation_id
    leaders = accounts.people_in(db, {case.owner_unit_id}, on, (Role.COORDINATOR,))
    officers = accounts.data_protection_officers(db, organisation_id, on)
    told: dict[int | None, int] = {person.user_id: person.unit_id for person in (*leaders, *officers)}
    if not leaders:
        told[None] = case.owner_unit_id
    for user_id, unit_id in told.items():
        tasks.raise_task(
            db,
            kind=TASK,
            unit_id=unit_id,
            assignee_id=user_id,
            due_on=calendar.add_working_days(on, 1),
            case_id=None,
            actor=actor,
            at=at,
        )
