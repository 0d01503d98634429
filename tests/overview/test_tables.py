"""Open, opened and closed cases in all their tables: nothing small is shown, or follows from all that is shown together."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from sagsflow.overview.counting import Rows, case_tables, work_tables
from sagsflow.overview.periods import periods_of, quarters_of
from sagsflow.overview.queries.cases import Count
from sagsflow.overview.sums import Sum
from sagsflow.overview.tables import ALL, Cell, Tables
from tests.overview.test_suppression import worked_out

PERIODS = periods_of(2025, 2029, date(2025, 8, 1))
QUARTERS = [quarter.code for quarter in quarters_of(PERIODS)[:3]]
PLACES = st.tuples(st.sampled_from([1, 2]), st.sampled_from([1, None]), st.sampled_from([1, 2]))
NUMBERS = st.integers(1, 9)
OPEN_KINDS = st.tuples(st.sampled_from(["a", "b"]), st.sampled_from([1, 2]), st.booleans())
CLOSED_KINDS = st.tuples(st.sampled_from(["done", "stopped"]))


def counted(kind: tuple[object, ...], quarter: str, place: tuple[int, int | None, int], cases: int) -> Count:
    return Count(kind, quarter, *place, cases)


def counts(kinds: st.SearchStrategy[tuple[object, ...]], *, timed: bool) -> st.SearchStrategy[list[Count]]:
    quarters = st.sampled_from(QUARTERS) if timed else st.just("")
    made = st.builds(counted, kinds, quarters, PLACES, NUMBERS)
    return st.lists(made, max_size=6)


def rows(open_: Sequence[Count], closed: Sequence[Count]) -> Rows:
    """Every case that is open or closed was opened in some quarter of the plan."""
    opened = [
        Count((), QUARTERS[0], row.sub_agreement_id, row.area_id, row.organisation_id, row.cases)
        for row in [*open_, *closed]
    ]
    return Rows(open_, opened, closed, [], closed, [], [], PERIODS, [1, 2], [1])


def sums_of(table: Tables) -> list[Sum[Cell]]:
    """What a reader knows without being told how the tables are made: read from the names of the cells."""
    found: list[Sum[Cell]] = []
    for cell in table.counts:
        for place, part in enumerate(cell):
            sides = _sides(cell, place, part, table)
            found += [Sum(cell, side) for side in sides if side]
    return found


def _sides(cell: Cell, place: int, part: object, table: Tables) -> list[tuple[Cell, ...]]:
    def beside(test: object) -> tuple[Cell, ...]:
        return tuple(
            other
            for other in table.counts
            if len(other) == len(cell)
            and all(one == two for at, (one, two) in enumerate(zip(cell, other, strict=True)) if at != place)
            and callable(test)
            and test(other[place])
        )

    if part == ("all", None):
        return [beside(lambda x, kind=kind: x != part and x[0] == kind) for kind in ("sub", "area", "org")]
    if place == len(cell) - 1 and part == "plan":
        return [beside(lambda x: len(str(x)) == 4 and x != "plan")]
    if place == len(cell) - 1 and part == "2025":
        return [beside(lambda x: str(x).startswith("2025-"))]
    if place == 1 and part == ALL and cell[0] == "open":
        return [
            beside(lambda x: str(x).startswith("state-")),
            beside(lambda x: str(x).startswith("holder-")),
            beside(lambda x: x in {"late", "in_time"}),
        ]
    if place == 1 and part == ALL:
        return [beside(lambda x: x != ALL)]
    return []


@settings(max_examples=15, deadline=None)
@given(counts(OPEN_KINDS, timed=False), counts(CLOSED_KINDS, timed=True))
def test_no_subtraction_among_all_pages_gives_a_small_number(open_: list[Count], closed: list[Count]) -> None:
    table = case_tables(rows(open_, closed), ["a", "b"], ["done", "stopped"])
    places = {cell[2] for cell in table.counts}
    balance = [
        Sum(("opened", ALL, place, "plan"), (("open", ALL, place), ("closed", ALL, place, "plan")))
        for place in places
    ]
    assert all(not 0 < table.counts[cell] < 5 for cell in table.counts.keys() - table.hidden)
    assert worked_out(table.counts, [*sums_of(table), *balance], table.hidden) == {}


def test_the_balance_of_in_and_out_is_among_what_is_protected() -> None:
    """Two came and two are open: the closed are none, so that the two could be seen, were they hidden in one table only."""
    table = case_tables(rows([Count(("a", 1, False), "", 1, 1, 1, 2)], []), ["a", "b"], ["done"])
    assert table.shown("open", ALL, ("all", None)) is None
    assert table.shown("opened", ALL, ("all", None), "plan") is None


def test_tasks_have_a_table_of_their_own() -> None:
    done = Count(("done",), QUARTERS[0], 1, 1, 1, 7)
    table = work_tables(rows([], [done]))["tasks"]
    assert table.shown("tasks", "done", ("sub", 1), "2025") == 7
    assert table.shown("tasks", "done", ("sub", 2), "2025") == 0
