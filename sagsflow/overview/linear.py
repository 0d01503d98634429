"""Linear equations, solved as far as they go: which unknowns they determine. Pure arithmetic."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from random import Random
from typing import TypeVar

Unknown = TypeVar("Unknown", bound=Hashable)
Row = dict[Unknown, int]
# Whole numbers modulo a large prime stand for fractions: exact, and they do not grow.
PRIME = (1 << 61) - 1


def determined(equations: Iterable[Mapping[Unknown, int]]) -> list[Unknown]:
    """The unknowns that have one value only. Right sides do not matter: whoever wrote the equations knows them."""
    return [cell for cell, value in _changed(_solved(equations)).items() if not value]


def hangs_on(
    equations: Iterable[Mapping[Unknown, int]], wanted: Iterable[Unknown], given: Set[Unknown]
) -> Mapping[Unknown, Set[Unknown]]:
    """By which of the `given` each wanted unknown is determined: whoever knows them all knows it. Of those that give each other,
    only some are named."""
    solved = _solved(equations, given)
    return {cell: _reduced({cell: 1}, solved).keys() & given for cell in wanted}


def _solved(
    equations: Iterable[Mapping[Unknown, int]], given: Set[Unknown] = frozenset()
) -> dict[Unknown, Row[Unknown]]:
    """For as many unknowns as there are equations that say something new, the row that gives it by others: of those with a row
    only by such as come later; one of the `given` only where a row names nothing else."""
    core, peeled = _peel([equation for equation in equations if equation], given)
    solved = {own: _scaled(equation, own) for own, equation in peeled}
    common = Counter(cell for equation in core for cell in equation)
    for equation in sorted(core, key=len):
        row = _reduced({cell: factor % PRIME for cell, factor in equation.items()}, solved)
        if row:
            # What few others name is put into few others.
            pivot = min(row, key=lambda cell: (cell in given, common[cell]))
            solved[pivot] = _scaled(row, pivot)
    return solved


def _changed(solved: dict[Unknown, Row[Unknown]]) -> Mapping[Unknown, int]:
    """By how much each unknown differs in another solution, any one: what stays the same has one value. That something else stays
    the same by chance happens once in PRIME times."""
    chance = Random(PRIME)  # noqa: S311 - nobody gains by guessing it
    change: dict[Unknown, int] = {}
    for own, row in reversed(solved.items()):
        others = [(cell, factor) for cell, factor in row.items() if cell != own]
        for cell, _factor in others:
            if cell not in change:
                change[cell] = chance.randrange(1, PRIME)
        change[own] = -sum(factor * change[cell] for cell, factor in others) % PRIME
    return change


def _scaled(row: Mapping[Unknown, int], pivot: Unknown) -> Row[Unknown]:
    """The same with 1 in front of the pivot."""
    inverse = pow(row[pivot], -1, PRIME)
    return {cell: value * inverse % PRIME for cell, value in row.items()}


def _peel(
    equations: Sequence[Mapping[Unknown, int]], given: Set[Unknown]
) -> tuple[Sequence[Mapping[Unknown, int]], Sequence[tuple[Unknown, Mapping[Unknown, int]]]]:
    """Sets aside, again and again, an equation with an unknown that no other has: it tells of that one only, and only once the
    others are solved. What is left is the core; it is small where tables are."""
    places: dict[Unknown, set[int]] = {}
    for number, equation in enumerate(equations):
        for cell in equation:
            places.setdefault(cell, set()).add(number)
    alone = [cell for cell, numbers in places.items() if len(numbers) == 1 and cell not in given]
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
            if len(places[cell]) == 1 and cell not in given:
                alone.append(cell)
    return [equations[number] for number in sorted(left)], peeled


def _reduced(row: Row[Unknown], solved: Mapping[Unknown, Row[Unknown]]) -> Row[Unknown]:
    """Without any pivot."""
    waiting = [cell for cell in row if cell in solved]
    while waiting:
        pivot = waiting.pop()
        times = row.get(pivot, 0)
        for cell, value in solved[pivot].items() if times else ():
            if cell in solved and cell not in row:
                waiting.append(cell)
            left = (row.get(cell, 0) - times * value) % PRIME
            if left:
                row[cell] = left
            else:
                row.pop(cell, None)
    return row
