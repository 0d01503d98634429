"""What clumsy hands do to the forms of activities: blanks, impossible years, characters nobody sees, two pages open at once."""

import pytest
import sqlalchemy as sa

from sagsflow.activities.models import Activity
from tests.activities.conftest import PARTY, planned
from tests.activities.test_pages import TYPED
from tests.cast import Cast, Visit

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
PROPOSAL = {key: value for key, value in TYPED.items() if key != "sub_agreement_id"}


def _kept(cast: Cast) -> list[tuple[str, int | None, int | None]]:
    with cast.database.read() as db:
        rows = db.scalars(sa.select(Activity).order_by(Activity.id)).unique()
        return [(row.title, row.people, row.children) for row in rows]


@pytest.mark.parametrize(
    "typed",
    [
        {"day": "   "},
        {"starts": " "},
        {"title": "\t"},
        {"day": "31.12.9999", "every": "month", "until": "31.12.9999"},
        {"day": "01.01.0001", "starts": "0.10", "ends": "0.20"},
        {"comment_by": "01.01.0001"},
    ],
    ids=["no day", "no hour", "no title", "the last day of all", "the first", "comments by the first"],
)
def test_blanks_and_years_that_nobody_means_are_refused_beside_the_field(
    cast: Cast, visit: Visit, typed: dict[str, str]
) -> None:
    answer = visit("karen").submit("/activities/new", {**TYPED, **typed}, action="/new")
    assert (answer.status_code, _kept(cast)) == (422, [])
    assert 'aria-invalid="true"' in answer.text
    assert "Fælleshuset" in answer.text


@pytest.mark.parametrize(
    "day", [" ", "20.09.2035", "01.01.0001"], ids=["blank", "after all plans", "year one"]
)
def test_a_proposal_for_a_day_without_a_plan_is_refused_beside_the_day(
    cast: Cast, visit: Visit, day: str
) -> None:
    answer = visit("tove").submit("/activities/propose", {**PROPOSAL, "day": day}, action="/propose")
    assert (answer.status_code, _kept(cast)) == (422, [])
    assert 'value="Sommerfest"' in answer.text


def test_characters_that_nobody_sees_are_not_kept_and_those_of_arabic_are(cast: Cast, visit: Visit) -> None:
    typed = {**TYPED, "title": "Fest\x01\x1b\u202egnp.exe æ\u200f مرحبا 😀"}
    assert visit("karen").submit("/activities/new", typed, action="/new").status_code == 303
    assert [title for title, _people, _children in _kept(cast)] == ["Festgnp.exe æ\u200f مرحبا 😀"]


def test_of_two_who_count_at_once_the_second_is_told_and_keeps_what_she_typed(
    cast: Cast, visit: Visit
) -> None:
    with cast.database.write() as db:
        planned(db, cast)
    cast.clock.set(PARTY.ends_at)
    karen, lene = visit("karen"), visit("lene")
    page = "/activities/1/attendance"
    stale = karen.form(page, action="/attendance")
    assert lene.submit(page, {"people": "40"}, action="/attendance").status_code == 303
    told = karen.post(stale.action or page, data=stale.filled({"people": "4", "went_well": "Alt"}))
    assert (told.status_code, _kept(cast)) == (409, [("Sommerfest", 40, None)])
    assert "Alt" in told.text
    assert karen.submit(page, {"children": "3"}, action="/attendance").status_code == 303
    assert _kept(cast) == [("Sommerfest", 40, 3)]
