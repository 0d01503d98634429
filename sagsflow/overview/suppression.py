"""Which cells of a table with totals must be hidden, so that no small number can be read or worked out from the others."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Generic, TypeVar

from sagsflow.core.small_numbers import SMALLEST_SHOWN, is_small
from sagsflow.overview.linear import determined, hangs_on
from sagsflow.overview.loosening import Loosening
from sagsflow.overview.sums import Sum

Cell = TypeVar("Cell", bound=Hashable)


def hidden_cells(
    counts: Mapping[Cell, int],
    sums: Sequence[Sum[Cell]],
    *,
    already: Set[Cell] = frozenset(),
    firm: Set[Cell] = frozenset(),
    seldom: Set[Cell] = frozenset(),
) -> frozenset[Cell]:
    """Every cell of 1 to 4, and as many others as it takes that

    * no sum leaves one hidden cell to be found by subtraction, nor hidden parts that together are under 5,
    * no combination of sums, however many, gives a hidden cell exactly, and
    * no small number follows because what is hidden is no zero: five hidden parts that make five would be one each.

    A zero is shown, unless some people are hidden in each of its sums, or it must stand among them: so what is hidden may be a
    zero as well. Hidden cells all look alike, so that a reader cannot tell which of them is small.
    `already` is hidden before; what is `firm` is shown elsewhere and hides nothing more. A cell that follows from what is firm,
    whatever else is hidden, is known to every reader: to hide it would protect nothing. What is `seldom` looked for is hidden
    rather than a part of it.
    """
    secret = {*already, *(cell for cell, count in counts.items() if is_small(count))}
    given = _given(counts, sums, secret, firm)
    table = _Table(counts, sums, firm | given, seldom, _facts_of(sums))
    hidden = secret - given
    doubtful = table.about(hidden)
    while doubtful:
        table.cover_each(hidden, doubtful)
        more = table.against_combinations(hidden) or table.zeros_among(hidden) or table.against_limits(hidden)
        hidden |= more
        doubtful = table.about(more)
    return frozenset(hidden | secret)


def _given(
    counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]], secret: Set[Cell], firm: Set[Cell]
) -> frozenset[Cell]:
    """What a reader knows if everything is hidden that can be."""
    if not firm:
        return frozenset()
    return frozenset(determined(_equations(sums, (counts.keys() - firm) | secret)))


def _equations(sums: Iterable[Sum[Cell]], hidden: Set[Cell]) -> Iterator[Mapping[Cell, int]]:
    for fact in sums:
        yield {cell: 1 if cell == fact.total else -1 for cell in fact.members if cell in hidden}


def _facts_of(sums: Sequence[Sum[Cell]]) -> Mapping[Cell, list[int]]:
    found: dict[Cell, list[int]] = {}
    for number, fact in enumerate(sums):
        for cell in fact.members:
            found.setdefault(cell, []).append(number)
    return found


@dataclass(frozen=True, slots=True)
class _Table(Generic[Cell]):
    """`facts` are the places in `sums` that a cell stands in: what is hidden more puts only those in doubt."""

    counts: Mapping[Cell, int]
    sums: Sequence[Sum[Cell]]
    firm: Set[Cell]
    seldom: Set[Cell]
    facts: Mapping[Cell, Sequence[int]]

    def about(self, cells: Iterable[Cell]) -> set[int]:
        return {number for cell in cells for number in self.facts.get(cell, ())}

    def cover_each(self, hidden: set[Cell], doubtful: set[int]) -> None:
        """Hides as much as it takes for every sum by itself."""
        waiting = sorted(doubtful)
        while waiting:
            number = heappop(waiting)
            fact = self.sums[number]
            if self._is_safe(fact, hidden):
                continue
            more = self._cover(fact, hidden)
            hidden |= more
            for other in self.about(more):
                heappush(waiting, other)

    def zeros_among(self, hidden: Set[Cell]) -> set[Cell]:
        """Zeros that stand among hidden people whichever way a reader looks."""
        people = [cell for cell in hidden if self.counts[cell]]
        beside = self.about(people)
        near = {cell for number in beside for cell in self.sums[number].parts}
        return {
            cell
            for cell in near - hidden - self.firm
            if not self.counts[cell] and beside.issuperset(self.facts[cell])
        }

    def against_limits(self, hidden: set[Cell]) -> set[Cell]:
        return Loosening(self.counts, self.sums, self.facts, self.firm, set(hidden)).further()

    def against_combinations(self, hidden: set[Cell]) -> set[Cell]:
        """What must be hidden besides because all sums together give a hidden cell."""
        beside = (self.sums[number] for number in sorted(self.about(hidden)))
        found = frozenset(determined(_equations(beside, hidden)))
        more: set[Cell] = set()
        for number in sorted(self.about(found)):
            fact = self.sums[number]
            if more.isdisjoint(fact.members):
                more |= self._cover(fact, hidden)
        return more or self._at_a_distance(hidden, found)

    def _is_safe(self, fact: Sum[Cell], hidden: set[Cell]) -> bool:
        covered = [cell for cell in fact.members if cell in hidden]
        if not covered or len(covered) == len(fact.members):
            return True
        if fact.total in hidden:
            return len(covered) > 1
        return len(covered) > 1 and sum(self.counts[cell] for cell in covered) >= SMALLEST_SHOWN

    def _at_a_distance(self, hidden: set[Cell], found: Set[Cell]) -> set[Cell]:
        """Where every sum of a cell that follows is firm, something further off gives it away: what is missed least of that."""
        free = frozenset(self.counts.keys() - hidden - self.firm)
        giving = hangs_on(_equations(self.sums, hidden | free), found, free) if found else {}
        return {min(cells, key=self._worth) for cells in giving.values() if cells}

    def _worth(self, cell: Cell) -> tuple[bool, int, str]:
        """A zero is missed most: to hide it tells that somebody might be there."""
        return not self.counts[cell], self.counts[cell], repr(cell)

    def _cover(self, fact: Sum[Cell], hidden: set[Cell]) -> set[Cell]:
        """The shown cell of a sum that is missed least: a total that is seldom looked for, then the smallest part, a zero only
        where nothing else is left, then the total. Nothing where all that is left is firm."""
        free = [cell for cell in fact.members if cell not in hidden and cell not in self.firm]
        if fact.total in free and fact.total in self.seldom and self.seldom.isdisjoint(fact.parts):
            return {fact.total}
        parts = [cell for cell in free if cell != fact.total]
        if people := [cell for cell in parts if self.counts[cell]]:
            return {min(people, key=self.counts.__getitem__)}
        return {fact.total} if fact.total in free else set(parts[:1])
