"""Organisations change names, units come and go, and mistakes are said beside the field."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from sagsflow.accounts.demo import PASSWORD
from sagsflow.core.database import Database
from sagsflow.eventlog.models import Event
from sagsflow.organisations import queries
from sagsflow.organisations.models import Organisation
from tests.accounts.world import PEOPLE
from tests.house.databases import StartingPoint
from tests.house.visitor import Visitor


@pytest.fixture
def starting_point() -> StartingPoint:
    return PEOPLE


@pytest.fixture
def asta(app: Flask) -> Visitor:
    """The administrator, signed in."""
    visitor = app.test_client()
    assert isinstance(visitor, Visitor)
    visitor.submit("/sign-in", {"login": "asta", "password": PASSWORD})
    return visitor


@pytest.fixture
def housing(database: Database) -> str:
    """The address of the page about BoligViborg."""
    with database.read() as db:
        found = sa.select(Organisation.id).where(Organisation.code == "bolig_viborg")
        return f"/admin/organisations/{db.scalars(found).one()}"


def last_kind(database: Database) -> str:
    with database.read() as db:
        return db.scalars(sa.select(Event.kind).order_by(Event.seq.desc())).first() or ""


def test_a_new_name_begins_on_its_day(asta: Visitor, housing: str, database: Database) -> None:
    page = housing + "/name"
    fields = {"name": "Viborg Almene Boliger", "valid_from": "01.01.2027"}
    assert asta.submit(page, fields, action=page).status_code == 303
    with database.read() as db:
        row = queries.organisation(db, int(housing.rpartition("/")[2]))
        assert row.name_on(date(2026, 12, 31)) == "BoligViborg"
        assert row.name_on(date(2027, 1, 1)) == "Viborg Almene Boliger"
    assert last_kind(database) == "organisation-renamed"


def test_a_new_name_cannot_begin_before_the_newest(asta: Visitor, housing: str) -> None:
    page = housing + "/name"
    answer = asta.submit(page, {"name": "For sent", "valid_from": "01.01.2025"}, action=page)
    assert answer.status_code == 422
    assert "efter den dag, det nyeste navn" in answer.text
    assert "For sent" in answer.text


def test_a_new_unit_can_be_given_people(asta: Visitor, housing: str, database: Database) -> None:
    page = housing + "/units/new"
    fields = {"name": "Driften Ærø & Søn", "kind": "housing_administration", "phone": "00 00 00 99"}
    assert asta.submit(page, fields, action=page).status_code == 303
    assert last_kind(database) == "unit-created"
    assert "Driften Ærø &amp; Søn" in asta.get(housing).text
    assert "Driften Ærø &amp; Søn (BoligViborg)" in asta.get("/admin/people/1/memberships/new").text


def test_two_units_of_one_organisation_have_two_names(asta: Visitor, housing: str) -> None:
    page = housing + "/units/new"
    fields = {"name": "Udlejningen BoligViborg", "kind": "housing_administration"}
    answer = asta.submit(page, fields, action=page)
    assert answer.status_code == 422
    assert "har allerede en enhed med det navn" in answer.text


def test_a_unit_out_of_use_gets_no_new_people(asta: Visitor, housing: str, database: Database) -> None:
    with database.read() as db:
        unit = queries.unit_by_code(db, "letting")
    page = f"/admin/units/{unit.id}"
    form = asta.form(page, action=page)
    typed = {name: value for name, value in form.values.items() if name != "active"}
    assert asta.post(page, data=typed).status_code == 303
    assert last_kind(database) == "unit-edited"
    assert unit.name in asta.get(housing).text
    assert unit.name not in asta.get("/admin/people/1/memberships/new").text


def test_an_organisation_is_created_and_its_cvr_checked(asta: Visitor, database: Database) -> None:
    page = "/admin/organisations/new"
    fields = {"name": "Foreningen Prøve", "kind": "civil_society", "cvr": "1234"}
    answer = asta.submit(page, fields, action=page)
    assert answer.status_code == 422
    assert "8 cifre" in answer.text
    answer = asta.submit(page, {**fields, "cvr": "12 34 56 78"}, action=page)
    assert answer.status_code == 303
    assert "12345678" in asta.get(answer.headers["Location"]).text
    assert last_kind(database) == "organisation-created"


def test_cpr_numbers_are_off_until_somebody_ticks_them_on(
    asta: Visitor, housing: str, database: Database
) -> None:
    with database.read() as db:
        assert not any(row.cpr_allowed for row in queries.all_organisations(db))
    page = housing + "/edit"
    assert asta.submit(page, {"cpr_allowed": "y"}, action=page).status_code == 303
    with database.read() as db:
        assert [row.code for row in queries.all_organisations(db) if row.cpr_allowed] == ["bolig_viborg"]


def test_what_does_not_exist_is_not_found(asta: Visitor) -> None:
    for page in (
        "/admin/organisations/999",
        "/admin/units/999",
        "/admin/people/999",
        "/admin/memberships/999/end",
    ):
        assert asta.get(page).status_code == 404, page
