"""The facts of the two plans stand as their documents say, and what they do not say stays unknown."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from sagsflow.core.database import Database
from sagsflow.organisations import queries, service
from sagsflow.organisations.models import Organisation, Plan
from tests.house.databases import StartingPoint


def _build(database: Database) -> None:
    with database.write() as db:
        service.load_seed(db, datetime.fromisoformat("2026-09-15T08:00:00+00:00"))


@pytest.fixture
def starting_point() -> StartingPoint:
    return StartingPoint("plans", _build)


def test_the_first_plan_has_the_money_and_residents_that_its_document_names(database: Database) -> None:
    with database.read() as db:
        plan = db.scalars(sa.select(Plan).where(Plan.code == "hp2125")).one()
        assert (plan.start_year, plan.end_year, plan.ordinal) == (2021, 2025, 3)
        assert (plan.grant_cash, plan.total_budget) == (13_709_000, 25_689_000)
        assert (plan.municipality_cofinancing or 0) + (plan.housing_cofinancing or 0) == 11_980_000
        assert sorted(queries.residents_of_plan(db, plan.id).values(), key=str) == [1716, 2079]
        assert not any(area.carried_over for area in queries.areas_of_plan(db, plan.id))


def test_what_the_second_plan_does_not_say_is_unknown(database: Database) -> None:
    with database.read() as db:
        plan = queries.current_plan(db, date(2026, 9, 15))
        assert plan is not None
        assert plan.code == "hp2529"
        assert plan.grant_cash is plan.total_budget is plan.housing_cofinancing is None
        assert set(queries.residents_of_plan(db, plan.id).values()) == {None}


def test_areas_of_the_second_plan_are_carried_over_and_say_so(database: Database) -> None:
    with database.read() as db:
        plan = queries.current_plan(db, date(2026, 9, 15))
        assert plan is not None
        areas = queries.areas_of_plan(db, plan.id)
        assert {area.name for area in areas} == {
            "Houlkærvænget",
            "Vestervang",
            "Ringparken",
            "Ellekonebakken",
            "Klostervænget",
        }
        assert all(area.carried_over for area in areas)
        assert len(queries.areas(db)) == 5


@pytest.mark.parametrize(
    ("on", "code"),
    [("2020-12-31", None), ("2021-01-01", "hp2125"), ("2025-06-01", "hp2529"), ("2030-01-01", None)],
)
def test_the_plan_of_a_day_is_the_newest_that_holds_it(database: Database, on: str, code: str | None) -> None:
    with database.read() as db:
        plan = queries.current_plan(db, date.fromisoformat(on))
    assert (plan.code if plan else None) == code


def test_an_organisation_keeps_its_old_name_for_what_was_before(database: Database) -> None:
    with database.read() as db:
        housing = db.scalars(sa.select(Organisation).where(Organisation.code == "bolig_viborg")).one()
        assert housing.name_on(date(2022, 5, 1)) == "Boligselskabet Viborg"
        assert housing.name_on(date(2026, 5, 1)) == housing.name == "BoligViborg"


def test_there_are_three_sub_agreements_in_both_languages(database: Database) -> None:
    with database.read() as db:
        assert [(row.name_da, row.name_en) for row in queries.sub_agreements(db)] == [
            ("Uddannelse og livschancer", "Education and life chances"),
            ("Beskæftigelse", "Employment"),
            ("Sammenhængskraft og medborgerskab", "Cohesion and citizenship"),
        ]


def test_loading_again_changes_nothing_even_where_somebody_has_edited(
    database: Database, at: datetime
) -> None:
    with database.write() as db:
        db.execute(sa.update(Plan).where(Plan.code == "hp2529").values(total_budget=1))
        before = [len(queries.plans(db)), len(queries.all_organisations(db)), len(queries.areas(db))]
        service.load_seed(db, at)
        after = [len(queries.plans(db)), len(queries.all_organisations(db)), len(queries.areas(db))]
        assert after == before == [2, 5, 5]
        assert queries.plans(db)[0].total_budget == 1


def test_the_bodies_of_each_plan(database: Database) -> None:
    with database.read() as db:
        newest, first = queries.plans(db)
        assert [body.code for body in queries.bodies_of_plan(db, first.id)] == [
            "bestyrelse",
            "operationel_gruppe",
            "civilsamfund",
        ]
        assert "operationel_gruppe" not in [body.code for body in queries.bodies_of_plan(db, newest.id)]
