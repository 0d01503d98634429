"""What became of the actions that meetings agreed on: per organisation and quarter, with small numbers hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.meetings.models import Action, Outcome
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import Unit
from sagsflow.overview import tables
from sagsflow.overview.tables import ALL, Cube, Tables

AGREED, OPEN = "agreed", "open"
ENDS = (*(outcome.value for outcome in Outcome), OPEN)
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class ActionFigures:
    """`quarters` are codes such as "2026-3", the latest first; the table has a cell for each outcome, organisation and quarter,
    and for all of each."""

    organisations: Mapping[str, str]
    quarters: Sequence[str]
    table: Tables

    def shown(self, end: str, organisation: str, quarter: str) -> int | None:
        return self.table.shown(AGREED, end, organisation, quarter)

    @property
    def is_empty(self) -> bool:
        return not self.organisations


def action_figures(db: Session, today: date) -> ActionFigures:
    """By the quarter in which an action was due; of the last four quarters."""
    quarters = last_quarters(today)
    found = [row for row in _rows(db) if row[2] in quarters]
    present = sorted({organisation for _end, organisation, _quarter in found})
    counts = tables.added_up((tuple((value, ALL) for value in row), 1) for row in found)
    axes = (tables.kinds(ENDS), tables.kinds(present), tables.kinds(quarters))
    names = {str(row.id): row.name for row in organisations.all_organisations(db)}
    table = tables.protected([Cube(AGREED, axes, counts)])
    return ActionFigures({code: names[code] for code in present}, quarters, table)


def _rows(db: Session) -> Sequence[tuple[str, str, str]]:
    """How each action ended, which organisation was to do it, and in which quarter."""
    every = sa.select(Action.outcome, Unit.organisation_id, Action.due_on).join(
        Unit, Unit.id == Action.unit_id
    )
    return [
        (outcome.value if outcome else OPEN, str(organisation), quarter_of(due_on))
        for outcome, organisation, due_on in db.execute(every)
    ]


def quarter_of(day: date) -> str:
    return f"{day.year}-{(day.month - 1) // 3 + 1}"


def last_quarters(today: date) -> list[str]:
    """With the one that has begun; the latest first."""
    number = today.year * 4 + (today.month - 1) // 3
    return [f"{past // 4}-{past % 4 + 1}" for past in range(number, number - QUARTERS, -1)]
