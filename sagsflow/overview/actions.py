"""What became of the actions that meetings agreed on: per organisation and quarter, with small numbers hidden."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.core.calendar import copenhagen_date
from sagsflow.engine.library import Library
from sagsflow.meetings.models import Action, Outcome
from sagsflow.organisations import queries as organisations
from sagsflow.organisations.models import Unit
from sagsflow.overview import counting, tables
from sagsflow.overview.counting import ACTIONS
from sagsflow.overview.periods import periods_of
from sagsflow.overview.queries import work
from sagsflow.overview.queries.cases import DOMAINS, Group
from sagsflow.overview.source.at_hand import at_hand
from sagsflow.overview.sums import Sum
from sagsflow.overview.tables import ALL, EVERYWHERE, Cell, Cube, Tables

AGREED, OPEN = "agreed", "open"
KINDS_OF: Mapping[Hashable, Sequence[str]] = {OPEN: (work.LATE, work.AHEAD)}
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


def action_figures(db: Session, at: datetime, library: Library) -> ActionFigures:
    """By the quarter in which an action was due; of the last four quarters."""
    quarters = last_quarters(copenhagen_date(at))
    found = [row for row in _rows(db) if row[2] in quarters]
    present = sorted({organisation for _end, organisation, _quarter in found})
    counts = tables.added_up((tuple((value, ALL) for value in row), 1) for row in found)
    axes = (tables.kinds(ENDS), tables.kinds(present), tables.kinds(quarters))
    names = {str(row.id): row.name for row in organisations.all_organisations(db)}
    cube = Cube(AGREED, axes, counts)
    table = beside_pathways(cube, _of_pathways(db, quarters, at, library))
    return ActionFigures({code: names[code] for code in present}, quarters, table)


def beside_pathways(cube: Cube, of: Mapping[str, Tables]) -> Tables:
    """`of` says what the overview shows of the actions of each pathway; it stays as it is, and what it gives away together with
    the totals here is hidden here."""
    base, counts = tables.merged(of), cube.named
    facts = [
        fact
        for fact in _over_pathways(base, counts)
        if counts[fact.total] == sum(base.counts[cell] for cell in fact.parts)
    ]
    told = {fact.total: counts[fact.total] for fact in facts if base.hidden.isdisjoint(fact.parts)}
    firm = Tables({**base.counts, **told}, base.hidden, base.sums)
    rest = {cell: counts[cell] for cell in counts.keys() - told.keys()}
    return tables.beside(firm, rest, [*cube.sums, *facts])


def _over_pathways(base: Tables, counts: Mapping[Cell, int]) -> Iterator[Sum[Cell]]:
    """Each total of all organisations, of which the cells of all pathways in a period may be the parts."""
    keys = sorted({str(cell[0]) for cell in base.counts})
    periods = sorted({str(cell[-1]) for cell in base.counts})
    for total in counts:
        _agreed, end, organisation, quarter = total
        for period in periods if quarter == ALL else [quarter]:
            cells = [
                (key, ACTIONS, kind, EVERYWHERE, period) for key in keys for kind in KINDS_OF.get(end, (end,))
            ]
            if organisation == ALL:
                yield Sum(total, tuple(cell for cell in cells if cell in base.counts))


def _of_pathways(
    db: Session, quarters: Sequence[str], at: datetime, library: Library
) -> Mapping[str, Tables]:
    """Of each plan that ran in one of the quarters."""
    today = copenhagen_date(at)
    plans = [
        row
        for row in organisations.plans(db)
        if str(row.start_year) <= quarters[0] and str(row.end_year + 1) > quarters[-1]
    ]
    found = {}
    for plan, domain in product(plans, DOMAINS):
        periods = periods_of(plan.start_year, plan.end_year, today)
        for definition in library.cases(domain):
            source = at_hand(db, Group(plan.id, domain, definition.id), periods, at, library)
            found[f"{plan.id}-{definition.id}"] = counting.actions_table(source.rows)
    return found


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
