"""Records what happened at a meeting: on the case it happened to, or on the unit's own log; and moves the meeting's pulse."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.cases.service.events import record_on_case
from sagsflow.core.base import Base
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry, Value
from sagsflow.meetings import invitations
from sagsflow.meetings.models import AgendaItem, Meeting

_MEETING = Base.metadata.tables[Meeting.__tablename__]


def tell(db: Session, meeting: Meeting, kind: str, *, actor: Actor, at: datetime, **data: Value) -> None:
    entry = Entry(kind, data={"meeting": meeting.id, **data})
    beat(db, meeting.id)
    invitations.tell_invited(db, meeting, kind, actor=actor, at=at)
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({meeting.unit_id}))


def tell_case(
    db: Session, case: Case, item: AgendaItem, kind: str, *, actor: Actor, at: datetime, **data: Value
) -> None:
    entry = Entry(kind, data={"meeting": item.meeting_id, "item": item.id, **data})
    beat(db, item.meeting_id)
    record_on_case(db, case, [entry], actor=actor, at=at)


def beat(db: Session, meeting_id: int) -> None:
    """Pages that show the meeting are out of date; the meeting itself keeps its version."""
    moved = sa.update(_MEETING).where(_MEETING.c.id == meeting_id).values(pulse=_MEETING.c.pulse + 1)
    db.execute(moved)
