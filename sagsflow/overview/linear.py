"""Linear equations, solved as far as they go: which unknowns they determine. Pure arithmetic."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Unknown = TypeVar("Unknown", bound=Hashable)
Row = dict[Unknown, int]
# Whole numbers modulo a large prime stand for fractions: exact, and they do not grow.
PRIME = (1 << 61) - 1


def determined(equations: Iterable[Mapping[Unknown, int]]) -> list[Unknown]:
    """The unknowns that have one value only. Right sides do not matter: whoever wrote the equations knows them."""
    solved: dict[Unknown, Row[Unknown]] = {}
    for equation in sorted(equations, key=len):
        row = _reduced({cell: factor % PRIME for cell, factor in equation.items()}, solved)
        if row:
            _add(row, solved)
    return [cell for cell, row in solved.items() if len(row) == 1]


def _reduced(row: Row[Unknown], solved: Mapping[Unknown, Row[Unknown]]) -> Row[Unknown]:
    for cell in [cell for cell in row if cell in solved]:
        _subtract(row, solved[cell], row[cell])
    return row


def _add(row: Row[Unknown], solved: dict[Unknown, Row[Unknown]]) -> None:
    """Keeps every row solved for an unknown that no other row has."""
    pivot, factor = next(iter(row.items()))
    inverse = pow(factor, -1, PRIME)
    row = {cell: value * inverse % PRIME for cell, value in row.items()}
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
