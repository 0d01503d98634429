"""Two tables with all their totals: open cases by state and place, closed cases by result, place and period."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar

from sagsflow.overview.periods import Period
from sagsflow.overview.queries import Count
from sagsflow.overview.suppression import Sum, hidden_cells

ALL = "all"
Place = tuple[str, int | None]
EVERYWHERE: Place = (ALL, None)
OpenCell = tuple[str, Place]
ClosedCell = tuple[str, Place, str]
Cell = TypeVar("Cell", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Places:
    """The places that a figure can be made for: everywhere, a sub-agreement, an area; each case is in one of each."""

    sub_agreements: tuple[Place, ...]
    areas: tuple[Place, ...]

    @property
    def every(self) -> tuple[Place, ...]:
        return (EVERYWHERE, *self.sub_agreements, *self.areas)


@dataclass(frozen=True, slots=True)
class Table(Generic[Cell]):
    """Counts with what must not be shown."""

    counts: Mapping[Cell, int]
    hidden: frozenset[Cell]

    def shown(self, cell: Cell) -> int | None:
        """None where the number is hidden."""
        return None if cell in self.hidden else self.counts[cell]


def places_of(sub_agreement_ids: Sequence[int], area_ids: Sequence[int]) -> Places:
    """With a place for the cases that are in no area."""
    areas: tuple[Place, ...] = tuple(("area", number) for number in area_ids)
    return Places(tuple(("sub", number) for number in sub_agreement_ids), (*areas, ("area", None)))


def open_table(rows: Sequence[Count], states: Sequence[str], places: Places) -> Table[OpenCell]:
    counted: Counter[OpenCell] = Counter()
    for row in rows:
        for kind, place in product((row.kind, ALL), _places(row)):
            counted[kind, place] += row.cases
    kinds = (*states, ALL)
    sums = [Sum((ALL, place), tuple((state, place) for state in states)) for place in places.every]
    sums += [
        Sum((kind, EVERYWHERE), tuple((kind, place) for place in side))
        for kind in kinds
        for side in _sides(places)
    ]
    return _table({cell: counted[cell] for cell in product(kinds, places.every)}, sums)


def closed_table(
    rows: Sequence[Count], results: Sequence[str], places: Places, periods: Sequence[Period]
) -> Table[ClosedCell]:
    within = {quarter: [p.code for p in periods if quarter in p.quarters] for quarter in periods[0].quarters}
    counted: Counter[ClosedCell] = Counter()
    for row in rows:
        for kind, place, period in product((row.kind, ALL), _places(row), within[row.quarter]):
            counted[kind, place, period] += row.cases
    kinds, codes = (*results, ALL), [period.code for period in periods]
    sums = [
        Sum((ALL, *rest), tuple((result, *rest) for result in results))
        for rest in product(places.every, codes)
    ]
    sums += [
        Sum((kind, EVERYWHERE, code), tuple((kind, place, code) for place in side))
        for kind, code, side in product(kinds, codes, _sides(places))
    ]
    sums += [
        Sum((kind, place, whole), tuple((kind, place, part) for part in parts))
        for kind, place, (whole, parts) in product(kinds, places.every, _nested(periods))
    ]
    return _table({cell: counted[cell] for cell in product(kinds, places.every, codes)}, sums)


def _table(counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]]) -> Table[Cell]:
    return Table(counts, hidden_cells(counts, sums))


def _places(row: Count) -> tuple[Place, ...]:
    return (EVERYWHERE, ("sub", row.sub_agreement_id), ("area", row.area_id))


def _sides(places: Places) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    return places.sub_agreements, places.areas


def _nested(periods: Sequence[Period]) -> list[tuple[str, list[str]]]:
    """The plan is its years, and each year that has begun its quarters; quarters not begun are empty and left out."""
    years = [period for period in periods[1:] if len(period.quarters) > 1]
    quarters = [period for period in periods if len(period.quarters) == 1]
    of_year = [(year.code, [q.code for q in quarters if q.quarters[0] in year.quarters]) for year in years]
    return [(periods[0].code, [year.code for year in years]), *of_year]
