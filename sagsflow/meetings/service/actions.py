"""Actions: what units took upon themselves, and what became of it when a later meeting asked."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases import policy as case_policy
from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.meetings.models import Action, AgendaItem, Meeting, Outcome
from sagsflow.meetings.service.loading import lock_case, lock_meeting
from sagsflow.meetings.service.telling import tell, tell_case
from sagsflow.tasks import service as tasks
from sagsflow.tasks.models import Task, TaskStatus

MAX_REMARK = 2_000
ENDS_AS = {
    Outcome.DONE: TaskStatus.DONE,
    Outcome.NOT_POSSIBLE: TaskStatus.CANCELLED,
    Outcome.NOT_DONE: TaskStatus.CANCELLED,
}


def note(db: Session, item: AgendaItem, task: Task) -> Action:
    """A decision has given a unit something to do."""
    action = Action(item_id=item.id, task_id=task.id, unit_id=task.unit_id, due_on=task.due_on)
    db.add(action)
    db.flush()
    return action


def follow_up(
    db: Session,
    meeting_id: int,
    action_id: int,
    outcome: Outcome,
    *,
    remark: str,
    version: int,
    actor: Actor,
    at: datetime,
) -> Action:
    """A later meeting says what became of it; the task goes with it. Raises NotFound for what is none of this meeting's."""
    meeting = lock_meeting(db, meeting_id, actor=actor)
    if len(remark) > MAX_REMARK:
        raise Invalid(fields={"remark": "too-long"})
    action, item = _lock(db, meeting, action_id)
    if action.version != version or action.outcome is not None:
        raise Stale("action", action=action.id)
    action.outcome, action.remark = outcome, remark.strip() or None
    action.closed_at, action.closed_by, action.closed_at_meeting_id = at, actor.user_id, meeting.id
    tasks.settle(db, action.task_id, ENDS_AS[outcome], actor=actor, at=at)
    if item.case_id is None:
        tell(
            db,
            meeting,
            "general-item-followed-up",
            actor=actor,
            at=at,
            action=action.id,
            outcome=outcome.value,
        )
        return action
    case, view = lock_case(db, item.case_id, actor=actor, at=at)
    if not case_policy.may_see(actor, case, view):
        raise NotFound("action")
    data = {"action": action.id, "outcome": outcome.value, "task": action.task_id}
    tell_case(db, case, item, "agenda-item-followed-up", actor=actor, at=at, **data)
    return action


def _lock(db: Session, meeting: Meeting, action_id: int) -> tuple[Action, AgendaItem]:
    """Of a meeting of the same unit, before this one or this one itself."""
    found = db.execute(
        sa.select(Action, AgendaItem)
        .join(AgendaItem, AgendaItem.id == Action.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(
            Action.id == action_id,
            Meeting.unit_id == meeting.unit_id,
            Meeting.starts_at <= meeting.starts_at,
        )
        .with_for_update(of=Action)
    ).one_or_none()
    if found is None:
        raise NotFound("action")
    return found[0], found[1]
