"""Linear equations, solved as far as they go: which unknowns they determine. Pure arithmetic."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

Unknown = TypeVar("Unknown", bound=Hashable)
Row = dict[Unknown, int]
# Whole numbers modulo a large prime stand for fractions: exact, and they do not grow.
PRIME = (1 << 61) - 1


def determined(equations: Iterable[Mapping[Unknown, int]]) -> list[Unknown]:
    """The unknowns that have one value only. Right sides do not matter: whoever wrote the equations knows them."""
    core, peeled = _peel([equation for equation in equations if equation])
    solved: dict[Unknown, Row[Unknown]] = {}
    for equation in sorted(core, key=len):
        row = _reduced(_row(equation), solved)
        if row:
            _add(row, solved)
    for own, equation in reversed(peeled):
        solved[own] = _scaled(_reduced(_row(equation), solved), own)
    return [cell for cell, row in solved.items() if len(row) == 1]


def _row(equation: Mapping[Unknown, int]) -> Row[Unknown]:
    return {cell: factor % PRIME for cell, factor in equation.items()}


def _scaled(row: Row[Unknown], pivot: Unknown) -> Row[Unknown]:
    """The same with 1 in front of the pivot."""
    inverse = pow(row[pivot], -1, PRIME)
    return {cell: value * inverse % PRIME for cell, value in row.items()}


def _peel(
    equations: Sequence[Mapping[Unknown, int]],
) -> tuple[Sequence[Mapping[Unknown, int]], Sequence[tuple[Unknown, Mapping[Unknown, int]]]]:
    """Sets aside, again and again, an equation with an unknown that no other has: it tells of that one only, and only once the
    others are solved. What is left is the core; it is small where tables are."""
    places: dict[Unknown, set[int]] = {}
    for number, equation in enumerate(equations):
        for cell in equation:
            places.setdefault(cell, set()).add(number)
    alone = [cell for cell, numbers in places.items() if len(numbers) == 1]
    peeled: list[tuple[Unknown, Mapping[Unknown, int]]] = []
    left = set(range(len(equations)))
    while alone:
        own = alone.pop()
        if len(places[own]) != 1:
            continue
        (number,) = places[own]
        left.discard(number)
        peeled.append((own, equations[number]))
        for cell in equations[number]:
            places[cell].discard(number)
            if len(places[cell]) == 1:
                alone.append(cell)
    return [equations[number] for number in sorted(left)], peeled


def _reduced(row: Row[Unknown], solved: Mapping[Unknown, Row[Unknown]]) -> Row[Unknown]:
    for cell in [cell for cell in row if cell in solved]:
        _subtract(row, solved[cell], row[cell])
    return row


def _add(row: Row[Unknown], solved: dict[Unknown, Row[Unknown]]) -> None:
    """Keeps every row solved for an unknown that no other row has."""
    pivot = next(iter(row))
    row = _scaled(row, pivot)
    for other in solved.values():
        if pivot in other:
            _subtract(other, row, other[pivot])
    solved[pivot] = row


def _subtract(row: Row[Unknown], other: Row[Unknown], times: int) -> None:
    for cell, value in other.items():
        left = (row.get(cell, 0) - times * value) % PRIME
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)
