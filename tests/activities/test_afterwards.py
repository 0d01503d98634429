"""When an activity is over it waits to be counted on somebody's day, and what was said about it is forgotten in the end."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from sagsflow.access.actor import Actor, Seat
from sagsflow.access.roles import Role
from sagsflow.activities import service
from sagsflow.activities.cleaning import AFTER, forget_comments
from sagsflow.activities.models import ActivityComment
from sagsflow.activities.queries.lists import left_to_count
from sagsflow.activities.service import Attendance
from tests.access.town import actor_of
from tests.activities.conftest import PARTY, planned
from tests.cast import CLUB, PEOPLE, TEAM, Cast, Visit

ON_ONE = pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
KAREN, TOVE = actor_of("karen"), actor_of("tove")
KARENS, BOS, CLARAS = PEOPLE["karen"][0], PEOPLE["bo"][0], PEOPLE["clara"][0]
BEFORE = {"starts_at": PARTY.starts_at - timedelta(days=30), "ends_at": PARTY.ends_at - timedelta(days=30)}
OVER = replace(PARTY, **BEFORE)  # type: ignore[arg-type]  # two moments
STANDS_IN = Actor(99, "Anna", (Seat(99, TEAM, 1, Role.HOUSING_WORKER, deputy_for=BOS),))


@ON_ONE
def test_what_is_over_waits_for_whoever_is_responsible_or_for_the_unit(cast: Cast) -> None:
    with cast.database.write() as db:
        planned(db, cast, replace(OVER, title="Karens", responsible_id=KARENS))
        planned(db, cast, replace(OVER, title="Bos", responsible_id=BOS))
        planned(db, cast, replace(OVER, title="nobody's"))
        planned(db, cast, replace(OVER, title="the club's", unit_id=CLUB, responsible_id=CLARAS), "clara")
        planned(db, cast, replace(PARTY, title="to come", responsible_id=KARENS))

    def of(actor: Actor) -> list[str]:
        with cast.database.read() as db:
            return [row.title for row in left_to_count(db, actor, cast.at, 9)]

    assert of(KAREN) == ["Karens", "nobody's"]
    assert of(STANDS_IN) == ["Bos", "nobody's"]
    assert of(actor_of("clara")) == ["the club's"]
    assert of(TOVE) == of(actor_of("mette")) == of(actor_of("samir")) == []


@ON_ONE
def test_her_day_leads_to_the_counting_and_is_rid_of_it_afterwards(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        row = planned(db, cast, replace(OVER, responsible_id=KARENS))
    karen = visit("karen")
    page = karen.get("/").text
    assert "Skriv, hvor mange der kom" in page
    assert f'href="/activities/{row.id}/attendance"' in page
    assert "Der er ikke noget, der venter på dig" not in page
    assert "/attendance" not in visit("bo").get("/").text
    with cast.database.write() as db:
        service.write_attendance(db, row.id, Attendance(people=12), actor=KAREN, at=cast.at)
    assert "/attendance" not in karen.get("/").text


def test_comments_go_two_years_after_the_day_and_leave_no_number_to_another(cast: Cast) -> None:
    with cast.database.write() as db:
        old, new = planned(db, cast, OVER), planned(db, cast)
        kept = service.comment(db, new.id, "Vi glæder os", actor=TOVE, at=cast.at).id
        gone = service.comment(db, old.id, "Det var koldt", actor=TOVE, at=cast.at).id
    for days, found in ((0, {kept, gone}), (1, {kept})):
        with cast.database.write() as db:
            forget_comments(db, {}, OVER.ends_at + AFTER + timedelta(days=days))
            assert set(db.scalars(sa.select(ActivityComment.id))) == found
    with cast.database.write() as db:
        assert service.comment(db, new.id, "Er der kage?", actor=TOVE, at=cast.at).id > gone
