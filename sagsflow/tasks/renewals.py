"""Declarations of confidentiality that soon end: the leader of the unit is given a task, once for each."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from sagsflow.accounts import policy, queries, waiting
from sagsflow.accounts.models import Declaration
from sagsflow.core.calendar import copenhagen_date
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry, Value
from sagsflow.jobs.registry import Payload, Round
from sagsflow.tasks.service import raise_task

KIND = "renew_declaration"
JOB = "declarations-to-renew"
ROUND = Round(JOB, timedelta(days=1))


def ask_for_renewal(db: Session, _payload: Payload, at: datetime) -> None:
    """The handler. Where a unit has no other leader there is no task: the administrator sees it under Medarbejdere."""
    on = copenhagen_date(at)
    told = [entry for noted in waiting.unwarned(db, on) for entry in _tell(db, noted, on, at)]
    eventlog.record(db, told, actor=None, at=at)


def _tell(db: Session, noted: Declaration, on: date, at: datetime) -> list[Entry]:
    noted.warned_at = at
    leaders = queries.leaders_of(db, queries.units_of(db, noted.user_id, on), on)
    first = {one.unit_id: one for one in reversed(leaders) if one.user_id != noted.user_id}
    tasks = [
        raise_task(
            db,
            kind=KIND,
            unit_id=unit_id,
            assignee_id=leader.user_id,
            due_on=policy.last_day_of(noted.signed_on),
            case_id=None,
            actor=None,
            at=at,
        )
        for unit_id, leader in sorted(first.items())
    ]
    data: dict[str, Value] = {
        "user": noted.user_id,
        "declaration": noted.id,
        "tasks": [task.id for task in tasks],
    }
    return [Entry("declaration-ends-soon", data=data)]
