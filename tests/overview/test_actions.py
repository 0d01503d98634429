"""What became of what meetings agreed on, per organisation and quarter; a small number is shown to nobody."""

from datetime import date

import pytest

from sagsflow.meetings.models import Action, AgendaItem, Meeting, MeetingKind, Outcome
from sagsflow.overview.actions import OPEN, action_figures, last_quarters
from sagsflow.overview.tables import ALL
from sagsflow.tasks.models import Task
from tests.cast import BORN, CAST, HOUSING, SCHOOL, TEAM, TOWN, Cast, Visit, cast, visit
from tests.house.databases import StartingPoint

__all__ = ["cast", "visit"]
TODAY = date(2026, 9, 15)


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
        figures = action_figures(db, TODAY)
    assert figures.shown("done", str(TOWN), "2026-3") == 6
    assert figures.shown(OPEN, str(TOWN), "2026-2") == 5
    assert figures.shown(ALL, str(HOUSING), ALL) == 7
    assert figures.shown(ALL, ALL, ALL) == 18


def test_a_small_number_is_hidden_and_cannot_be_worked_out(cast: Cast, visit: Visit) -> None:
    _agree(cast, SCHOOL, Outcome.DONE, 9)
    _agree(cast, SCHOOL, Outcome.NOT_DONE, 2)
    with cast.database.read() as db:
        figures = action_figures(db, TODAY)
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
