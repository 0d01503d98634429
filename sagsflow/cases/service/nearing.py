"""Deadlines that are near: whoever owns the case is told once, two working days before, and again when the day has moved."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, Deadline
from sagsflow.cases.telling import DEADLINE_NEAR
from sagsflow.core.calendar import WorkingCalendar, copenhagen_date
from sagsflow.jobs import service as jobs
from sagsflow.jobs.registry import Payload, Round
from sagsflow.messages import service as messages

JOB = "deadline-near"
ROUND = Round(JOB, timedelta(hours=6))
BEFORE = 2
BATCH = 200


@dataclass(frozen=True, slots=True)
class Nearing:
    """The handler, with the working days it counts."""

    calendar: WorkingCalendar

    def tell(self, db: Session, payload: Payload, at: datetime) -> None:
        """A batch in the order of their ids; when there may be more, the rest is put down as new work."""
        today = copenhagen_date(at)
        last = self.calendar.add_working_days(today, BEFORE)
        after = int(payload.get("after", 0))
        found = db.execute(_near(today, last, after)).all()
        for deadline_id, due_on, case_id, ref, owner_id in found:
            key = f"near:{deadline_id}:{due_on.isoformat()}"
            messages.tell(db, DEADLINE_NEAR, [owner_id], at=at, target=ref, case_id=case_id, key=key)
        if len(found) == BATCH:
            reached = found[-1][0]
            key = f"{JOB}-after-{reached}@{at.isoformat()}"
            jobs.enqueue(db, kind=JOB, key=key, at=at, payload={"after": reached})


def _near(today: date, last: date, after: int) -> sa.Select[int, date, int, str, int | None]:
    """A paused case has no due date: its deadline does not come nearer."""
    return (
        sa.select(Deadline.id, Deadline.due_on, Case.id, Case.ref, Case.owner_id)
        .join(Case, Case.id == Deadline.case_id)
        .where(
            Deadline.ended_at.is_(None),
            Deadline.due_on.between(today, last),
            Deadline.id > after,
            Case.is_open == sa.true(),
            Case.due_on.is_not(None),
            Case.owner_id.is_not(None),
        )
        .order_by(Deadline.id)
        .limit(BATCH)
    )
