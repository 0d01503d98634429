"""The five result measures agree with a count by hand, and no small number of them can be worked out."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sagsflow.cases.models import Goal, GoalStatus
from sagsflow.core.database import Database
from sagsflow.core.small_numbers import is_small
from sagsflow.measures.models import Measure, MeasureAnswer, Occasion
from sagsflow.overview import measuring, tables
from sagsflow.overview.measuring import KINDS, NAMES, Measured
from sagsflow.overview.periods import periods_of
from sagsflow.overview.queries.cases import Count, Group
from sagsflow.overview.queries.measures import GOALS_MET
from sagsflow.overview.tables import ALL
from tests.cast import BORN, TEAM
from tests.house.databases import StartingPoint
from tests.overview.test_suppression import worked_out
from tests.overview.test_tables import NUMBERS, PERIODS, PLACES, QUARTERS, sums_of
from tests.overview.town import AREAS, CASES, SUBS, TOWN, lives

UNTIL = date(2026, 9, 15)
Answers = dict[int, list[tuple[date, int]]]


@pytest.fixture
def starting_point() -> StartingPoint:
    return TOWN


def _answers() -> Answers:
    """By case the days and levels of life satisfaction; the same every time."""
    chance = random.Random(3)
    first = date(2025, 2, 1)
    days = [first + timedelta(days=200 * turn) for turn in range(3)]
    return {
        number: [
            (day + timedelta(days=chance.randrange(150)), chance.randrange(11)) for day in days[: number % 4]
        ]
        for number in range(1, CASES + 1)
    }


def _fill(database: Database, answers: Answers) -> None:
    with database.write() as db:
        for case_id, given in answers.items():
            for day, level in given:
                row = {
                    "case_id": case_id,
                    "measure": Measure.LIFE_SATISFACTION,
                    "occasion": Occasion.FOLLOW_UP,
                    "asked_on": day,
                }
                who = {"recorded_at": BORN, "recorded_by": 1}
                db.add(MeasureAnswer(**row, **who, answer=str(level), level=level))
                db.flush()
        for number, life in enumerate(lives(CASES), start=1):
            for status in [GoalStatus.ACHIEVED] * (number % 2) + [GoalStatus.UNDER_WAY] * (number % 3):
                words = {"case_id": number, "own_words": "x", "topic": "core", "responsible_unit_id": TEAM}
                db.add(Goal(**words, status=status, created_at=life.opened_at, changed_at=life.opened_at))


def _change(given: list[tuple[date, int]]) -> str:
    if len(given) == 1:
        return "once"
    first, latest = given[0][1], given[-1][1]
    return "better" if latest > first else "unchanged" if latest == first else "worse"


def test_changes_and_goals_met_are_those_that_are_counted_by_hand(database: Database) -> None:
    answers = _answers()
    _fill(database, answers)
    periods = periods_of(2025, 2029, UNTIL)
    group = Group(1, "support", "coordinated")
    with database.read() as db:
        found = measuring.measured(db, group, periods, SUBS, [area for area in AREAS if area]).tables()
    town = dict(enumerate(lives(CASES), start=1))
    expected = Counter(
        (_change(given), town[number].sub_agreement)
        for number, given in answers.items()
        if given and given[-1][0].year == 2026
    )
    for kind in KINDS["life_satisfaction"]:
        for sub in SUBS:
            shown = found["life_satisfaction"].shown("life_satisfaction", kind, ("sub", sub), "2026")
            assert shown in (None, expected[kind, sub])
            assert shown is not None or expected[kind, sub]
    goals = Counter(_met(number) for number, life in town.items() if life.closed_at)
    for kind in KINDS[GOALS_MET]:
        assert found[GOALS_MET].shown(GOALS_MET, kind, ("all", None), "plan") == goals[kind]


def _met(number: int) -> str:
    achieved, goals = number % 2, number % 2 + number % 3
    if not goals:
        return "without goals"
    return "all_met" if achieved == goals else "some_met" if achieved else "none_met"


def _counted(kind: str, quarter: str, place: tuple[int, int | None, int], cases: int) -> Count:
    return Count(("work", kind), quarter, *place, cases)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.builds(_counted, st.sampled_from(KINDS["work"]), st.sampled_from(QUARTERS), PLACES, NUMBERS),
        max_size=8,
    )
)
def test_no_small_number_of_a_measure_follows_from_what_is_shown(rows: list[Count]) -> None:
    of = {name: rows if name == "work" else [] for name in NAMES}
    table = Measured(of, PERIODS, tables.places([1, 2], [1], [1, 2])).tables()["work"]
    assert not any(is_small(table.counts[cell]) for cell in table.counts.keys() - table.hidden)
    assert worked_out(table.counts, sums_of(table), table.hidden) == {}
    assert table.counts["work", ALL, ("all", None), "plan"] == sum(row.cases for row in rows)
