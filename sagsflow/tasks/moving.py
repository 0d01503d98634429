"""A task that cannot be done now: postponed with a reason, or laid before the leader of the unit."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import queries as accounts
from sagsflow.accounts.queries import Person
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.eventlog.service import Value
from sagsflow.messages import service as messages
from sagsflow.tasks import telling
from sagsflow.tasks.models import Task
from sagsflow.tasks.service import open_task, record

LONGEST = timedelta(days=60)
LONGEST_REASON = 1_000
# Their day comes from the law, from a clock of the case or from a right that ends: it is not for the task to move it.
FIXED = frozenset(
    {
        "overdue",
        "report_breach",
        "look_at_emergency",
        "answer_request",
        "answer_own_part",
        "renew_declaration",
        "consent_expires",
        "of_age",
        "await_receipt",
    }
)


def may_be_postponed(task: Task) -> bool:
    return task.kind not in FIXED


def postpone(
    db: Session, *, task_id: int, to: date, reason: str, actor: Actor, at: datetime, version: int
) -> Task:
    """Gives it a later day, at most two months on. The reason stands with the task; the log has both days."""
    task = open_task(db, task_id, actor, at, version)
    if not may_be_postponed(task):
        raise Invalid("fixed-day")
    today = copenhagen_date(at)
    wrong = _faulty(reason)
    if to <= max(task.due_on, today) or to > today + LONGEST:
        wrong["to"] = "later-day"
    if wrong:
        raise Invalid(fields=wrong)
    before, task.due_on, task.postponed_reason = task.due_on, to, reason.strip()
    task.laid_before_id = task.laid_before_at = None
    db.flush()
    data: dict[str, Value] = {"before": before.isoformat(), "day": to.isoformat()}
    record(db, task, "task-postponed", actor=actor, at=at, data=data)
    return task


def ask_leader(db: Session, *, task_id: int, reason: str, actor: Actor, at: datetime, version: int) -> Task:
    """The task goes to the leader of its unit with the reason, and she is told. Raises Invalid where nobody else leads it."""
    task = open_task(db, task_id, actor, at, version)
    if wrong := _faulty(reason):
        raise Invalid(fields=wrong)
    leaders = leaders_of(db, task, actor, at)
    if not leaders:
        raise Invalid("no-leader")
    task.assignee_id, task.asked_by, task.asked_reason = leaders[0].user_id, actor.user_id, reason.strip()
    task.laid_before_id = None
    db.flush()
    messages.tell(
        db,
        telling.ASKED,
        [leader.user_id for leader in leaders],
        at=at,
        target=task.id,
        case_id=task.case_id,
        actor=actor,
    )
    record(db, task, "task-escalated", actor=actor, at=at, data={"to": task.assignee_id})
    return task


def leaders_of(db: Session, task: Task, actor: Actor, at: datetime) -> Sequence[Person]:
    """Who leads the unit of the task, but for whoever asks."""
    found = accounts.leaders_of(db, {task.unit_id}, copenhagen_date(at))
    return [leader for leader in found if leader.user_id != actor.user_id]


def _faulty(reason: str) -> dict[str, str]:
    if not reason.strip():
        return {"reason": "missing"}
    return {"reason": "too-long"} if len(reason) > LONGEST_REASON else {}
