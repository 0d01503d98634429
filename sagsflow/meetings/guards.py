"""What meetings tell a case: the day of the meeting on whose agenda it stands."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case
from sagsflow.core.calendar import copenhagen_date
from sagsflow.meetings.models import AgendaItem, ItemStatus, Meeting, MeetingStatus

STANDING = (ItemStatus.PLANNED, ItemStatus.OPEN)
SCHEDULED = "scheduled"
READY = "ready"
QUESTION = "question_to_meeting"


_NEXT = (
    sa.select(sa.func.min(Meeting.starts_at))
    .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
    .where(
        AgendaItem.case_id == sa.bindparam("case_id"),
        AgendaItem.status.in_(STANDING),
        Meeting.status != MeetingStatus.ENDED,
    )
)


def facts(db: Session, case: Case, _at: datetime) -> Mapping[str, object]:
    """`meeting`: the date of the next meeting with the case on its agenda, or None."""
    starts_at = db.scalar(_NEXT, {"case_id": case.id})
    return {"meeting": copenhagen_date(starts_at) if starts_at else None}
