"""The demo's service directory: what its partners offer, written by its administrator."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.stage import Stage
from sagsflow.directory import service
from sagsflow.directory.models import Capacity
from sagsflow.directory.service import Content, Room
from sagsflow.organisations import queries as organisations

FILE, KEEPER = "offers", "asta"
SINCE = timedelta(days=200)


def load(stage: Stage, at: datetime) -> None:
    agreements = {row.code: row.id for row in organisations.sub_agreements(stage.db)}
    for row in stage.script.around(FILE).get("offers", ()):
        room = Room(Capacity(row["capacity"]), row.get("weeks"))
        content = _content(row, agreements, stage.areas, at)
        service.add(stage.db, stage.unit(row["unit"]), content, room, actor=stage.cast.actors[KEEPER], at=at)


def _content(
    row: Mapping[str, Any], agreements: Mapping[str, int], areas: Mapping[str, int], at: datetime
) -> Content:
    today = copenhagen_date(at)
    ended = timedelta(days=row["ended_days_ago"]) if "ended_days_ago" in row else None
    return Content(
        name=row["name"],
        description=row["what"],
        target_group=row["for"],
        sub_agreement_id=agreements[row["delaftale"]],
        area_ids=frozenset(areas[name] for name in row.get("areas", ())),
        age_from=row.get("from"),
        age_to=row.get("to"),
        languages=row["languages"],
        contact=row["contact"],
        phone=row["phone"],
        valid_from=today - SINCE,
        valid_to=today - ended if ended else None,
    )
