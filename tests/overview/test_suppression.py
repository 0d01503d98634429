"""No small number can be read from a table, nor worked out from the numbers that are shown."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import TypeVar

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sagsflow.overview.linear import hangs_on
from sagsflow.overview.sums import Sum
from sagsflow.overview.suppression import hidden_cells

Cell = tuple[int, int, int]
Row = dict[Hashable, Fraction]
KNOWN = "known"
AnyCell = TypeVar("AnyCell", bound=Hashable)
ALL = -1


def cube(numbers: list[int], rows: int, columns: int, layers: int) -> tuple[dict[Cell, int], list[Sum[Cell]]]:
    """A table in three directions with every total, and the sums that a reader knows."""
    base = dict(zip(product(range(rows), range(columns), range(layers)), numbers, strict=False))
    sides = [[*range(size), ALL] for size in (rows, columns, layers)]
    counts = {cell: sum(n for key, n in base.items() if _within(key, cell)) for cell in product(*sides)}
    sums = [
        Sum(cell, tuple((*cell[:side], part, *cell[side + 1 :]) for part in sides[side][:-1]))
        for cell in counts
        for side in range(3)
        if cell[side] == ALL
    ]
    return counts, sums


def flat(numbers: list[int], rows: int, columns: int) -> tuple[dict[Cell, int], list[Sum[Cell]]]:
    """The same in two directions."""
    counts, sums = cube(numbers, rows, columns, 1)
    return (
        {cell: number for cell, number in counts.items() if cell[2] == ALL},
        [fact for fact in sums if all(cell[2] == ALL for cell in fact.members)],
    )


def _within(key: Cell, cell: Cell) -> bool:
    return all(wanted in (ALL, part) for part, wanted in zip(key, cell, strict=True))


def worked_out(
    counts: Mapping[AnyCell, int], sums: list[Sum[AnyCell]], hidden: frozenset[AnyCell]
) -> dict[Hashable, Fraction]:
    """What a patient reader finds: Gauss with fractions over everything that is shown. KNOWN is the column of what is."""
    solved: dict[Hashable, Row] = {}
    for fact in sums:
        row: Row = {KNOWN: Fraction(0)}
        for cell, sign in {fact.total: 1, **dict.fromkeys(fact.parts, -1)}.items():
            place: Hashable = cell if cell in hidden else KNOWN
            value = sign if cell in hidden else -sign * counts[cell]
            row[place] = row.get(place, Fraction(0)) + value
        for done in [key for key in row if key in solved]:
            _less(row, solved[done], row[done])
        for pivot in [key for key in row if key != KNOWN][:1]:
            scaled = {key: value / row[pivot] for key, value in row.items()}
            for other in solved.values():
                _less(other, scaled, other.get(pivot, Fraction(0)))
            solved[pivot] = scaled
    return {key: row.get(KNOWN, Fraction(0)) for key, row in solved.items() if row.keys() <= {key, KNOWN}}


def _less(row: Row, other: Row, times: Fraction) -> None:
    for cell, value in other.items() if times else ():
        row[cell] = row.get(cell, Fraction(0)) - times * value
        if not row[cell]:
            del row[cell]


def possible(counts: Mapping[Cell, int], hidden: frozenset[Cell], least: int) -> Iterator[Mapping[Cell, int]]:
    """Tables that show the same numbers and hide the same places, nothing hidden being less than `least`: those that are near."""
    base = [cell for cell in counts if ALL not in cell[:2]]
    totals = [cell for cell in counts if ALL in cell[:2]]
    known = [(total, [cell for cell in base if _within(cell, total)]) for total in totals]

    def filled(found: dict[Cell, int]) -> Iterator[Mapping[Cell, int]]:
        if len(found) == len(base):
            every = {**found, **{total: sum(found[cell] for cell in parts) for total, parts in known}}
            if all(every[total] >= least for total in totals if total in hidden):
                yield every
            return
        cell = base[len(found)]
        for number in range(least, counts[cell] + 2) if cell in hidden else (counts[cell],):
            more = {**found, cell: number}
            if all(_may_be(counts[total], parts, more) for total, parts in known if total not in hidden):
                yield from filled(more)

    return filled({})


def _may_be(total: int, parts: list[Cell], found: Mapping[Cell, int]) -> bool:
    there = [found[cell] for cell in parts if cell in found]
    return sum(there) <= total if len(there) < len(parts) else sum(there) == total


def seldom_in(counts: Iterable[Cell], sides: tuple[int, ...]) -> frozenset[Cell]:
    """The totals in some directions, which are looked for seldom."""
    return frozenset(cell for cell in counts for side in sides if cell[side] == ALL)


SELDOM = st.sampled_from([(), (0,), (2,)])
TABLES = st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3)).flatmap(
    lambda size: st.tuples(
        st.lists(
            st.one_of(st.integers(0, 6), st.integers(0, 40)),
            min_size=size[0] * size[1] * size[2],
            max_size=size[0] * size[1] * size[2],
        ),
        st.just(size),
    )
)


@settings(max_examples=300, deadline=None)
@given(TABLES, SELDOM)
def test_no_small_number_is_shown_or_can_be_worked_out(
    table: tuple[list[int], tuple[int, int, int]], sides: tuple[int, ...]
) -> None:
    numbers, size = table
    counts, sums = cube(numbers, *size)
    hidden = hidden_cells(counts, sums, seldom=seldom_in(counts, sides))
    assert all(not 0 < counts[cell] < 5 for cell in counts.keys() - hidden)
    assert worked_out(counts, sums, hidden) == {}


@settings(max_examples=300, deadline=None)
@given(TABLES, SELDOM)
def test_what_is_hidden_beside_a_shown_total_is_not_together_a_small_number(
    table: tuple[list[int], tuple[int, int, int]], sides: tuple[int, ...]
) -> None:
    numbers, size = table
    counts, sums = cube(numbers, *size)
    hidden = hidden_cells(counts, sums, seldom=seldom_in(counts, sides))
    for fact in sums:
        covered = [cell for cell in fact.parts if cell in hidden]
        assert fact.total in hidden or not covered or sum(counts[cell] for cell in covered) >= 5


def line(*numbers: int) -> tuple[dict[str, int], list[Sum[str]]]:
    names = [chr(ord("a") + index) for index in range(len(numbers))]
    return {**dict(zip(names, numbers, strict=True)), "all": sum(numbers)}, [Sum("all", tuple(names))]


@pytest.mark.parametrize(
    ("numbers", "hidden"),
    [
        ((12, 8, 30), set()),
        ((0, 8, 30), set()),
        ((3, 8, 30), {"a", "b"}),
        ((3, 8, 8), {"a", "b"}),
        ((2, 4, 9), {"a", "b"}),
        ((1, 2, 9, 30), {"a", "b", "c"}),
        ((3, 0, 0), {"a", "b", "c", "all"}),
        ((1, 1, 0), {"a", "b", "c", "all"}),
        ((4,), {"a", "all"}),
        ((1, 1, 1, 1, 1, 20), {"a", "b", "c", "d", "e", "f"}),
        ((1, 1, 1, 1, 1), {"a", "b", "c", "d", "e", "all"}),
        ((0, 0), set()),
    ],
)
def test_in_one_line_the_small_numbers_are_hidden_behind_the_least_that_will_do(
    numbers: tuple[int, ...], hidden: set[str]
) -> None:
    assert hidden_cells(*line(*numbers)) == hidden


def test_a_total_that_is_seldom_looked_for_is_hidden_rather_than_a_part() -> None:
    assert hidden_cells(*line(3, 8, 30), seldom={"all"}) == {"a", "all"}
    counts, sums = flat([3, 8, 9, 30, 20, 25], 2, 3)
    years = frozenset(cell for cell in counts if cell[0] == ALL)
    assert hidden_cells(counts, sums, seldom=years) == {
        (0, 0, ALL),
        (0, 1, ALL),
        (ALL, 0, ALL),
        (ALL, 1, ALL),
    }


SPARSE = st.tuples(st.integers(1, 2), st.integers(1, 4)).flatmap(
    lambda size: st.tuples(
        st.lists(
            st.sampled_from([0, 0, 1, 1, 1, 2, 5]), min_size=size[0] * size[1], max_size=size[0] * size[1]
        ),
        st.just(size),
    )
)


@settings(max_examples=100, deadline=None)
@given(SPARSE, st.sampled_from([(), (0,)]))
@example(([1] * 8, (2, 4)), ())
@example(([1, 1, 1, 1, 0, 0, 1, 1], (2, 4)), ())
def test_who_takes_nothing_hidden_for_a_zero_finds_no_small_number_either(
    table: tuple[list[int], tuple[int, int]], sides: tuple[int, ...]
) -> None:
    """Where a zero is hidden too, she cannot take them so any more."""
    numbers, size = table
    counts, sums = flat(numbers, *size)
    hidden = hidden_cells(counts, sums, seldom=seldom_in(counts, sides))
    least = min([1, *(counts[cell] for cell in hidden)])
    undecided = {cell for cell in hidden if 0 < counts[cell] < 5}
    for world in possible(counts, hidden, least):
        undecided -= {cell for cell in undecided if world[cell] != counts[cell]}
        if not undecided:
            break
    assert not undecided


def test_a_zero_among_hidden_people_is_hidden_too_and_one_that_stands_by_itself_is_shown() -> None:
    counts, sums = flat([0, 2, 3, 20, 2, 0, 3, 20, 3, 3, 0, 20, 20, 20, 20, 0], 4, 4)
    hidden = hidden_cells(counts, sums)
    assert hidden == set(product(range(3), range(3), [ALL]))


def test_a_bridge_between_two_squares_of_hidden_numbers_is_found() -> None:
    """Each line has two hidden cells or more, yet one cell follows from all lines together: another is hidden too."""
    small = {(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (1, 2)}
    numbers = [3 if (row, column) in small else 50 for row in range(4) for column in range(4)]
    counts, sums = cube(numbers, 4, 4, 1)
    assert worked_out(counts, sums, frozenset(cell for cell in counts if cell[:2] in small)) != {}
    assert worked_out(counts, sums, hidden_cells(counts, sums)) == {}


def test_what_follows_from_numbers_that_are_shown_elsewhere_stays_and_hides_nothing_more() -> None:
    counts = {"closed": 30, "ended here": 30, "one way": 3, "another": 7, "a third": 20}
    sums = [
        Sum("closed", ("ended here",)),
        Sum("ended here", ("one way", "another", "a third")),
    ]
    assert hidden_cells(counts, sums, firm={"closed"}) == {"one way", "another"}


def test_what_gives_a_hidden_number_from_far_off_is_found_at_once() -> None:
    """`here` follows from `north` and `south`, which no sum of its own names; the others say nothing of it."""
    far = [f"far {number}" for number in range(40)]
    counts = {
        "here": 3,
        "rest": 40,
        "all": 43,
        "north": 20,
        "south": 23,
        **dict.fromkeys(far, 6),
        "every": 240,
    }
    sums = [
        Sum("all", ("here", "rest")),
        Sum("all", ("north", "south")),
        Sum("every", tuple(far)),
    ]
    hidden = hidden_cells(counts, sums, already={"rest", "all"}, firm={"here", "rest", "all"})
    assert hidden == {"here", "rest", "all", "north"}


def test_an_unknown_hangs_on_what_gives_it_and_on_nothing_else() -> None:
    x, y, p, q, r = "xypqr"
    equations = [{x: 1, p: -1, q: -1}, {y: 1, x: -1, r: -1}]
    assert hangs_on(equations, [x, y], {p, q, r}) == {x: {p, q}, y: {p, q, r}}
