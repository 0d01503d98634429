"""The figures of the areas that a tenant board speaks for: activities, and cases from the very tables of the overview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.activities.queries import figures as activities
from sagsflow.activities.queries.figures import By, Sums
from sagsflow.core.calendar import copenhagen_date
from sagsflow.engine.library import Library
from sagsflow.engine.model import Text
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import Plan
from sagsflow.overview import counting
from sagsflow.overview.figures import counted
from sagsflow.overview.periods import Period, current_year, periods_of
from sagsflow.overview.queries.cases import Group
from sagsflow.overview.source.at_hand import at_hand
from sagsflow.overview.tables import ALL

DOMAIN = "support"


@dataclass(frozen=True, slots=True)
class PathwayLine:
    """Cases of one pathway in the area: open now, opened and closed in the year. None where the number is hidden."""

    pathway: Text
    open: int | None
    opened: int | None
    closed: int | None


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """One area in one year of the plan."""

    name: str
    year: str
    activities: Sums
    lines: Sequence[PathwayLine]

    @property
    def hides_something(self) -> bool:
        return any(None in (line.open, line.opened, line.closed) for line in self.lines)


def figures_of_areas(db: Session, actor: Actor, at: datetime, library: Library) -> Sequence[AreaFigures]:
    """Of no other area than her own; nothing where no area is chosen for her unit, or there is no plan."""
    areas = organisations.areas_spoken_for(db, actor.units(P.FIGURES_AREA))
    plan = organisations.current_plan(db, copenhagen_date(at))
    if not areas or plan is None:
        return ()
    periods = periods_of(plan.start_year, plan.end_year, copenhagen_date(at))
    year = current_year(periods)
    held = activities.sums(db, plan.id, year.first, year.last, By.AREA)
    lines = _lines(db, plan, periods, [area.id for area in areas], at, library=library)
    return [AreaFigures(area.name, year.code, held.get(area.id, Sums()), lines[area.id]) for area in areas]


def _lines(
    db: Session,
    plan: Plan,
    periods: Sequence[Period],
    area_ids: Sequence[int],
    at: datetime,
    *,
    library: Library,
) -> dict[int, list[PathwayLine]]:
    year, found = current_year(periods), dict[int, list[PathwayLine]]()
    for definition in library.cases(DOMAIN):
        group = Group(plan.id, DOMAIN, definition.id)
        source = at_hand(db, group, periods, at, library)
        table = counted(source, library, definition.id).table
        for area_id in area_ids:
            place = ("area", area_id)
            line = PathwayLine(
                definition.name,
                open=table.shown(counting.OPEN, ALL, place),
                opened=table.shown(counting.OPENED, ALL, place, year.code),
                closed=table.shown(counting.CLOSED, ALL, place, year.code),
            )
            found.setdefault(area_id, []).append(line)
    return found
