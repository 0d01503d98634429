"""Counts in several directions at once with all their totals, and what must not be shown of them."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from sagsflow.overview.periods import Period
from sagsflow.overview.sums import Sum
from sagsflow.overview.suppression import hidden_cells

ALL = "all"
KEPT = 128
Place = tuple[str, int | None]
EVERYWHERE: Place = (ALL, None)
Cell = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of a table: its places, which of them make up which other, and which are seldom looked for."""

    members: tuple[Hashable, ...]
    parts: tuple[tuple[Hashable, tuple[Hashable, ...]], ...]
    seldom: frozenset[Hashable] = frozenset()


@dataclass(frozen=True, slots=True)
class Cube:
    """A table with a name of its own among those that are protected together."""

    name: str
    axes: tuple[Axis, ...]
    counts: Mapping[Cell, int]

    @property
    def named(self) -> Mapping[Cell, int]:
        return {(self.name, *cell): self.counts.get(cell, 0) for cell in self._cells()}

    @property
    def sums(self) -> Iterable[Sum[Cell]]:
        """Every sum of parts in one direction, at each place of the others."""
        for number, axis in enumerate(self.axes):
            before = [a.members for a in self.axes[:number]]
            after = [a.members for a in self.axes[number + 1 :]]
            for total, parts in axis.parts:
                for left, right in product(product(*before), product(*after)):
                    yield Sum(
                        (self.name, *left, total, *right),
                        tuple((self.name, *left, part, *right) for part in parts),
                    )

    @property
    def seldom(self) -> frozenset[Cell]:
        lines = [[member in axis.seldom for member in axis.members] for axis in self.axes]
        found = zip(self._cells(), product(*lines), strict=True)
        return frozenset((self.name, *cell) for cell, marks in found if any(marks))

    def _cells(self) -> Iterable[Cell]:
        return product(*(axis.members for axis in self.axes))


@dataclass(frozen=True, slots=True)
class Tables:
    """Some cubes, protected together: what one of them hides the others do not give away."""

    counts: Mapping[Cell, int]
    hidden: frozenset[Cell]
    sums: Sequence[Sum[Cell]]

    def shown(self, *cell: Hashable) -> int | None:
        """None where the number is hidden; nothing is known of, and so nobody is in, a place that no row names."""
        return None if cell in self.hidden else self.counts.get(cell, 0)


def protected(cubes: Sequence[Cube], besides: Iterable[Sum[Cell]] = ()) -> Tables:
    """`besides` are sums that a reader knows across the cubes; one that does not hold is not known to anybody."""
    counts: dict[Cell, int] = {}
    for cube in cubes:
        counts |= cube.named
    sums = [*(fact for cube in cubes for fact in cube.sums), *_holding(counts, besides)]
    seldom = frozenset(cell for cube in cubes for cell in cube.seldom)
    return Tables(counts, hidden_of(tuple(counts.items()), tuple(sums), seldom=seldom), sums)


def beside(tables: Tables, counts: Mapping[Cell, int], sums: Iterable[Sum[Cell]]) -> Tables:
    """Further counts that a reader sees beside the tables: what must be hidden is hidden of the further ones only, so that the
    tables look the same on every page."""
    every = {**tables.counts, **counts}
    facts = [*tables.sums, *_holding(every, sums)]
    hidden = hidden_of(tuple(every.items()), tuple(facts), tables.hidden, frozenset(tables.counts))
    return Tables(every, hidden, facts)


@lru_cache(maxsize=KEPT)
def hidden_of(
    counts: tuple[tuple[Cell, int], ...],
    sums: tuple[Sum[Cell], ...],
    already: frozenset[Cell] = frozenset(),
    firm: frozenset[Cell] = frozenset(),
    seldom: frozenset[Cell] = frozenset(),
) -> frozenset[Cell]:
    """The same numbers are asked for by every reader, page after page, until the clock has counted again: what is hidden of them
    is worked out once."""
    return hidden_cells(dict(counts), sums, already=already, firm=firm, seldom=seldom)


def merged(of: Mapping[str, Tables]) -> Tables:
    """The tables of several pathways as one, each cell under its pathway."""
    return Tables(
        {(key, *cell): number for key, table in of.items() for cell, number in table.counts.items()},
        frozenset((key, *cell) for key, table in of.items() for cell in table.hidden),
        [
            Sum((key, *fact.total), tuple((key, *part) for part in fact.parts))
            for key, table in of.items()
            for fact in table.sums
        ],
    )


def _holding(counts: Mapping[Cell, int], sums: Iterable[Sum[Cell]]) -> Sequence[Sum[Cell]]:
    return [fact for fact in sums if counts[fact.total] == sum(counts[cell] for cell in fact.parts)]


def kinds(*partitions: Sequence[str], nested: Mapping[str, Sequence[str]] | None = None) -> Axis:
    """ALL, which each of the partitions makes up; `nested` says what some of their parts are made of."""
    below = nested or {}
    members = dict.fromkeys([ALL, *(part for side in [*partitions, *below.values()] for part in side)])
    sides = [(ALL, tuple(side)) for side in partitions if side]
    return Axis(tuple(members), (*sides, *((total, tuple(parts)) for total, parts in below.items() if parts)))


def places(sub_agreements: Sequence[int], areas: Sequence[int], organisations: Sequence[int]) -> Axis:
    """Everywhere, a sub-agreement, an area or none, an organisation that owns cases; each case is in one of each."""
    sides: tuple[tuple[Place, ...], ...] = (
        tuple(("sub", number) for number in sub_agreements),
        (*(("area", number) for number in areas), ("area", None)),
        tuple(("org", number) for number in organisations),
    )
    return Axis(
        (EVERYWHERE, *(place for side in sides for place in side)),
        tuple((EVERYWHERE, side) for side in sides),
    )


def times(periods: Sequence[Period]) -> Axis:
    """The plan is its years, and each year that has begun its quarters; quarters not begun are empty and left out. Years and
    quarters are looked for, all of the plan is seldom."""
    years = [period for period in periods[1:] if len(period.quarters) > 1]
    quarters = [period for period in periods if len(period.quarters) == 1]
    of_year = [
        (year.code, tuple(q.code for q in quarters if q.quarters[0] in year.quarters)) for year in years
    ]
    whole = (periods[0].code, tuple(year.code for year in years))
    return Axis(tuple(period.code for period in periods), (whole, *of_year), frozenset({periods[0].code}))


def within(periods: Sequence[Period]) -> Mapping[str, Sequence[str]]:
    """The codes of the periods that hold each quarter."""
    every = periods[0].quarters
    return {quarter: [period.code for period in periods if quarter in period.quarters] for quarter in every}


def added_up(base: Iterable[tuple[Iterable[Sequence[Hashable]], int]]) -> Counter[Cell]:
    """Every cell that a row falls into: one choice of each direction's members that hold it."""
    counted: Counter[Cell] = Counter()
    for directions, number in base:
        for cell in product(*directions):
            counted[cell] += number
    return counted
