"""What cases lend to tasks, which stand below them: finding a case, and recording on it what happened to a task."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.cases.queries import one
from sagsflow.cases.service.events import record_on_case
from sagsflow.eventlog.service import Entry
from sagsflow.tasks.hooks import HOOKS, TaskCase


def register(case_endpoint: str) -> None:
    """Registering again replaces it, so that several applications may live in one process."""
    HOOKS.find_case, HOOKS.record, HOOKS.case_endpoint = find_case, record, case_endpoint


def find_case(db: Session, ref: str, actor: Actor, at: datetime) -> TaskCase:
    """Raises NotFound to strangers."""
    seen = one.find(db, actor, ref, at)
    return TaskCase(seen.case.id, seen.case.ref, seen.unit_ids)


def record(db: Session, case_id: int, entry: Entry, actor: Actor | None, at: datetime) -> None:
    case = db.scalars(sa.select(Case).where(Case.id == case_id).with_for_update()).one()
    record_on_case(db, case, [entry], actor=actor, at=at)
