"""The quarter's numbers agree with a count by hand; together with all that the overview shows they give no small number away."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from config import Settings
from sagsflow.board import figures
from sagsflow.board.figures import CROSSED, TOTAL, Wanted, together
from sagsflow.board.numbers import Number, packed, unpacked
from sagsflow.core.database import Database
from sagsflow.core.small_numbers import is_small
from sagsflow.engine.library import Library
from sagsflow.overview.counting import case_tables
from sagsflow.overview.periods import periods_of
from sagsflow.overview.queries.cases import Count
from sagsflow.overview.sums import Sum
from sagsflow.overview.tables import ALL, EVERYWHERE, Cell, Place, merged
from tests.house.databases import StartingPoint
from tests.overview.test_suppression import worked_out
from tests.overview.test_tables import CLOSED_KINDS, OPEN_KINDS, PERIODS, QUARTERS, counts, rows
from tests.overview.town import CASES, END, TOWN, Life, lives

PLACES: list[Place] = [EVERYWHERE, ("sub", 1), ("sub", 2), ("area", 1), ("area", None)]
PARTS = {"opened": (ALL,), "closed": (ALL, "done", "stopped")}


@pytest.fixture
def starting_point() -> StartingPoint:
    return TOWN


def _quarter(life: Life) -> str:
    return f"{life.opened_at.year}-{(life.opened_at.month + 2) // 3}"


def _by_hand() -> Counter[tuple[int | None, int | None]]:
    by_hand: Counter[tuple[int | None, int | None]] = Counter()
    for life in lives(CASES):
        if _quarter(life) == "2026-1":
            by_hand.update(
                [
                    (None, None),
                    (life.sub_agreement, None),
                    (None, life.area or 0),
                    (life.sub_agreement, life.area or 0),
                ]
            )
    return by_hand


def test_the_numbers_are_those_that_are_counted_by_hand(
    database: Database, settings: Settings, app: object
) -> None:
    wanted = Wanted(
        1, periods_of(2025, 2029, date(2026, 9, 15)), Library.from_folder(settings.workflows), END
    )
    with database.read() as db:
        found = figures.numbers(db, wanted, "2026-1")
    by_hand = _by_hand()
    opened = [row for row in found if (row.domain, row.figure) == ("support", "opened")]
    assert len({(row.sub_agreement_id, row.area_id) for row in opened}) == len(opened)
    for row in opened:
        expected = by_hand[row.sub_agreement_id, row.area_id]
        assert row.value in (None, expected), row
        assert row.value is None or not is_small(row.value)
    assert (
        next(row for row in opened if row.sub_agreement_id is row.area_id is None).value
        == by_hand[None, None]
    )
    assert unpacked(packed(found)) == found


def _known(cells: list[Cell]) -> list[Sum[Cell]]:
    """What a reader knows of the totals without being told how they are made: read from the names of the cells."""
    return [Sum(cell, side) for cell in cells if cell[0] == TOTAL for side in _sides(cell, cells) if side]


def _sides(cell: Cell, cells: list[Cell]) -> list[tuple[Cell, ...]]:
    _total, figure, part, place, quarter = cell
    alike = [one for one in cells if len(one) == 5 and one[1] == figure and one[4] == quarter]
    totals = [one for one in alike if one[0] == TOTAL]
    places = [one for one in totals if one[2] == part and one[3] != EVERYWHERE and place == EVERYWHERE]
    sides = [[one for one in places if str(one[3]).startswith(f"('{kind}'")] for kind in ("sub", "area")]
    sides.append([one for one in totals if part == ALL and one[2] != ALL and one[3] == place])
    sides.append([one for one in alike if one[0] == CROSSED and part == ALL and place in one[2:4]])
    sides.append([one for one in alike if one[0] in ("a", "b") and one[2:4] == (part, place)])
    return [tuple(side) for side in sides]


@bounds(max_examples=12, deadline=None)
@given(
    st.tuples(counts(OPEN_KINDS, timed=False), counts(CLOSED_KINDS, timed=True)),
    st.tuples(counts(OPEN_KINDS, timed=False), counts(CLOSED_KINDS, timed=True)),
)
def test_no_small_number_follows_from_the_totals_and_all_pages_of_the_overview(
    one: tuple[list[Count], list[Count]], two: tuple[list[Count], list[Count]]
) -> None:
    of = {"a": rows(*one), "b": rows(*two)}
    base = merged({key: case_tables(part, ["a", "b"], ["done", "stopped"]) for key, part in of.items()})
    crossed = {
        "opened": [count for part in of.values() for count in part.opened],
        "closed": [count for part in of.values() for count in part.closed],
    }
    quarters = [period.code for period in PERIODS if len(period.quarters) == 1]
    table = together(base, PARTS, PLACES, quarters, crossed)
    assert table.hidden & base.counts.keys() == base.hidden
    assert not any(is_small(table.counts[cell]) for cell in table.counts.keys() - table.hidden)
    found = worked_out(table.counts, [*base.sums, *_known(list(table.counts))], table.hidden)
    assert [cell for cell in found if isinstance(cell, tuple) and is_small(table.counts[cell])] == []


def test_a_total_all_of_whose_parts_are_shown_is_shown() -> None:
    many = [Count(("a", 1, False), "", 1, 1, 1, 9)]
    base = merged({key: case_tables(rows(many, []), ["a", "b"], ["done"]) for key in "ab"})
    table = together(base, {"opened": (ALL,)}, PLACES, QUARTERS)
    assert table.shown(TOTAL, "opened", ALL, EVERYWHERE, QUARTERS[0]) == 18


def test_a_total_that_would_tell_a_small_part_is_hidden() -> None:
    few, many = [Count(("a", 1, False), "", 1, 1, 1, 3)], [Count(("a", 1, False), "", 1, 1, 1, 9)]
    base = merged(
        {key: case_tables(rows(found, []), ["a", "b"], ["done"]) for key, found in (("a", few), ("b", many))}
    )
    table = together(base, {"opened": (ALL,)}, PLACES, QUARTERS)
    assert table.shown(TOTAL, "opened", ALL, EVERYWHERE, QUARTERS[0]) is None


def test_a_hidden_number_is_kept_hidden_in_what_is_stored() -> None:
    number = Number("support", "opened", ALL, 1, None, None)
    assert unpacked(packed([number])) == (number,)
