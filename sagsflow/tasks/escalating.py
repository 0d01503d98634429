"""Tasks that have been overdue for too long: the clock lays each before the leader of its unit, once for each due date."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import BadSetting
from sagsflow.accounts import queries as accounts
from sagsflow.accounts.queries import Person
from sagsflow.core.calendar import COPENHAGEN, WorkingCalendar, copenhagen_date
from sagsflow.jobs import service as jobs
from sagsflow.jobs.registry import Handler, Payload, Round
from sagsflow.messages import service as messages
from sagsflow.tasks import policy, telling
from sagsflow.tasks.models import Task, TaskStatus
from sagsflow.tasks.service import record
from sagsflow.tasks.words import KINDS

ROUND = Round("tasks-long-overdue", timedelta(minutes=15))
OF_ONE = "lay-before-leader"
BATCH = 500
MORNING = time(8)


class Escalation:
    """After how many working days, from the settings: a number for every kind of task (under ''), and numbers of their own for
    some; 0 is never."""

    def __init__(self, after: Mapping[str, int], calendar: WorkingCalendar) -> None:
        """Raises BadSetting for a kind of task that does not exist."""
        if unknown := after.keys() - {*KINDS, ""}:
            raise BadSetting(
                f"SAGSFLOW_ESCALATE_AFTER names {sorted(unknown)}; no kind of task is called that"
            )
        self._after, self._calendar = after, calendar

    def handlers(self) -> Mapping[str, Handler]:
        return {ROUND.kind: self.go_round, OF_ONE: self.lay_before}

    def day_of(self, task: Task) -> date | None:
        """The morning on which it is laid before the leader, if it is still open then; None for never."""
        days = self._days(task.kind)
        return self._calendar.add_working_days(task.due_on, days) if days else None

    def go_round(self, db: Session, payload: Payload, at: datetime) -> None:
        """One piece of work for each task, on working days from eight o'clock; where nobody leads, again the next day."""
        local = at.astimezone(COPENHAGEN)
        if local.time() < MORNING or not self._calendar.is_working(local.date()):
            return
        found = db.execute(self._late(local.date(), int(payload.get("after", 0)))).all()
        for (task_id,) in found:
            key = f"{OF_ONE}-{task_id}@{local.date().isoformat()}"
            jobs.enqueue(db, kind=OF_ONE, key=key, at=at, payload={"task": task_id})
        if len(found) == BATCH:
            last = found[-1].id
            key = f"{ROUND.kind}+{last}@{at.isoformat()}"
            jobs.enqueue(db, kind=ROUND.kind, key=key, at=at, payload={"after": last})

    def lay_before(self, db: Session, payload: Payload, at: datetime) -> None:
        """It stays with whom it was given to; the leader has it on her day too, and is told."""
        task = db.get(Task, int(payload["task"]), with_for_update=True)
        if task is None or task.status is not TaskStatus.OPEN or task.laid_before_at is not None:
            return
        day, leader = self.day_of(task), leader_of(db, task, at)
        if day is None or day > copenhagen_date(at) or leader is None:
            return
        task.laid_before_id, task.laid_before_at = leader.user_id, at
        db.flush()
        messages.tell(
            db,
            telling.LAID,
            [leader.user_id],
            at=at,
            target=task.id,
            case_id=task.case_id,
            key=f"{OF_ONE}-{task.id}@{task.due_on.isoformat()}",
        )
        record(db, task, "task-laid-before", actor=None, at=at, data={"to": leader.user_id})

    def _days(self, kind: str) -> int:
        return self._after.get(kind, self._after.get("", 0))

    def _late(self, today: date, after: int) -> sa.Select[int]:
        """By id, so that a round of several batches comes to its end whatever happens meanwhile."""
        own = {kind: days for kind, days in self._after.items() if kind}
        due = [self._since(Task.kind == kind, days, today) for kind, days in own.items()]
        due.append(self._since(Task.kind.not_in(sorted(own)), self._days(""), today))
        return (
            sa.select(Task.id)
            .where(policy.is_open(), Task.laid_before_at.is_(None), Task.id > after, sa.or_(*due))
            .order_by(Task.id)
            .limit(BATCH)
        )

    def _since(self, which: sa.ColumnElement[bool], days: int, today: date) -> sa.ColumnElement[bool]:
        if not days:
            return sa.false()
        return sa.and_(which, Task.due_on <= self._calendar.working_days_back(today, days))


def leader_of(db: Session, task: Task, at: datetime) -> Person | None:
    """Who leads its unit today, but for whoever has it; of several the first by name."""
    leaders = accounts.leaders_of(db, {task.unit_id}, copenhagen_date(at))
    return next((one for one in leaders if one.user_id != task.assignee_id), None)
