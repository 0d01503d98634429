"""A deputy: a colleague with the leader's rights in one unit for some days, and every log line says for whom."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries
from sagsflow.accounts.models import Membership, User
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.models import Event, ReadEntry
from tests.accounts.conftest import SignedIn, kinds_in
from tests.house.visitor import Visitor

ON_ONE = pytest.mark.parametrize("database_system", ["sqlite"])
NEW = "/staff/deputies/new"
TEAM_DAY = "/my-day/team"


def id_of(database: Database, login: str) -> int:
    with database.read() as db:
        return db.scalars(sa.select(User.id).where(User.login == login)).one()


def name(leader: Visitor, deputy_id: int, first: str = "15.09.2026", last: str = "18.09.2026") -> int:
    fields = {"deputy_id": str(deputy_id), "valid_from": first, "valid_to": last}
    return leader.submit(NEW, fields, action=NEW).status_code


@pytest.fixture
def kirsten(signed_in: SignedIn) -> Visitor:
    return signed_in("kirsten")


def test_a_deputy_has_the_leaders_rights_on_those_days_only(
    signed_in: SignedIn, kirsten: Visitor, database: Database, clock: SettableClock
) -> None:
    mette = signed_in("mette")
    assert mette.get(TEAM_DAY).status_code == 403
    assert name(kirsten, id_of(database, "mette"), first="16.09.2026", last="17.09.2026") == 303
    assert mette.get(TEAM_DAY).status_code == 403
    clock.advance(timedelta(days=1))
    mette = signed_in("mette")
    page = mette.get(TEAM_DAY)
    assert page.status_code == 200
    assert "stedfortræder for Kirsten Testgaard i Boligsocialt team til og med 17.09.2026" in page.text
    clock.advance(timedelta(days=2))
    assert signed_in("mette").get(TEAM_DAY).status_code == 403


def test_each_log_line_says_in_whose_place_it_was_done(
    kirsten: Visitor, database: Database, clock: SettableClock
) -> None:
    mette = id_of(database, "mette")
    name(kirsten, mette)
    with database.write() as db:
        found = queries.presence(db, mette, copenhagen_date(clock.now()))
        assert found is not None
        lent = found.actor.seat_for(found.actor.units(P.TEAM_READ))
        assert lent is not None
        units = frozenset({lent.unit_id})
        eventlog.record(db, [eventlog.Entry("tried")], actor=found.actor, at=clock.now(), unit_ids=units)
        eventlog.note_reading(db, actor=found.actor, at=clock.now(), what="tried", unit_ids=units)
    with database.read() as db:
        event = db.scalars(sa.select(Event).order_by(Event.seq.desc())).first()
        reading = db.scalars(sa.select(ReadEntry).order_by(ReadEntry.id.desc())).first()
        leader = db.get_one(Membership, lent.membership_id).user_id
    assert event is not None
    assert reading is not None
    assert eventlog.data_of(event)["on_behalf_of"] == leader == id_of(database, "kirsten")
    assert (event.actor_id, event.membership_id) == (mette, lent.membership_id)
    assert (reading.user_id, reading.membership_id) == (mette, lent.membership_id)


@ON_ONE
def test_what_a_deputy_does_elsewhere_is_her_own(
    kirsten: Visitor, database: Database, clock: SettableClock
) -> None:
    mette = id_of(database, "mette")
    name(kirsten, mette)
    with database.read() as db:
        found = queries.presence(db, mette, copenhagen_date(clock.now()))
    assert found is not None
    seat = found.actor.seat_for(())
    assert seat is not None
    assert seat.deputy_for is None


@ON_ONE
def test_a_deputy_lends_nobody_what_was_lent_to_her(
    signed_in: SignedIn, kirsten: Visitor, database: Database
) -> None:
    name(kirsten, id_of(database, "mette"))
    mette = signed_in("mette")
    assert "Mette Testesen: Boligsocial medarbejder" in mette.get(NEW).text
    assert "Kirsten Testgaard: " not in mette.get(NEW).text
    assert NEW not in mette.get("/staff/").text


@ON_ONE
def test_a_deputy_does_not_decide_about_the_leader_she_stands_for(
    signed_in: SignedIn, kirsten: Visitor, database: Database
) -> None:
    name(kirsten, id_of(database, "mette"))
    page = f"/staff/people/{id_of(database, 'kirsten')}/declaration"
    typed = {"on": "15.09.2026", "reference": "x"}
    assert signed_in("mette").submit(page, typed, action=page).status_code == 403


@ON_ONE
@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("14.09.2026", "18.09.2026", "før i dag"),
        ("16.09.2026", "15.09.2026", "kan ikke ligge før den første"),
        ("16.09.2026", "16.09.2028", "højst udpeges for et år"),
        ("16.09.2026", "", "Skal udfyldes"),
    ],
)
def test_a_refused_period_says_why(
    kirsten: Visitor, database: Database, first: str, last: str, words: str
) -> None:
    fields = {"deputy_id": str(id_of(database, "mette")), "valid_from": first, "valid_to": last}
    answer = kirsten.submit(NEW, fields, action=NEW)
    assert answer.status_code == 422
    assert words in answer.text


@ON_ONE
@pytest.mark.parametrize("login", ["kirsten", "layla", "charlotte"])
def test_neither_oneself_nor_a_stranger_can_be_chosen(
    kirsten: Visitor, database: Database, login: str
) -> None:
    assert name(kirsten, id_of(database, login)) == 422


@ON_ONE
@pytest.mark.parametrize("login", ["kirsten", "mette", "asta"])
def test_leader_deputy_and_administrator_end_it_at_once(
    signed_in: SignedIn, kirsten: Visitor, database: Database, login: str
) -> None:
    name(kirsten, id_of(database, "mette"))
    assert signed_in(login).submit("/staff/", action="/end").status_code == 303
    assert signed_in("mette").get(TEAM_DAY).status_code == 403
    assert "deputy-ended" in kinds_in(database)


@ON_ONE
def test_it_ends_with_the_leaders_own_role(
    signed_in: SignedIn, kirsten: Visitor, database: Database, clock: SettableClock
) -> None:
    name(kirsten, id_of(database, "mette"))
    yesterday = copenhagen_date(clock.now()) - timedelta(days=1)
    with database.write() as db:
        held = sa.update(Membership).where(Membership.user_id == id_of(database, "kirsten"))
        db.execute(held.values(valid_to=yesterday))
    assert signed_in("mette").get(TEAM_DAY).status_code == 403
