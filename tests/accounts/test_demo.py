"""The demo's people: one for each role, the same however often they are loaded, and impossible in production."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from config import DEMO_SECRET, Settings
from sagsflow.access.roles import Role
from sagsflow.accounts.demo import DemoAccounts, load_demo_people, refuse_demo_accounts, renew_declarations
from sagsflow.accounts.models import Declaration, Membership, User
from sagsflow.accounts.policy import last_day_of
from sagsflow.accounts.queries import people_in, user_names
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.database import Database
from sagsflow.organisations.models import Unit


def in_production(settings: Settings) -> Settings:
    return replace(settings, mode="production", secret=DEMO_SECRET * 2)


def test_there_is_somebody_for_every_role(database: Database, settings: Settings, at: datetime) -> None:
    with database.write() as db:
        cast = load_demo_people(db, at, settings=settings)
    missing = [role for role in Role if not cast.with_role(role)]
    assert not missing
    assert len(cast.with_role(Role.HOUSING_WORKER)) >= 2
    assert all(actor.demo and actor.confidentiality_signed for actor in cast.actors.values())


def test_loading_them_again_adds_nobody(database: Database, settings: Settings, at: datetime) -> None:
    counts = sa.select(
        *(sa.select(sa.func.count(table.id)).scalar_subquery() for table in (User, Unit, Membership))
    )
    with database.write() as db:
        before = db.execute(counts).one()
        load_demo_people(db, at, settings=settings)
        assert db.execute(counts).one() == before
    assert before[0] == before[2] >= 20


def test_everything_of_the_demo_is_marked_as_invented(database: Database) -> None:
    with database.read() as db:
        assert all(db.scalars(sa.select(User.demo)))
        assert all(db.scalars(sa.select(Unit.fictional)))


def test_the_demo_is_not_loaded_in_production(database: Database, settings: Settings, at: datetime) -> None:
    with database.write() as db, pytest.raises(DemoAccounts):
        load_demo_people(db, at, settings=in_production(settings))


def test_production_does_not_start_with_people_of_the_demo(database: Database, settings: Settings) -> None:
    with database.write() as db:
        refuse_demo_accounts(db, settings)
        with pytest.raises(DemoAccounts, match="mette"):
            refuse_demo_accounts(db, in_production(settings))
        db.execute(sa.delete(Membership))
        db.execute(sa.delete(Declaration))
        db.execute(sa.delete(User))
        refuse_demo_accounts(db, in_production(settings))


def test_the_people_of_a_unit_are_found_on_a_day(database: Database, at: datetime) -> None:
    with database.read() as db:
        team = db.scalars(sa.select(Unit.id).where(Unit.code == "housing_team")).one()
        found = people_in(db, [team], copenhagen_date(at), [Role.HOUSING_WORKER])
        assert [person.name for person in found] == [
            "Jonas Prøvesen",
            "Mette Testesen",
            "Åse Ærøskov Prøvsgård",
        ]
        assert set(user_names(db, [person.user_id for person in found] + [None]).values()) == {
            person.name for person in found
        }
        assert people_in(db, [team], copenhagen_date(at).replace(year=2001)) == []


@pytest.mark.parametrize("days", [0, 300, 1000])
def test_however_old_the_demo_is_everybody_may_work(database: Database, at: datetime, days: int) -> None:
    later = at + timedelta(days=days)
    with database.write() as db:
        renew_declarations(db, later)
        renew_declarations(db, later)
    with database.read() as db:
        people = db.scalars(sa.select(User)).all()
        noted = db.scalars(sa.select(sa.func.count()).select_from(Declaration)).one()
    until = [last_day_of(row.signed_declaration_on) for row in people if row.signed_declaration_on]
    assert len(until) == len(people)
    assert min(until) > copenhagen_date(later)
    assert noted <= 2 * len(people)
