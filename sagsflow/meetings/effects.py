"""What meetings do when a step of a case asks for it: a case whose sharing ends is not discussed any more."""

from collections.abc import Mapping

import sqlalchemy as sa

from sagsflow.cases.hooks import HOOKS, Step
from sagsflow.meetings.guards import STANDING
from sagsflow.meetings.models import AgendaItem, ItemStatus
from sagsflow.meetings.service.telling import beat


def register() -> None:
    HOOKS.on_effect("end_sharing", "meetings", _take_off)


def _take_off(step: Step, _params: Mapping[str, object]) -> None:
    """Every item of the case that still waits for a decision; the item whose decision this step is has its decision."""
    waiting = sa.select(AgendaItem).where(AgendaItem.case_id == step.case.id, AgendaItem.status.in_(STANDING))
    for item in step.db.scalars(waiting.order_by(AgendaItem.id)).all():
        item.status = ItemStatus.REMOVED
        beat(step.db, item.meeting_id)
        step.note("agenda-item-removed", meeting=item.meeting_id, item=item.id)
