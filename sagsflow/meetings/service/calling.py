"""Calls a meeting: when, where, who chairs, who writes, who takes part; begins it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid
from sagsflow.meetings import policy
from sagsflow.meetings.models import Meeting, MeetingKind, MeetingStatus, Participant
from sagsflow.meetings.service import turn
from sagsflow.meetings.service.loading import lock_meeting
from sagsflow.meetings.service.telling import tell

MAX_PLACE = 200


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """What is decided when a meeting is called."""

    kind: MeetingKind
    unit_id: int
    starts_at: datetime
    ends_at: datetime
    place: str
    chair_id: int
    minute_taker_id: int
    unit_ids: Collection[int]
    submit_by: date | None = None


def call_meeting(db: Session, plan: MeetingPlan, *, actor: Actor, at: datetime) -> Meeting:
    """Raises Forbidden to those who may not call meetings of the unit, Invalid for times or places that make no sense."""
    if not policy.may_call(actor, plan.unit_id):
        raise Forbidden("call-meeting")
    check(plan, at)
    meeting = Meeting(
        kind=plan.kind,
        unit_id=plan.unit_id,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        place=plan.place.strip(),
        chair_id=plan.chair_id,
        minute_taker_id=plan.minute_taker_id,
        status=MeetingStatus.PLANNED,
        called_at=at,
        submit_by=plan.submit_by,
        participants=[Participant(unit_id=unit_id) for unit_id in sorted({plan.unit_id, *plan.unit_ids})],
    )
    db.add(meeting)
    db.flush()
    tell(db, meeting, "meeting-called", actor=actor, at=at)
    return meeting


def begin(db: Session, meeting_id: int, *, actor: Actor, at: datetime) -> Meeting:
    """Starts the meeting and takes up its first item, if it has one."""
    meeting = lock_meeting(db, meeting_id, actor=actor)
    turn.start(db, meeting, actor=actor, at=at)
    turn.go_on(db, meeting, at=at)
    return meeting


def check(plan: MeetingPlan, at: datetime) -> None:
    wrong: dict[str, str] = {}
    if not plan.place.strip():
        wrong["place"] = "required"
    elif len(plan.place) > MAX_PLACE:
        wrong["place"] = "too-long"
    if plan.ends_at <= plan.starts_at:
        wrong["ends"] = "not-later"
    if plan.starts_at < at:
        wrong["day"] = "in-the-past"
    if plan.submit_by is not None and plan.submit_by > copenhagen_date(plan.starts_at):
        wrong["submit_by"] = "after-the-meeting"
    if wrong:
        raise Invalid(fields=wrong)
