"""Scores of progression, the mark of urgency and parties, on the pages and in the rows."""

import pytest
import sqlalchemy as sa

from sagsflow.cases.models import Case, CaseParty, Progression
from sagsflow.cases.service.people import remove_party
from sagsflow.core.errors import Forbidden
from sagsflow.eventlog.models import Event
from tests.cast import SCHOOL, Cast, Visit, person

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])


def _ref(cast: Cast) -> str:
    with cast.database.write() as db:
        return cast.clarifying(db).ref


def _scores(cast: Cast) -> list[tuple[str, str, int]]:
    with cast.database.read() as db:
        rows = db.scalars(sa.select(Progression).order_by(Progression.asked_on, Progression.question)).all()
    return [(row.asked_on.isoformat(), row.question.value, row.score) for row in rows]


def test_what_was_not_talked_about_is_left_out_and_the_same_day_again_replaces_its_score(
    cast: Cast, visit: Visit
) -> None:
    ref, karen = _ref(cast), visit("karen")
    page = f"/cases/{ref}/progression"
    first = {"asked_on": "01.09.2026", "network": "2", "economy": "3"}
    for scores in (first, {"network": "4"}, {"network": "5"}):
        assert karen.submit(page, scores, action="/progression").status_code == 303
    stand = [("2026-09-01", "economy", 3), ("2026-09-01", "network", 2), ("2026-09-15", "network", 5)]
    assert _scores(cast) == stand
    assert "Fra 2 til 5 på en skala fra 1 til 5" in karen.get(f"/cases/{ref}").text


@pytest.mark.parametrize("wrong", [{}, {"network": "6"}, {"asked_on": "16.09.2026", "network": "1"}])
def test_scores_out_of_range_of_a_day_to_come_or_none_at_all_are_refused(
    cast: Cast, visit: Visit, wrong: dict[str, str]
) -> None:
    page = f"/cases/{_ref(cast)}/progression"
    assert visit("karen").submit(page, wrong, action="/progression").status_code == 422
    assert _scores(cast) == []


def test_a_receiver_reads_no_scores(cast: Cast, visit: Visit) -> None:
    ref = _ref(cast)
    visit("karen").submit(f"/cases/{ref}/progression", {"network": "2"}, action="/progression")
    with cast.database.write() as db:
        cast.consent(db, ref, SCHOOL)
    page = visit("samir").get(f"/cases/{ref}")
    assert (page.status_code, "Netværk" in page.text) == (200, False)


def test_urgent_is_marked_found_and_cleared_and_each_press_stands_in_the_log_once(
    cast: Cast, visit: Visit
) -> None:
    ref, karen = _ref(cast), visit("karen")
    form = karen.form(f"/cases/{ref}", action="/urgent")
    assert [karen.post(form.action, data=form.filled({})).status_code for _press in range(2)] == [303, 303]
    assert ref in karen.get("/cases?urgent=1").text
    assert karen.submit(f"/cases/{ref}", action="/urgent").status_code == 303
    assert ref not in karen.get("/cases?urgent=1").text
    with cast.database.read() as db:
        kinds = db.scalars(sa.select(Event.kind).where(Event.kind.like("%urgent%")).order_by(Event.seq)).all()
        assert db.scalars(sa.select(Case.urgent)).all() == [False]
    assert list(kinds) == ["marked-urgent", "urgent-cleared"]


def test_a_party_that_was_named_by_mistake_is_taken_off_and_only_the_owner_is_offered_it(
    cast: Cast, visit: Visit
) -> None:
    ref, karen = _ref(cast), visit("karen")
    karen.submit(f"/cases/{ref}/parties/new", {"unit": str(SCHOOL)}, action="/parties/new")
    with cast.database.write() as db:
        cast.consent(db, ref, SCHOOL)
    off = f"/parties/{SCHOOL}/remove"
    form = karen.form(f"/cases/{ref}", action=off)
    assert off not in visit("samir").get(f"/cases/{ref}").text
    with cast.database.write() as db, pytest.raises(Forbidden):
        remove_party(db, ref, unit_id=SCHOOL, actor=person("samir"), at=cast.at)
    assert [karen.post(form.action, data=form.filled({})).status_code for _press in range(2)] == [303, 303]
    page = karen.get(f"/cases/{ref}").text
    assert off not in page
    assert "Testskolen er ikke længere part" in page
    with cast.database.read() as db:
        assert db.scalars(sa.select(CaseParty)).all() == []
        assert len(db.scalars(sa.select(Event).where(Event.kind == "party-removed")).all()) == 1
