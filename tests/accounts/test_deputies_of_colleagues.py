"""Whoever is away has a deputy: her cases and tasks stand on the deputy's day, and no right comes with them unasked."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from sagsflow.accounts.models import Deputyship, Membership
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.models import Event
from tests import cast as town
from tests.cast import CLUB, PEOPLE, TEAM, Cast, Visit, cast, visit
from tests.house.databases import StartingPoint
from tests.house.visitor import Visitor

__all__ = ["cast", "visit"]
pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
NEW, ACCOUNT = "/staff/deputies/new", "/account"
DAYS = {"valid_from": "15.09.2026", "valid_to": "18.09.2026"}


@pytest.fixture
def starting_point() -> StartingPoint:
    return town.CAST


def name(browser: Visitor, away: str, deputy: str) -> TestResponse:
    who = {"membership_id": str(PEOPLE[away][0]), "deputy_id": str(PEOPLE[deputy][0])}
    return browser.submit(NEW, {**who, **DAYS}, action=NEW)


def _due_case(cast: Cast) -> str:
    with cast.database.write() as db:
        case = cast.clarifying(db)
        case.due_on = cast.at.date()
        return case.ref


def test_a_worker_who_will_be_away_names_a_colleague_on_whose_day_her_cases_stand(
    cast: Cast, visit: Visit
) -> None:
    ref, bo = _due_case(cast), visit("bo")
    assert ref not in bo.get("/").text
    assert name(visit("karen"), "karen", "bo").location == f"{ACCOUNT}#deputies"
    page = bo.get("/").text
    assert ref in page
    assert "Du er stedfortræder for Karen Holm i Boligsocialt team til og med 18.09.2026" in page
    cast.clock.advance(timedelta(days=4))
    assert ref not in visit("bo").get("/").text


def test_the_deputy_takes_the_steps_of_the_owner_in_her_own_name(cast: Cast, visit: Visit) -> None:
    ref, bo = _due_case(cast), visit("bo")
    with cast.database.write() as db:
        cast.consent(db, ref, CLUB)
    step = f"/cases/{ref}/move/refer_directly"
    assert f'action="{step}"' not in bo.get(step).text
    name(visit("karen"), "karen", "bo")
    typed = {"answer_receiving_party": str(CLUB), "answer_handover_note": "Ring efter kl. 10"}
    assert bo.submit(step, typed, action=step).status_code == 303
    with cast.database.read() as db:
        done = db.scalars(sa.select(Event).where(Event.actor_id == PEOPLE["bo"][0])).all()
    assert done
    assert [event.kind for event in done if "on_behalf_of" in eventlog.data_of(event)] == []


def test_a_worker_lends_nobody_a_role_that_is_new_to_her(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        held = sa.update(Membership).where(Membership.user_id == PEOPLE["clara"][0])
        db.execute(held.values(unit_id=TEAM))
    answer = name(visit("karen"), "karen", "clara")
    assert answer.status_code == 422
    assert "kun enhedens leder kan låne rollen ud" in answer.text
    assert name(visit("lene"), "karen", "clara").status_code == 303


def test_the_leader_names_a_deputy_for_whoever_is_ill_but_not_herself(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    assert name(lene, "karen", "karen").status_code == 422
    assert name(lene, "karen", "lene").status_code == 422
    assert name(lene, "karen", "bo").location == "/staff/"
    with cast.database.read() as db:
        row = db.scalars(sa.select(Deputyship)).one()
    assert (row.membership.user_id, row.deputy_id) == (PEOPLE["karen"][0], PEOPLE["bo"][0])


def test_nobody_names_a_deputy_for_a_colleague_or_for_another_units_people(cast: Cast, visit: Visit) -> None:
    assert name(visit("bo"), "karen", "bo").status_code == 422
    assert name(visit("grete"), "karen", "bo").status_code == 422
    assert visit("mette").get(NEW).status_code == 403


@pytest.mark.parametrize("login", ["karen", "bo", "lene"])
def test_whoever_it_concerns_ends_it_at_once(cast: Cast, visit: Visit, login: str) -> None:
    name(visit("karen"), "karen", "bo")
    page = "/staff/" if login == "lene" else ACCOUNT
    assert visit(login).submit(page, action="/end").status_code == 303
    assert "Du er stedfortræder" not in visit("bo").get("/").text
    with cast.database.read() as db:
        assert db.scalars(sa.select(Deputyship)).one().ended_by == PEOPLE[login][0]
