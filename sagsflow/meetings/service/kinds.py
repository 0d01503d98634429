"""What a meeting about one resident asks more of its agenda than the meeting of the group does."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.cases.models import Case
from sagsflow.core.errors import Invalid
from sagsflow.meetings.models import AgendaItem, ItemStatus, Meeting, MeetingKind


def check_case(db: Session, meeting: Meeting, case: Case, at: datetime) -> None:
    """A meeting about one resident has one case, and only parties with a ground to hear about it. Raises Invalid."""
    if meeting.kind is not MeetingKind.CASE:
        return
    others = sa.select(AgendaItem.id).where(
        AgendaItem.meeting_id == meeting.id,
        AgendaItem.case_id.is_not(None),
        AgendaItem.case_id != case.id,
        AgendaItem.status != ItemStatus.REMOVED,
    )
    if db.scalar(sa.select(others.exists())):
        raise Invalid(fields={"ref": "only-one-case"})
    seeing = ledger.units_seeing(db, case.id, at)
    if any(part.unit_id not in seeing for part in meeting.participants):
        raise Invalid(fields={"ref": "without-ground"})


def check_same_kind(meeting: Meeting, later: Meeting) -> None:
    """What is meant for a few is not carried into the meeting of the group. Raises Invalid."""
    if meeting.kind is not later.kind:
        raise Invalid(fields={"to": "another-kind"})
