"""The demo's contact log, and a row of appointments with the resident of an open case of its team."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.stage import Stage
from sagsflow.outreach import service
from sagsflow.outreach.models import Activity, ContactKind, ContactOutcome, MovedBy
from sagsflow.outreach.service import Appointment, Met

FILE = "contacts"
WORKER = "mette"


def load(stage: Stage, at: datetime) -> None:
    told = stage.script.around(FILE)
    if not told:
        return
    for row in told["met"]:
        service.log_met(stage.db, _met(stage, row, at), actor=stage.cast.actors[row["by"]], at=at)
    ref, actor = _own_case(stage), stage.cast.actors[WORKER]
    for row in told["appointments"]:
        service.log_appointment(stage.db, ref, _appointment(row, at), actor=actor, at=at)


def _own_case(stage: Stage) -> str:
    """The newest open case of the worker."""
    owned = sa.select(Case.ref).where(Case.owner_id == stage.user(WORKER), Case.is_open)
    return stage.db.scalars(owned.order_by(Case.id.desc()).limit(1)).one()


def _met(stage: Stage, row: dict[str, Any], at: datetime) -> Met:
    return Met(
        happened_on=copenhagen_date(at) - timedelta(days=row["days_ago"]),
        place=row["place"],
        activity=Activity(row["activity"]),
        topic=Topic(row["topic"]) if "topic" in row else None,
        area_id=stage.areas[row["area"]],
        adults=row.get("adults", 0),
        young=row.get("young", 0),
        children=row.get("children", 0),
    )


def _appointment(row: dict[str, Any], at: datetime) -> Appointment:
    today = copenhagen_date(at)
    return Appointment(
        on_day=today - timedelta(days=row["days_ago"]),
        kind=ContactKind(row["kind"]),
        outcome=ContactOutcome(row["outcome"]),
        reason=row.get("reason", ""),
        moved_by=MovedBy(row["moved_by"]) if "moved_by" in row else None,
    )
