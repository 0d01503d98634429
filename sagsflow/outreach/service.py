"""Writes down whom one met, in counts, and what became of an appointment with the resident of a case."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.access.topics import Topic
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock_open_for
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.outreach import policy
from sagsflow.outreach.models import Activity, CaseContact, ContactKind, ContactOutcome, MovedBy, Outreach

MOST_PEOPLE = 500
LONGEST_PLACE, LONGEST_REASON = 120, 500
LATEST_WRITING = timedelta(days=60)
FURTHEST_APPOINTMENT = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Met:
    """Whom one met, without names."""

    happened_on: date
    place: str
    activity: Activity
    topic: Topic | None = None
    area_id: int | None = None
    adults: int = 0
    young: int = 0
    children: int = 0


@dataclass(frozen=True, slots=True)
class Appointment:
    """What became of an appointment on a day. `reason` is why it was not held; `moved_by` and `moved_to` go with a moved one."""

    on_day: date
    kind: ContactKind
    outcome: ContactOutcome
    reason: str = ""
    moved_by: MovedBy | None = None
    moved_to: date | None = None


def log_met(db: Session, met: Met, *, actor: Actor, at: datetime) -> Outreach:
    seat = actor.seat_for(actor.units(P.OUTREACH_LOG))
    if seat is None or not actor.may(P.OUTREACH_LOG):
        raise Forbidden("outreach")
    _check_met(met, at)
    row = Outreach(
        unit_id=seat.unit_id,
        author_id=actor.user_id,
        happened_on=met.happened_on,
        place=met.place.strip(),
        area_id=met.area_id,
        activity=met.activity,
        topic=met.topic,
        adults=met.adults,
        young=met.young,
        children=met.children,
        written_at=at,
    )
    db.add(row)
    db.flush()
    entry = Entry("outreach-logged", data={"outreach": row.id})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({seat.unit_id}))
    return row


def log_appointment(
    db: Session, ref: str, appointment: Appointment, *, actor: Actor, at: datetime
) -> CaseContact:
    case, view = lock_open_for(db, ref, actor=actor, at=at, rule=policy.may_write)
    seat = actor.seat_for(view.unit_ids)
    if seat is None:
        raise NotFound("case", ref=ref)
    _check_appointment(appointment, at)
    held, moved = appointment.outcome is ContactOutcome.HELD, appointment.outcome is ContactOutcome.MOVED
    row = CaseContact(
        case_id=case.id,
        author_id=actor.user_id,
        author_unit_id=seat.unit_id,
        on_day=appointment.on_day,
        kind=appointment.kind,
        outcome=appointment.outcome,
        reason=None if held else appointment.reason.strip(),
        moved_by=appointment.moved_by if moved else None,
        moved_to=appointment.moved_to if moved else None,
        written_at=at,
    )
    db.add(row)
    db.flush()
    data = {"contact": row.id, "kind": row.kind.value, "outcome": row.outcome.value}
    record_on_case(db, case, [Entry("contact-logged", data=data)], actor=actor, at=at)
    return row


def _check_met(met: Met, at: datetime) -> None:
    today, wrong = copenhagen_date(at), dict[str, str]()
    if not met.place.strip():
        wrong["place"] = "missing"
    elif len(met.place.strip()) > LONGEST_PLACE:
        wrong["place"] = "too-long"
    if not today - LATEST_WRITING <= met.happened_on <= today:
        wrong["happened_on"] = "day"
    counts = (met.adults, met.young, met.children)
    if not all(0 <= count <= MOST_PEOPLE for count in counts):
        wrong["adults"] = "count"
    elif not any(counts):
        wrong["adults"] = "nobody"
    if wrong:
        raise Invalid(fields=wrong)


def _check_appointment(said: Appointment, at: datetime) -> None:
    """What was held or missed lies behind; what was moved may lie ahead."""
    today, wrong = copenhagen_date(at), dict[str, str]()
    latest = today + FURTHEST_APPOINTMENT if said.outcome is ContactOutcome.MOVED else today
    if not today - LATEST_WRITING <= said.on_day <= latest:
        wrong["on_day"] = "day"
    if said.outcome is not ContactOutcome.HELD:
        wrong |= _reason_faults(said.reason)
    if said.outcome is ContactOutcome.MOVED:
        if said.moved_by is None:
            wrong["moved_by"] = "missing"
        if said.moved_to is not None and not today <= said.moved_to <= today + FURTHEST_APPOINTMENT:
            wrong["moved_to"] = "new-day"
    if wrong:
        raise Invalid(fields=wrong)


def _reason_faults(reason: str) -> dict[str, str]:
    if not reason.strip():
        return {"reason": "missing"}
    return {"reason": "too-long"} if len(reason) > LONGEST_REASON else {}
