"""What became of what meetings agreed on, per organisation and quarter; a small number is shown to nobody."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sagsflow.core.small_numbers import is_small
from sagsflow.meetings.models import Action, AgendaItem, Meeting, MeetingKind, Outcome
from sagsflow.overview import tables
from sagsflow.overview.actions import AGREED, ENDS, OPEN, action_figures, beside_pathways, last_quarters
from sagsflow.overview.counting import ACTIONS, Rows, actions_table
from sagsflow.overview.queries.cases import Count
from sagsflow.overview.sums import Sum
from sagsflow.overview.tables import ALL, EVERYWHERE, Cell, Cube, Tables
from sagsflow.tasks.models import Task
from tests.cast import BORN, CAST, HOUSING, SCHOOL, TEAM, TOWN, Cast, Visit, cast, visit
from tests.house.databases import StartingPoint
from tests.overview.test_suppression import worked_out
from tests.overview.test_tables import PERIODS, QUARTERS, counts

__all__ = ["cast", "visit"]
TODAY = date(2026, 9, 15)
NOW = datetime(2026, 9, 15, 8, tzinfo=UTC)
BECAME = {"done": "done", "not_possible": "not_possible", "not_done": "not_done", "late": OPEN, "ahead": OPEN}
AGREED_ON = counts(st.tuples(st.sampled_from(sorted(BECAME))), timed=True)


@pytest.fixture
def starting_point() -> StartingPoint:
    return CAST


def _agree(cast: Cast, unit: int, outcome: Outcome | None, times: int, due_on: date = TODAY) -> None:
    with cast.database.write() as db:
        meeting = Meeting(
            kind=MeetingKind.GROUP,
            unit_id=TEAM,
            starts_at=BORN,
            ends_at=BORN,
            place="Her",
            chair_id=3,
            minute_taker_id=1,
        )
        db.add(meeting)
        db.flush()
        item = AgendaItem(meeting_id=meeting.id, position=1, local_number=1, title="Noget", question="")
        task = Task(kind="decision", unit_id=unit, due_on=due_on, raised_at=BORN)
        db.add_all([item, task])
        db.flush()
        for _time in range(times):
            closed = BORN if outcome else None
            db.add(
                Action(
                    item_id=item.id,
                    task_id=task.id,
                    unit_id=unit,
                    due_on=due_on,
                    outcome=outcome,
                    closed_at=closed,
                )
            )


def test_each_outcome_is_counted_where_and_when_it_was_due(cast: Cast) -> None:
    _agree(cast, SCHOOL, Outcome.DONE, 6)
    _agree(cast, SCHOOL, None, 5, date(2026, 4, 1))
    _agree(cast, TEAM, Outcome.NOT_DONE, 7)
    _agree(cast, TEAM, Outcome.DONE, 8, date(2024, 1, 1))
    with cast.database.read() as db:
        figures = action_figures(db, NOW, cast.platform.library)
    assert figures.shown("done", str(TOWN), "2026-3") == 6
    assert figures.shown(OPEN, str(TOWN), "2026-2") == 5
    assert figures.shown(ALL, str(HOUSING), ALL) == 7
    assert figures.shown(ALL, ALL, ALL) == 18


def test_a_small_number_is_hidden_and_cannot_be_worked_out(cast: Cast, visit: Visit) -> None:
    _agree(cast, SCHOOL, Outcome.DONE, 9)
    _agree(cast, SCHOOL, Outcome.NOT_DONE, 2)
    with cast.database.read() as db:
        figures = action_figures(db, NOW, cast.platform.library)
    cells = [figures.shown(end, str(TOWN), "2026-3") for end in ("done", "not_done", ALL)]
    assert figures.shown("not_done", str(TOWN), "2026-3") is None
    assert sum(cell is None for cell in cells) >= 2
    assert "Udført" in visit("mette").get("/overview/actions").text
    english = visit("mette").get("/overview/actions?lang=en").text
    assert "hidden" in english
    assert "Udført" not in english
    assert visit("samir").get("/overview/actions").status_code == 403


def test_the_last_four_quarters_end_with_the_one_that_has_begun() -> None:
    assert last_quarters(date(2026, 2, 1)) == ["2026-1", "2025-4", "2025-3", "2025-2"]


def _page(actions: Sequence[Count], about_no_case: int) -> Cube:
    """The same actions by who is to carry them out, with some that are about no case."""
    base = [
        (((BECAME[row.kinds[0]], ALL), (str(row.organisation_id), ALL), (row.quarter, ALL)), row.cases)
        for row in actions
    ]
    base.append((((OPEN, ALL), ("1", ALL), (QUARTERS[0], ALL)), about_no_case))
    axes = (tables.kinds(ENDS), tables.kinds(["1", "2"]), tables.kinds(QUARTERS))
    return Cube(AGREED, axes, tables.added_up(base))


def _known(cube: Cube, seen: Tables, pathways: Sequence[str]) -> list[Sum[Cell]]:
    """A reader adds up the pathways too, where that comes to the total of the page."""
    kinds = {ALL: [ALL], **{end: [kind for kind, became in BECAME.items() if became == end] for end in ENDS}}
    every: list[Sum[Cell]] = [
        Sum(
            (AGREED, end, ALL, quarter),
            tuple((key, ACTIONS, kind, EVERYWHERE, period) for key in pathways for kind in of),
        )
        for end, of in kinds.items()
        for quarter, period in [(ALL, "plan"), *((code, code) for code in QUARTERS)]
    ]
    holding = [
        fact for fact in every if seen.counts[fact.total] == sum(seen.counts[cell] for cell in fact.parts)
    ]
    return [*cube.sums, *holding]


@settings(max_examples=12, deadline=None)
@given(st.tuples(AGREED_ON, AGREED_ON), st.sampled_from([0, 0, 1, 6]))
def test_no_small_number_follows_from_the_page_and_the_overview_of_each_pathway_together(
    of: tuple[list[Count], list[Count]], about_no_case: int
) -> None:
    parts = {
        key: actions_table(Rows([], [], [], [], [], actions, [], PERIODS, [1, 2], [1]))
        for key, actions in zip("ab", of, strict=True)
    }
    cube, base = _page([*of[0], *of[1]], about_no_case), tables.merged(parts)
    seen = beside_pathways(cube, parts)
    assert base.hidden == seen.hidden & base.counts.keys()
    found = worked_out(seen.counts, [*base.sums, *_known(cube, seen, "ab")], seen.hidden)
    assert not [cell for cell, count in found.items() if is_small(int(count))]


def test_a_total_does_not_tell_the_one_pathway_that_is_hidden() -> None:
    def agreed(cases: int) -> list[Count]:
        return [Count(("done",), QUARTERS[0], 1, 1, 1, cases)]

    parts = {
        key: actions_table(Rows([], [], [], [], [], agreed(cases), [], PERIODS, [1, 2], [1]))
        for key, cases in {"a": 40, "b": 3}.items()
    }
    seen = beside_pathways(_page([*agreed(40), *agreed(3)], 0), parts)
    assert parts["a"].shown(ACTIONS, "done", EVERYWHERE, "plan") == 40
    assert seen.shown(AGREED, "done", ALL, ALL) is None
