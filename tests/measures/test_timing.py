"""It is time to ask early in a case, every half year and at its end; a no of the resident, or anything written down, ends it."""

from datetime import timedelta

import pytest

from sagsflow.cases.models import Case
from sagsflow.cases.queries.one import find
from sagsflow.measures import timing
from sagsflow.measures.models import Measure, MeasureAnswer, Occasion, Unanswered
from tests.cast import Cast, Visit, person

START, AGAIN, CLOSE = Occasion.START, Occasion.FOLLOW_UP, Occasion.CLOSE
NO, NOT_ASKED = Unanswered.DECLINED, Unanswered.NOT_ASKED
Given = list[tuple[int, str | Unanswered]]


def _a_case(cast: Cast, opened: int, given: Given, closed: int | None = None) -> str:
    """Opened, answered and closed so many days ago."""
    at = cast.at
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
        if closed is not None:
            cast.move(db, ref, "withdraw")
        case = find(db, person("karen"), ref, at).case
        case.opened_at = at - timedelta(days=opened)
        if closed is not None:
            case.closed_at = at - timedelta(days=closed)
        for days, said in given:
            db.add(_answer(case, at - timedelta(days=days), said))
    return ref


def _answer(case: Case, at: object, said: str | Unanswered) -> MeasureAnswer:
    answer = {"unanswered": said} if isinstance(said, Unanswered) else {"answer": said, "level": 1}
    row = {
        "case_id": case.id,
        "measure": Measure.WORK,
        "occasion": START,
        "recorded_by": 1,
        "recorded_at": at,
    }
    return MeasureAnswer(**row, **answer, asked_on=at.date())  # type: ignore[attr-defined]  # a moment


@pytest.mark.parametrize(
    ("opened", "given", "closed", "found"),
    [
        (13, [], None, None),
        (15, [], None, START),
        (91, [], None, None),
        (20, [(3, NO)], None, None),
        (20, [(3, NOT_ASKED)], None, None),
        (300, [(181, "sick")], None, None),
        (300, [(182, "sick")], None, AGAIN),
        (300, [(280, "sick"), (190, NO)], None, None),
        (300, [(280, NO), (190, "sick")], None, AGAIN),
        (300, [(280, "sick"), (10, NOT_ASKED)], None, None),
        (300, [(280, "sick")], 59, CLOSE),
        (300, [(280, "sick")], 61, None),
        (300, [(89, "sick")], 5, None),
        (300, [], 5, None),
        (300, [(280, NO)], 5, None),
    ],
    ids=lambda value: str(value).replace("Unanswered.", ""),
)
def test_when_it_is_time(
    cast: Cast, opened: int, given: Given, closed: int | None, found: Occasion | None
) -> None:
    ref = _a_case(cast, opened, given, closed)
    with cast.database.read() as db:
        case = find(db, person("karen"), ref, cast.at).case
        assert timing.of_case(db, case, cast.at) == found
        listed = [
            (line.case.ref, line.occasion) for line in timing.of_person(db, person("karen"), cast.at, 5)
        ]
        assert listed == ([(ref, found)] if found else [])
        assert timing.of_person(db, person("bo"), cast.at, 5) == []


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_her_day_says_it_and_one_tick_writes_down_that_the_resident_says_no(cast: Cast, visit: Visit) -> None:
    ref, karen = _a_case(cast, 20, []), visit("karen")
    page = f"/cases/{ref}/measures"
    assert f'href="{page}"' in karen.get("/").text
    assert "gør det muligt at se senere" in karen.get(f"/cases/{ref}").text
    assert karen.submit(page, {"declined": "y"}, action="/measures").status_code == 303
    assert f'href="{page}"' not in karen.get("/").text
    with cast.database.read() as db:
        assert {row.unanswered for row in db.query(MeasureAnswer)} == {NO}


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_the_step_that_closes_the_case_says_it_but_not_where_the_resident_stops(
    cast: Cast, visit: Visit
) -> None:
    ref, karen = _a_case(cast, 200, [(95, "sick")]), visit("karen")
    asked = f"/cases/{ref}/measures?occasion=close"
    assert f'href="{asked}"' in karen.get(f"/cases/{ref}/move/advise_only").text
    assert f'href="{asked}"' not in karen.get(f"/cases/{ref}/move/withdraw").text
    assert f'href="{asked}"' not in karen.get(f"/cases/{ref}/move/propose_meeting").text
    form = karen.form(asked, action="occasion=close").filled({"work": "job"})
    assert form["occasion"] == ["close"]
    karen.submit(asked, {"work": "job"}, action="occasion=close")
    assert f'href="{asked}"' not in karen.get(f"/cases/{ref}/move/advise_only").text
