"""What became of an activity: it was held and counted, cancelled with a reason, or a proposal was declined."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.activities import policy, telling
from sagsflow.activities.models import Activity, ActivityStatus
from sagsflow.activities.queries import one
from sagsflow.activities.service.content import (
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_PEOPLE,
    record,
)
from sagsflow.core.errors import Invalid, Stale

OPTIONAL = ("children", "young", "adults", "new_faces", "volunteers", "volunteer_hours")


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many came, and as far as one knows of whom they were; `volunteers` may be among them or not."""

    people: int
    children: int | None = None
    young: int | None = None
    adults: int | None = None
    new_faces: int | None = None
    volunteers: int | None = None
    volunteer_hours: int | None = None
    went_well: str = ""


def write_attendance(
    db: Session,
    activity_id: int,
    attendance: Attendance,
    *,
    seen: int | None = None,
    actor: Actor,
    at: datetime,
) -> Activity:
    """It was held; counting again puts right what was written. Raises Invalid before it has begun, and Stale when it is not
    any more as it was `seen`."""
    row = one.lock_to_keep(db, actor, activity_id)
    if seen is not None and row.version != seen:
        raise Stale("activity", id=activity_id)
    if not policy.may_count(actor, row, at):
        raise Invalid("not-begun")
    if wrong := _faults(attendance):
        raise Invalid(fields=wrong)
    for name, number in asdict(attendance).items():
        setattr(row, name, number)
    row.went_well = attendance.went_well.strip()
    if row.status is not ActivityStatus.HELD:
        row.status, row.status_at = ActivityStatus.HELD, at
    db.flush()
    record(db, "activity-counted", row, actor, at, people=attendance.people)
    return row


def cancel(db: Session, activity_id: int, reason: str, *, actor: Actor, at: datetime) -> Activity:
    row = one.lock_to_keep(db, actor, activity_id)
    _end(row, ActivityStatus.PLANNED, ActivityStatus.CANCELLED, reason, at)
    db.flush()
    record(db, "activity-cancelled", row, actor, at)
    return row


def decline(db: Session, activity_id: int, reason: str, *, actor: Actor, at: datetime) -> Activity:
    """The tenant board that proposed it reads why not."""
    row = one.lock_to_keep(db, actor, activity_id)
    _end(row, ActivityStatus.PROPOSED, ActivityStatus.DECLINED, reason, at)
    db.flush()
    record(db, "activity-declined", row, actor, at)
    telling.answered(db, row, actor=actor, at=at)
    return row


def _end(row: Activity, before: ActivityStatus, after: ActivityStatus, reason: str, at: datetime) -> None:
    if row.status is not before:
        raise Stale("activity", id=row.id)
    if not reason.strip():
        raise Invalid(fields={"reason": "missing"})
    if len(reason) > LONGEST_LINE:
        raise Invalid(fields={"reason": "too-long"})
    row.status, row.status_at, row.reason = after, at, reason.strip()


def _faults(said: Attendance) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for name in ("people", *OPTIONAL):
        number = getattr(said, name)
        if number is not None and not 0 <= number <= MOST_PEOPLE:
            wrong[name] = "count"
    parts = (said.children or 0) + (said.young or 0) + (said.adults or 0)
    if parts > said.people or (said.new_faces or 0) > said.people:
        wrong.setdefault("people", "more-than-all")
    if len(said.went_well) > LONGEST_TEXT:
        wrong["went_well"] = "too-long"
    return wrong
