"""What a deputy does and reads is told with the leader's name: on the case, in who opened it, and in the log."""

from datetime import timedelta

import pytest

from sagsflow.access.actor import Actor, Seat
from sagsflow.access.roles import Role
from sagsflow.accounts.models import Deputyship
from sagsflow.cases.printing import Wish, person_summary
from sagsflow.cases.service.moving import Attempt, move
from tests import cast as town
from tests.cast import HOUSING, PEOPLE, TEAM, Cast, Visit, cast, visit
from tests.house.databases import StartingPoint

__all__ = ["cast", "visit"]
BO, LENE = (PEOPLE[login][0] for login in ("bo", "lene"))
SAID = "på vegne af Lene Friis"


@pytest.fixture
def starting_point() -> StartingPoint:
    return town.CAST


@pytest.fixture
def ref(cast: Cast) -> str:
    """A case of the team, which Bo leads in Lene's place today."""
    today = cast.at.date()
    with cast.database.write() as db:
        days = {"valid_from": today, "valid_to": today + timedelta(days=1), "named_at": cast.at}
        db.add(Deputyship(membership_id=LENE, deputy_id=BO, **days))
        return cast.clarifying(db).ref


def test_a_deputys_step_and_reading_name_the_leader(cast: Cast, visit: Visit, ref: str) -> None:
    bo, karen = visit("bo"), visit("karen")
    page = f"/cases/{ref}/owner"
    fields = {"owner": str(BO), "handover": "Jeg tager den, mens Lene er væk."}
    assert bo.submit(page, fields, action=page).status_code == 303
    assert SAID in karen.get(f"/cases/{ref}").text
    assert SAID in karen.get(f"/cases/{ref}/readings").text
    assert SAID not in karen.get(f"/cases/{ref}/readings?show=listed").text


def test_on_paper_too(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        bo = Actor(BO, "Bo Lund", (Seat(LENE, TEAM, HOUSING, Role.COORDINATOR, deputy_for=LENE),))
        move(db, ref, Attempt("withdraw"), actor=bo, at=cast.at, pathways=cast.platform)
        wish = Wish("Beboeren", "Samtale", "da")
        _seen, paper = person_summary(db, bo, ref, wish, at=cast.at, pathways=cast.platform)
    assert (paper.steps[-1].on_behalf_of, paper.printed_for) == ("Lene Friis", "Lene Friis")
