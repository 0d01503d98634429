"""Which further cells of a table are hidden because of what is hidden a reader knows that it is no zero."""

from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sagsflow.core.small_numbers import is_small
from sagsflow.overview.limits import Balance, Limits
from sagsflow.overview.sums import Sum

Cell = TypeVar("Cell", bound=Hashable)


@dataclass(slots=True)
class Loosening(Generic[Cell]):
    """Of a table as it stands with some cells `hidden`. `facts` are the places in `sums` that a cell stands in. A sum is tight
    when all that is hidden of it follows. `zeros` are those among the hidden that a reader does not find out."""

    counts: Mapping[Cell, int]
    sums: Sequence[Sum[Cell]]
    facts: Mapping[Cell, Sequence[int]]
    firm: Set[Cell]
    hidden: set[Cell]
    zeros: set[Cell] = field(default_factory=set)

    def further(self) -> set[Cell]:
        """One cell for each group of tight sums, again and again. A zero, wherever one is hidden well among what is hidden
        already: whatever could change places with it may be a zero then, and nothing is missed less. Once it has to be people,
        what hides them is the caller's to find."""
        before = frozenset(self.hidden)
        self.zeros = {cell for cell in before if not self.counts[cell]}
        limits = self._limits()
        while groups := self._tight(limits):
            chosen = {cell for group in groups for cell in self._chosen(group)}
            self.hidden |= chosen
            if not chosen or any(self.counts[cell] for cell in chosen):
                break
            self._loosen(limits, groups, chosen)
        return self.hidden - before

    def _limits(self) -> Limits[Cell]:
        balances = {number: self._balance(self.sums[number]) for number in sorted(self._about(self.hidden))}
        return Limits(balances, self.facts, self._least(self.hidden))

    def _loosen(self, limits: Limits[Cell], groups: Iterable[Sequence[int]], chosen: Set[Cell]) -> None:
        self.zeros |= chosen
        changed = self._about(chosen)
        limits.balances |= {number: self._balance(self.sums[number]) for number in changed}
        near = {cell for number in changed for cell in limits.balances[number].unknowns}
        cells = {cell for group in groups for number in group for cell in limits.balances[number].unknowns}
        limits.reset(self._least(near | cells))

    def _tight(self, limits: Limits[Cell]) -> Sequence[Sequence[int]]:
        """Groups of tight sums that tell a small number. A zero that is found out hides nothing beside it."""
        limits.narrow()
        while known := {cell for cell in self.zeros if limits.is_pinned(cell)}:
            self.zeros -= known
            limits.reset(self._least(self._beside(known)))
            limits.narrow()
        pinned = {cell for cell in self.hidden if limits.is_pinned(cell)}
        if not any(is_small(self.counts[cell]) for cell in pinned):
            return ()
        tight = {
            number: balance.unknowns
            for number, balance in limits.balances.items()
            if pinned.issuperset(balance.unknowns)
        }
        return [group for group in _connected(tight) if self._tells(group, tight)]

    def _tells(self, group: Sequence[int], unknowns: Mapping[int, Sequence[Cell]]) -> bool:
        return any(is_small(self.counts[cell]) for number in group for cell in unknowns[number])

    def _about(self, cells: Iterable[Cell]) -> set[int]:
        return {number for cell in cells for number in self.facts.get(cell, ())}

    def _beside(self, cells: Iterable[Cell]) -> set[Cell]:
        """The hidden parts of the sums of which these are parts."""
        found = (part for cell in cells for number in self.facts[cell] for part in self.sums[number].parts)
        return {cell for cell in found if cell in self.hidden}

    def _least(self, cells: Set[Cell]) -> dict[Cell, int]:
        """One, but for what may be a zero as far as a reader knows: one that is not found out, whatever could change places with
        it, and a total of such."""
        perhaps = self.zeros | self._beside(self.zeros)
        waiting = list(perhaps)
        while waiting:
            cell = waiting.pop()
            for number in self.facts[cell]:
                total = self.sums[number].total
                if total in self.hidden and total not in perhaps:
                    perhaps.add(total)
                    waiting.append(total)
        return {cell: 1 if self.counts[cell] and cell not in perhaps else 0 for cell in cells}

    def _balance(self, fact: Sum[Cell]) -> Balance[Cell]:
        covered = tuple(cell for cell in fact.parts if cell in self.hidden)
        known = sum(self.counts[cell] for cell in fact.parts if cell not in self.hidden)
        if fact.total in self.hidden:
            return Balance(fact.total, covered, known)
        return Balance(None, covered, known - self.counts[fact.total])

    def _chosen(self, numbers: Sequence[int]) -> set[Cell]:
        """Nothing where all that is left is firm."""
        members = dict.fromkeys(cell for number in numbers for cell in self.sums[number].members)
        free = [cell for cell in members if cell not in self.hidden and cell not in self.firm]
        zeros = [cell for cell in free if not self.counts[cell] and self._is_among(cell)]
        people = [cell for cell in free if self.counts[cell]]
        if zeros:
            return {min(zeros, key=self._breadth)}
        return {min(people or free, key=self.counts.__getitem__)} if free else set()

    def _is_among(self, cell: Cell) -> bool:
        """Whether something is hidden in each of its sums, so that it is not found at once."""
        return all(not self.hidden.isdisjoint(self.sums[number].members) for number in self.facts[cell])

    def _breadth(self, cell: Cell) -> int:
        """Of how many sums it is the total: a zero of an area in a quarter is missed less than one of a year."""
        return sum(self.sums[number].total == cell for number in self.facts[cell])


def _connected(cells: Mapping[int, Sequence[Cell]]) -> Sequence[Sequence[int]]:
    """Those that have cells in common, directly or by way of others, together."""
    places: dict[Cell, list[int]] = {}
    for number, own in cells.items():
        for cell in own:
            places.setdefault(cell, []).append(number)
    groups, left = list[list[int]](), dict.fromkeys(cells)
    while left:
        waiting = [next(iter(left))]
        del left[waiting[0]]
        groups.append(waiting)
        for number in waiting:
            for other in {other for cell in cells[number] for other in places[cell]} & left.keys():
                del left[other]
                waiting.append(other)
    return groups
