"""Follow-up: the actions of earlier meetings that nobody has closed, as one reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.meetings import policy
from sagsflow.meetings.models import Action, AgendaItem, Meeting
from sagsflow.meetings.queries.agenda import open_to
from sagsflow.tasks.models import Task, TaskStatus

SHOWN = 100


@dataclass(frozen=True, slots=True)
class ActionView:
    """An action with what was decided; `reported` says that the task is marked as done on somebody's own day."""

    action: Action
    item: AgendaItem
    case: Case | None
    decided_on: datetime
    reported: bool

    def is_late(self, today: date) -> bool:
        return self.action.outcome is None and not self.reported and self.action.due_on < today


def to_follow_up(db: Session, actor: Actor, meeting: Meeting, at: datetime) -> Sequence[ActionView]:
    """Those of the unit's earlier meetings, the longest due first; those of the meeting itself wait for the next one."""
    stands = sa.or_(Action.outcome.is_(None), Action.closed_at_meeting_id == meeting.id)
    return _shown(db, actor, meeting, at, Meeting.starts_at < meeting.starts_at, stands)


def _shown(
    db: Session, actor: Actor, meeting: Meeting, at: datetime, *which: sa.ColumnElement[bool]
) -> Sequence[ActionView]:
    rows = db.execute(
        sa.select(Action, AgendaItem, Meeting.starts_at, Task.status)
        .join(AgendaItem, AgendaItem.id == Action.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Task, Task.id == Action.task_id)
        .where(Meeting.unit_id == meeting.unit_id, *which)
        .order_by(Action.due_on, Action.id)
        .limit(SHOWN)
    ).all()
    cases = _cases(db, {item.case_id for _action, item, _on, _status in rows if item.case_id})
    shown = open_to(db, actor, list(cases.values()), at)
    told = shown if policy.may_run(actor, meeting) else frozenset[int]()
    return [
        ActionView(action, item, cases.get(item.case_id or 0), on, status is TaskStatus.DONE)
        for action, item, on, status in rows
        if _may_know(actor, action, cases.get(item.case_id or 0), shown, told)
    ]


def _cases(db: Session, ids: set[int]) -> dict[int, Case]:
    found = db.scalars(sa.select(Case).where(Case.id.in_(ids)).options(joinedload(Case.resident)))
    return {case.id: case for case in found}


def _may_know(
    actor: Actor, action: Action, case: Case | None, shown: frozenset[int], told: frozenset[int]
) -> bool:
    """Of a case: who sees it; of other units' actions only those who are `told` of all parties, and the unit that has it."""
    if case is None:
        return True
    of_others = case.id in told or case.owner_unit_id in actor.unit_ids
    return case.id in shown and (of_others or action.unit_id in actor.unit_ids | {case.owner_unit_id})
