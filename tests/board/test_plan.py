"""Goals, milestones and money of the plan: written by those who keep it, read by the board, with every report kept."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.board import queries
from sagsflow.board.models import MilestoneReport, MilestoneStatus, Purse
from sagsflow.board.queries import AsOf
from sagsflow.board.service import goals
from sagsflow.board.service.goals import GoalText, Report
from sagsflow.board.service.money import enter_money
from sagsflow.core.errors import Forbidden, Invalid, Stale
from sagsflow.eventlog.models import Event
from sagsflow.organisations.models import Plan
from tests.cast import HOUSING, Cast, Visit, person

TODAY = date(2026, 9, 15)
GOAL = GoalText(1, "Flere i job", "Antal i job", HOUSING)
pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])


def _milestone(cast: Cast, due_on: date = TODAY) -> tuple[int, int]:
    with cast.database.write() as db:
        goal = goals.add_goal(db, 1, GOAL, actor=person("mette"), at=cast.at)
        row = goals.add_milestone(db, goal.id, "Jobcafé", due_on, actor=person("mette"), at=cast.at)
        return goal.id, row.id


def _stand(cast: Cast, day: date) -> list[tuple[str, bool]]:
    with cast.database.read() as db:
        found = queries.stands(db, 1, AsOf(day, cast.at))
    return [(row.status.value, row.is_late) for rows in found.values() for row in rows]


def test_a_milestone_stands_where_its_latest_report_says_and_as_it_stood_on_an_earlier_day(
    cast: Cast,
) -> None:
    _goal, milestone = _milestone(cast, TODAY + timedelta(days=5))
    cast.clock.advance(timedelta(days=10))
    with cast.database.write() as db:
        said = Report(MilestoneStatus.REACHED, TODAY + timedelta(days=9), TODAY + timedelta(days=5), "Åben")
        goals.report(db, milestone, said, actor=person("mette"), at=cast.at)
    assert _stand(cast, TODAY - timedelta(days=1)) == []
    assert _stand(cast, TODAY) == [("not_begun", False)]
    assert _stand(cast, TODAY + timedelta(days=8)) == [("not_begun", True)]
    assert _stand(cast, TODAY + timedelta(days=10)) == [("reached", False)]
    with cast.database.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(MilestoneReport)) == 2
        kinds = set(db.scalars(sa.select(Event.kind)))
    assert {"plan-goal-added", "milestone-added", "milestone-reported"} <= kinds


def test_a_report_of_an_earlier_day_does_not_move_the_day_that_a_later_one_has_set(cast: Cast) -> None:
    _goal, milestone = _milestone(cast, TODAY)
    cast.clock.advance(timedelta(days=10))
    later, earlier = TODAY + timedelta(days=60), TODAY + timedelta(days=30)
    for on_day, due_on in ((TODAY + timedelta(days=9), later), (TODAY + timedelta(days=3), earlier)):
        with cast.database.write() as db:
            said = Report(MilestoneStatus.DELAYED, on_day, due_on)
            goals.report(db, milestone, said, actor=person("mette"), at=cast.at)
    with cast.database.read() as db:
        assert queries.milestone(db, milestone).due_on == later


def test_a_goal_changed_by_somebody_else_meanwhile_is_not_overwritten(cast: Cast) -> None:
    goal, _milestone_id = _milestone(cast)
    with cast.database.write() as db:
        goals.change_goal(db, goal, GOAL, version=1, actor=person("lene"), at=cast.at)
    with cast.database.write() as db, pytest.raises(Stale):
        goals.change_goal(db, goal, GOAL, version=99, actor=person("mette"), at=cast.at)


def test_who_only_reads_figures_writes_nothing(cast: Cast, visit: Visit) -> None:
    with pytest.raises(Forbidden), cast.database.write() as db:
        goals.add_goal(db, 1, GOAL, actor=person("grete"), at=cast.at)
    grete = visit("grete")
    assert grete.get("/plan").status_code == 200
    assert "Tilføj et mål" not in grete.get("/plan").text
    assert [grete.get(page).status_code for page in ("/plan/goals/new", "/plan/money")] == [403, 403]
    assert visit("samir").get("/plan").status_code == 403


def test_money_comes_from_the_plan_s_document_until_it_is_entered_and_is_used_by_quarter(cast: Cast) -> None:
    with cast.database.write() as db:
        plan = db.get_one(Plan, 1)
        plan.grant_cash = 13_709_000
        given = {Purse.MUNICIPALITY: 7_200_000, Purse.HOUSING: 4_780_000}
        enter_money(db, 1, given, actor=person("mette"), at=cast.at)
        enter_money(db, 1, {Purse.FUND: 100}, quarter="2026-2", actor=person("mette"), at=cast.at)
        enter_money(db, 1, {Purse.FUND: 90}, quarter="2026-2", actor=person("mette"), at=cast.at)
        enter_money(db, 1, {Purse.FUND: 10}, quarter="2026-3", actor=person("mette"), at=cast.at)
        found = queries.money(db, plan, ["2026-1", "2026-2"], cast.at)
        with pytest.raises(Invalid):
            enter_money(db, 1, {}, actor=person("mette"), at=cast.at)
    assert [(row.given, row.used) for row in found] == [
        (13_709_000, 90),
        (7_200_000, None),
        (4_780_000, None),
    ]


def test_the_pages_write_a_goal_a_milestone_a_report_and_money(cast: Cast, visit: Visit) -> None:
    mette = visit("mette")
    for page, typed in (
        ("/plan/goals/new?plan=1", {"text": "Flere i job", "measured_by": "Antal"}),
        ("/plan/goals/1/milestones/new", {"title": "Jobcafé", "due_on": "01.09.2026"}),
        ("/plan/milestones/1", {"standing": "delayed", "note": "Lokalet mangler"}),
        ("/plan/money?plan=1", {"fund": "13.709.000", "municipality": "7200000", "housing": "4 780 000"}),
    ):
        assert mette.submit(page, typed, action=page.removeprefix("/plan")).status_code == 303
        assert "Ændringerne er gemt." in mette.get("/plan").text
    shown = mette.get("/plan?quarter=2026-3").text
    assert all(words in shown for words in ("Jobcafé", "Forsinket", "Over fristen", "Lokalet mangler"))
    assert "25.689.000 kr. i alt, og heraf er 47 procent medfinansiering." in shown
    wrong = mette.submit("/plan/money?plan=1", {"fund": "7,2 mio."}, action="/money?plan=1")
    assert wrong.status_code == 422
    english = mette.get("/plan?quarter=2026-3&lang=en").text
    assert "0 of 1 have been reached. 1 is overdue." in english
