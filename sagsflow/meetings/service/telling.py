"""Records what happened at a meeting: on the case it happened to, or on the unit's own log."""

from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.cases.service.events import record_on_case
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry, Value
from sagsflow.meetings.models import AgendaItem, Meeting


def tell(db: Session, meeting: Meeting, kind: str, *, actor: Actor, at: datetime, **data: Value) -> None:
    entry = Entry(kind, data={"meeting": meeting.id, **data})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({meeting.unit_id}))


def tell_case(
    db: Session, case: Case, item: AgendaItem, kind: str, *, actor: Actor, at: datetime, **data: Value
) -> None:
    entry = Entry(kind, data={"meeting": item.meeting_id, "item": item.id, **data})
    record_on_case(db, case, [entry], actor=actor, at=at)
