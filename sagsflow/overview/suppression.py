"""Which cells of a table with totals must be hidden, so that no small number can be read or worked out from the others."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sagsflow.overview.linear import determined

Cell = TypeVar("Cell", bound=Hashable)
SMALLEST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Sum(Generic[Cell]):
    """A fact that every reader knows: the parts make the total."""

    total: Cell
    parts: tuple[Cell, ...]

    @property
    def members(self) -> tuple[Cell, ...]:
        return (self.total, *self.parts)


def hidden_cells(counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]]) -> frozenset[Cell]:
    """Every cell of 1 to 4, and as many others as it takes that

    * no sum leaves one hidden cell to be found by subtraction, nor hidden parts that together are under 5, and
    * no combination of sums, however many, gives a hidden cell exactly.

    A zero is shown: it is about nobody. Hidden cells all look alike, so that a reader cannot tell which of them is small.
    """
    hidden = {cell for cell, count in counts.items() if is_small(count)}
    while more := _missing(counts, sums, hidden):
        hidden |= more
    return frozenset(hidden)


def is_small(count: int) -> bool:
    return 0 < count < SMALLEST_SHOWN


def _missing(counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]], hidden: set[Cell]) -> set[Cell]:
    more: set[Cell] = set()
    for fact in sums:
        if not _is_safe(counts, fact, hidden | more):
            more |= _cover(counts, fact, hidden | more)
    return more or _against_combinations(counts, sums, hidden)


def _is_safe(counts: Mapping[Cell, int], fact: Sum[Cell], hidden: set[Cell]) -> bool:
    covered = [cell for cell in fact.members if cell in hidden]
    if not covered or len(covered) == len(fact.members):
        return True
    if fact.total in hidden:
        return len(covered) > 1
    return len(covered) > 1 and sum(counts[cell] for cell in covered) >= SMALLEST_SHOWN


def _against_combinations(
    counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]], hidden: set[Cell]
) -> set[Cell]:
    rows = [
        {cell: 1 if cell == fact.total else -1 for cell in fact.members if cell in hidden} for fact in sums
    ]
    found = frozenset(determined(rows))
    more: set[Cell] = set()
    for fact in sums if found else ():
        if any(cell in found for cell in fact.members) and not more & set(fact.members):
            more |= _cover(counts, fact, hidden)
    return more


def _cover(counts: Mapping[Cell, int], fact: Sum[Cell], hidden: set[Cell]) -> set[Cell]:
    """The shown cell of a sum that is missed least: the smallest part, a zero only where nothing else is left, then the total."""
    parts = [cell for cell in fact.parts if cell not in hidden]
    if people := [cell for cell in parts if counts[cell]]:
        return {min(people, key=counts.__getitem__)}
    if fact.total not in hidden:
        return {fact.total}
    return set(parts[:1])
