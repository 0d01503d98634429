"""What cases lend to tasks, which stand below them: finding a case, recording on it, and a panel on its page."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission
from sagsflow.accounts import queries as accounts
from sagsflow.cases import policy
from sagsflow.cases.models import Case
from sagsflow.cases.panels import register_panel
from sagsflow.cases.queries import one
from sagsflow.cases.queries.one import Seen
from sagsflow.cases.service.events import record_on_case
from sagsflow.core.errors import Forbidden
from sagsflow.eventlog.service import Entry
from sagsflow.organisations import queries as organisations
from sagsflow.tasks import queries as tasks
from sagsflow.tasks.hooks import HOOKS, TaskCase
from sagsflow.tasks.models import Task

PANEL_PLACE = 5


def register(case_endpoint: str) -> None:
    """Registering again replaces it, so that several applications may live in one process."""
    HOOKS.find_case, HOOKS.record, HOOKS.case_endpoint = find_case, record, case_endpoint
    HOOKS.case_of = case_of
    register_panel("tasks", "tasks/_panel.html", _panel, order=PANEL_PLACE)


def find_case(db: Session, ref: str, actor: Actor, at: datetime) -> TaskCase:
    """Raises NotFound to strangers, and Forbidden to those who may only look."""
    seen = one.find(db, actor, ref, at)
    if not seen.view.working_unit_ids:
        raise Forbidden("case", ref=ref)
    return TaskCase(seen.case.id, seen.case.ref, seen.view.working_unit_ids)


def case_of(db: Session, task: Task, actor: Actor, at: datetime) -> str | None:
    """The number of the task's case, if it has one that this person may see."""
    which = sa.select(Case.ref).where(Case.id == task.case_id, policy.visible_to(actor, at))
    return db.scalar(which) if task.case_id is not None else None


def record(db: Session, case_id: int, entry: Entry, actor: Actor | None, at: datetime) -> None:
    found = sa.select(Case).where(Case.id == case_id).with_for_update()
    case = db.scalars(found.execution_options(populate_existing=True)).one()
    record_on_case(db, case, [entry], actor=actor, at=at)


def _panel(db: Session, actor: Actor, seen: Seen, at: datetime) -> Mapping[str, object] | None:
    """The open tasks that this person may know of; a closed case without any shows nothing."""
    open_tasks = tasks.for_case(db, actor, seen.case.id, at)
    may_add = seen.case.is_open and actor.may(Permission.TASK_DO) and bool(seen.view.working_unit_ids)
    if not open_tasks and not may_add:
        return None
    own_units = actor.units(Permission.TASK_DO)
    left = tasks.left_behind(db, actor, seen.case.id, at) if open_tasks else frozenset()
    return {
        "tasks": open_tasks,
        "mine": {
            task.id
            for task in open_tasks
            if task.unit_id in own_units or task.assignee_id == actor.user_id or task.id in left
        },
        "names": accounts.user_names(db, {task.assignee_id for task in open_tasks}),
        "units": {
            key: unit.name
            for key, unit in organisations.units_by_id(db, {task.unit_id for task in open_tasks}).items()
        },
        "ref": seen.case.ref,
        "may_add": may_add,
    }
