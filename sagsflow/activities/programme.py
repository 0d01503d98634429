"""The programme that hangs on a wall: what comes in an area in the next weeks, as plain values for the printer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.activities.models import Activity, ActivityKind
from sagsflow.activities.queries import lists
from sagsflow.activities.queries.lists import Wanted
from sagsflow.core.calendar import copenhagen_date

AHEAD = timedelta(weeks=8)
MOST = 24
LONGEST_LEAD = 160
NOT_ON_A_WALL = (ActivityKind.BOARD_MEETING,)


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity as somebody in the stairwell reads it."""

    title: str
    kind: ActivityKind
    starts_at: datetime
    ends_at: datetime
    place: str
    lead: str
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """`area` is empty for the whole plan; `more` tells that not everything fits."""

    area: str
    entries: Sequence[Entry]
    more: bool


def programme(db: Session, actor: Actor, area_id: int | None, area: str, at: datetime) -> Programme:
    wanted = Wanted(lists.COMING, area_id)
    soon = replace(wanted, last=copenhagen_date(at) + AHEAD)
    public = (row for row in lists.whole(db, actor, soon, at) if row.kind not in NOT_ON_A_WALL)
    found = list(islice(public, MOST + 1))
    entries = tuple(_entry(row) for row in found[:MOST])
    return Programme(area, entries, len(found) > MOST)


def _entry(row: Activity) -> Entry:
    return Entry(
        title=row.title,
        kind=row.kind,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        lead=_lead(row.description),
        areas=tuple(area.name for area in row.areas),
    )


def _lead(description: str) -> str:
    """The first line, or as many of its words as fit."""
    line = next((line.strip() for line in description.splitlines() if line.strip()), "")
    if len(line) <= LONGEST_LEAD:
        return line
    return line[:LONGEST_LEAD].rpartition(" ")[0] + " …"
