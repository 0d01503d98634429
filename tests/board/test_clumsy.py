"""What is written about the plan by two at once, on both databases, and what no form of ours sends."""

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from sagsflow.board import queries
from sagsflow.board.models import ClosedQuarter, MilestoneReport, PlanMoney
from sagsflow.board.queries import AsOf
from sagsflow.board.service.quarters import close_quarter
from sagsflow.core.errors import Stale
from sagsflow.organisations.models import Plan
from sagsflow.overview.periods import periods_of, whole_quarters
from tests.board.test_plan import TODAY, _milestone
from tests.board.test_status import LATER, QUARTER
from tests.cast import Cast, Visit, person
from tests.house.visitor import Visitor

BOTH = pytest.mark.parametrize("database_system", ["sqlite", "postgresql"], indirect=True)
ONE = pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
MONEY = "/plan/money?plan=1"


def _twice(
    first: Visitor, second: Visitor, page: str, typed: dict[str, str], more: dict[str, str]
) -> TestResponse:
    """Both have the page open; the first saves, then the second."""
    action = page.removeprefix("/plan")
    early, late = (one.form(page, action=action) for one in (first, second))
    assert first.post(early.action or page, data=early.filled(typed)).status_code == 303
    return second.post(late.action or page, data=late.filled(more))


@BOTH
def test_what_another_has_entered_about_money_is_not_put_back(cast: Cast, visit: Visit) -> None:
    mette, lene = visit("mette"), visit("lene")
    told = _twice(mette, lene, MONEY, {"fund": "9.000"}, {"fund": "7.000", "housing": "555"})
    assert told.status_code == 409
    assert "555" in told.text
    assert lene.submit(MONEY, {"housing": "555"}, action="/money?plan=1").status_code == 303
    with cast.database.read() as db:
        found = queries.money(db, db.get_one(Plan, 1), [], cast.at)
        assert [row.given for row in found] == [9_000, None, 555]
        assert queries.newest_entry(db, 1) == max(db.scalars(sa.select(PlanMoney.id)))


@BOTH
def test_of_two_reports_on_one_page_the_second_is_told_and_its_note_is_not_lost(
    cast: Cast, visit: Visit
) -> None:
    _goal, number = _milestone(cast)
    page = f"/plan/milestones/{number}"
    said = {"standing": "delayed", "note": "Lokalet mangler"}
    told = _twice(visit("mette"), visit("lene"), page, said, {"standing": "reached", "note": "Åben nu"})
    assert told.status_code == 409
    assert "Åben nu" in told.text
    assert f'href="{page}"' in told.text
    with cast.database.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(MilestoneReport)) == 2
        (row,) = queries.stands(db, 1, AsOf(TODAY, cast.at))[_goal]
    assert row.status.value == "delayed"


@BOTH
def test_a_quarter_is_closed_once(cast: Cast) -> None:
    quarter = whole_quarters(periods_of(2025, 2029, LATER.date()), LATER.date())[0]
    with cast.database.write() as db:
        close_quarter(db, 1, quarter, [], actor=person("mette"), at=LATER)
    with pytest.raises(Stale), cast.database.write() as db:
        close_quarter(db, 1, quarter, [], actor=person("lene"), at=LATER)


@ONE
def test_a_quarter_that_somebody_else_has_closed_leads_back_to_its_page_and_says_so(
    cast: Cast, visit: Visit
) -> None:
    cast.clock.set(LATER)
    mette, lene = visit("mette"), visit("lene")
    early, late = (one.form(f"/plan?{QUARTER}", action="/quarters/close") for one in (mette, lene))
    assert mette.post(early.action, data=early.filled({})).status_code == 303
    answer = lene.post(late.action, data=late.filled({}))
    assert (answer.status_code, answer.location) == (303, f"/plan?{QUARTER}")
    page = lene.get(answer.location).text
    assert "En anden har lukket kvartalet i mellemtiden. Tallene bliver, som de var dengang." in page
    assert "/quarters/close" not in page


@ONE
@pytest.mark.parametrize(
    "sent",
    [{}, {"plan": "1"}, {"plan": "1", "quarter": "1999-1"}, {"plan": "7", "quarter": "2026-3"}],
    ids=str,
)
def test_no_other_quarter_is_closed_than_the_one_that_was_shown(
    cast: Cast, visit: Visit, sent: dict[str, str]
) -> None:
    cast.clock.set(LATER)
    mette = visit("mette")
    typed = mette.form(f"/plan?{QUARTER}", action="/quarters/close").filled({})
    kept = {key: value for key, value in typed.items() if key not in ("plan", "quarter")}
    assert mette.post("/plan/quarters/close", data={**kept, **sent}).status_code == 404
    with cast.database.read() as db:
        assert db.scalars(sa.select(ClosedQuarter)).all() == []


@ONE
def test_amounts_nobody_has_and_days_nobody_means_are_refused_beside_the_field(
    cast: Cast, visit: Visit
) -> None:
    _goal, number = _milestone(cast)
    mette = visit("mette")
    report = {"standing": "delayed", "note": "Mangler"}
    for page, typed in (
        (MONEY, {"fund": "9" * 5_000}),
        (MONEY, {"fund": "1.234,5"}),
        (f"/plan/milestones/{number}", {**report, "due_on": "31.12.9999"}),
        (f"/plan/milestones/{number}", {**report, "on_day": "  "}),
        (f"/plan/goals/{_goal}/milestones/new", {"title": "Café", "due_on": " "}),
    ):
        answer = mette.submit(page, typed, action=page.removeprefix("/plan"))
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
    assert mette.get("/plan/money/used?quarter=1999-1").status_code == 404
