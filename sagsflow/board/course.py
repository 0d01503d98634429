"""How the key numbers of a plan moved over its quarters: in each quarter what its own status tells, and nothing beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.activities.queries.figures import Sums, sums
from sagsflow.board import queries
from sagsflow.board.figures import TOTAL, Shown
from sagsflow.board.models import MilestoneStatus
from sagsflow.board.numbers import ACTIVITIES, ALL, CLOSED, HEADS, HELD, MILESTONES, OPENED, Number, unpacked
from sagsflow.board.queries import AsOf
from sagsflow.core.calendar import copenhagen_date
from sagsflow.overview.periods import Period
from sagsflow.overview.tables import EVERYWHERE

LONGEST = 8  # quarters: two years, as wide as a sheet
SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A quarter. `opened` and `closed` are support cases, None where the number is hidden; `reached` are the milestones reached
    by its end."""

    quarter: Period
    opened: int | None
    closed: int | None
    reached: int
    held: int
    came: int
    stands: bool


def course(
    db: Session, plan_id: int, quarters: Sequence[Period], support: Callable[[], Shown], at: datetime
) -> tuple[Stretch, ...]:
    """The last of `quarters`, the oldest first; empty where there is only one. `support` counts what is not closed."""
    latest = sorted(quarters, key=lambda quarter: quarter.first)[-LONGEST:]
    closed = queries.closed_quarters(db, plan_id)
    return tuple(
        _kept(quarter, unpacked(closed[quarter.code]))
        if quarter.code in closed
        else _counted(db, plan_id, quarter, support(), at)
        for quarter in (latest if len(latest) > 1 else ())
    )


def _kept(quarter: Period, numbers: Sequence[Number]) -> Stretch:
    """As they were given out."""
    whole: Mapping[tuple[str, str, str], int | None] = {
        (row.domain, row.figure, row.part): row.value
        for row in numbers
        if row.sub_agreement_id is None and row.area_id is None
    }
    return Stretch(
        quarter,
        opened=whole.get((SUPPORT, OPENED, ALL), 0),
        closed=whole.get((SUPPORT, CLOSED, ALL), 0),
        reached=whole.get(("", MILESTONES, MilestoneStatus.REACHED.value)) or 0,
        held=whole.get(("", ACTIVITIES, HELD)) or 0,
        came=whole.get(("", ACTIVITIES, HEADS)) or 0,
        stands=True,
    )


def _counted(db: Session, plan_id: int, quarter: Period, support: Shown, at: datetime) -> Stretch:
    as_of = AsOf(min(copenhagen_date(at), quarter.last), at)
    milestones = [row for rows in queries.stands(db, plan_id, as_of).values() for row in rows]
    activities = sums(db, plan_id, quarter.first, quarter.last).get(None, Sums())
    return Stretch(
        quarter,
        opened=support.cases.shown(TOTAL, OPENED, ALL, EVERYWHERE, quarter.code),
        closed=support.cases.shown(TOTAL, CLOSED, ALL, EVERYWHERE, quarter.code),
        reached=sum(row.status is MilestoneStatus.REACHED for row in milestones),
        held=activities.held,
        came=activities.people,
        stands=False,
    )
