"""Administrators look after people and roles, but never after their own."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from sagsflow.access.roles import Role
from sagsflow.accounts import queries
from sagsflow.accounts.models import Membership, User
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import KEYS
from sagsflow.eventlog.verify import verify
from tests.accounts.conftest import Browser, SignedIn, person_page
from tests.house.visitor import Visitor

ADMINISTRATION = [
    "/admin/",
    "/admin/organisations",
    "/admin/organisations/new",
    "/admin/organisations/1",
    "/admin/organisations/1/edit",
    "/admin/organisations/1/name",
    "/admin/organisations/1/units/new",
    "/admin/units/1",
    "/admin/people",
    "/admin/people/new",
    "/admin/people/1",
    "/admin/people/1/edit",
    "/admin/people/1/memberships/new",
    "/admin/people/1/declaration",
    "/admin/memberships/1/end",
]


def kinds_in(database: Database) -> list[str]:
    with database.read() as db:
        return list(db.scalars(sa.select(Event.kind).order_by(Event.seq)))


def unit_choice(visitor: Visitor, page: str, unit: str) -> str:
    before, found, _ = visitor.get(page).text.partition(f">{unit} (")
    assert found
    return before.rpartition('value="')[2].partition('"')[0]


@pytest.fixture
def asta(signed_in: SignedIn) -> Visitor:
    return signed_in("asta")


@pytest.fixture
def a_second_administrator(database: Database) -> str:
    """Mette is given Asta's role too."""
    with database.write() as db:
        held = db.scalars(sa.select(Membership).where(Membership.role == Role.ADMINISTRATOR)).one()
        mette = db.scalars(sa.select(User).where(User.login == "mette")).one()
        db.add(Membership(user_id=mette.id, unit_id=held.unit_id, role=held.role, valid_from=held.valid_from))
    return "mette"


def test_the_list_of_these_tests_knows_every_page_of_administration(app: Flask) -> None:
    known = app.url_map.bind("localhost")
    listed = {known.match(page)[0] for page in ADMINISTRATION}
    every = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("administration.") and "GET" in (rule.methods or ())
    }
    assert listed == every


def test_an_administrator_sees_every_page(asta: Visitor) -> None:
    for page in ADMINISTRATION:
        assert asta.get(page, follow_redirects=True).status_code == 200, page


@pytest.mark.parametrize("login", ["kirsten", "charlotte", "dan"])
def test_nobody_else_sees_any_of_them(signed_in: SignedIn, login: str) -> None:
    visitor = signed_in(login)
    assert {visitor.get(page).status_code for page in ADMINISTRATION} == {403}


def test_a_stranger_is_asked_to_sign_in(browser: Browser) -> None:
    visitor = browser()
    assert {visitor.get(page).status_code for page in ADMINISTRATION} == {303}


def test_a_role_is_given_and_holds_at_once(signed_in: SignedIn, asta: Visitor, database: Database) -> None:
    charlotte = signed_in("charlotte")
    assert charlotte.get("/admin/people").status_code == 403
    page = person_page(asta, "charlotte") + "/memberships/new"
    fields = {"unit_id": unit_choice(asta, page, "Sekretariatet"), "role": Role.ADMINISTRATOR.value}
    assert asta.submit(page, fields, action=page).status_code == 303
    assert charlotte.get("/admin/people").status_code == 200
    assert kinds_in(database)[-1] == "membership-granted"


def test_a_role_that_ends_yesterday_is_gone_at_once(
    signed_in: SignedIn, asta: Visitor, a_second_administrator: str, clock: SettableClock
) -> None:
    mette = signed_in(a_second_administrator)
    assert mette.get("/admin/people").status_code == 200
    ends = [part.partition('"')[0] for part in asta.get(person_page(asta, "mette")).text.split('href="')]
    end = [address for address in ends if address.endswith("/end")][-1]
    yesterday = (clock.now() - timedelta(days=1)).strftime("%d.%m.%Y")
    assert asta.submit(end, {"last_day": yesterday}, action=end).status_code == 303
    assert mette.get("/admin/people").status_code == 403


@pytest.mark.parametrize("path", ["/memberships/new", "/declaration", "/deactivate", "/link"])
def test_nobody_does_to_herself_what_somebody_else_must_do(
    asta: Visitor, signed_in: SignedIn, a_second_administrator: str, path: str
) -> None:
    own = person_page(asta, "asta")
    unit = unit_choice(asta, own + "/memberships/new", "Sekretariatet")
    token = asta.form("/account", action="/sign-out").values["csrf_token"]
    typed = {"csrf_token": token, "submission": "s", "on": "01.09.2026", "unit_id": unit}
    typed |= {"role": "coordinator", "valid_from": "01.09.2026"}
    assert asta.post(own + path, data=typed).status_code == 403
    other = signed_in(a_second_administrator)
    typed["csrf_token"] = other.form("/account", action="/sign-out").values["csrf_token"]
    assert other.post(own + path, data=typed).status_code in {200, 303}


def test_nobody_ends_her_own_role(asta: Visitor, database: Database) -> None:
    with database.read() as db:
        own = db.scalars(sa.select(Membership.id).where(Membership.role == Role.ADMINISTRATOR)).one()
    answer = asta.submit(f"/admin/memberships/{own}/end", action="/end")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"valid_from": "31.02.2026"}, "14.05.2026"),
        ({"valid_from": " "}, "Skal udfyldes."),
        ({"valid_from": "02.09.2026", "valid_to": "01.09.2026"}, "kan ikke ligge før"),
        ({"role": "housing_worker"}, "har allerede den rolle"),
    ],
)
def test_a_refused_role_says_why_beside_the_field(asta: Visitor, fields: dict[str, str], words: str) -> None:
    page = person_page(asta, "mette") + "/memberships/new"
    unit = unit_choice(asta, page, "Boligsocialt team")
    answer = asta.submit(page, {"unit_id": unit, "role": "coordinator", **fields}, action=page)
    assert answer.status_code == 422
    assert "form-error-message" in answer.text
    assert words in answer.text


@pytest.mark.parametrize(
    ("login", "words"), [("Mette", "har allerede det brugernavn"), ("to ord", "ingen mellemrum")]
)
def test_a_refused_person_keeps_what_was_typed(asta: Visitor, login: str, words: str) -> None:
    page = "/admin/people/new"
    answer = asta.submit(page, {"name": "نينا <Testesen>", "login": login}, action=page)
    assert answer.status_code == 422
    assert words in answer.text
    assert "نينا &lt;Testesen&gt;" in answer.text


def test_a_declaration_is_noted_by_somebody_else_and_never_in_the_future(
    asta: Visitor, database: Database
) -> None:
    page = person_page(asta, "mette") + "/declaration"
    assert asta.submit(page, {"on": "16.09.2026"}, action=page).status_code == 422
    assert asta.submit(page, {"on": "15.09.2026"}, action=page).status_code == 303
    with database.read() as db:
        mette = queries.find_by_login(db, "mette")
        assert mette is not None
        assert str(mette.signed_declaration_on) == "2026-09-15"
    assert kinds_in(database)[-1] == "declaration-noted"


def test_a_name_is_corrected_and_an_account_opened_again(asta: Visitor, signed_in: SignedIn) -> None:
    page = person_page(asta, "mette")
    asta.submit(page + "/edit", {"name": "Mette Prøvesen Ærø", "title": ""}, action="/edit")
    asta.submit(page, action="/deactivate")
    assert "Konto lukket" in asta.get(page).text
    asta.submit(page, action="/reactivate")
    assert "Mette Prøvesen Ærø" in signed_in("mette").get("/account").text


def test_people_are_listed_a_page_at_a_time_and_found_by_name(asta: Visitor) -> None:
    first = asta.get("/admin/people").text
    following = first.partition("after=")[2].partition('"')[0]
    second = asta.get(f"/admin/people?after={following}").text
    logins = ("mette", "jonas", "asta", "layla", "aase")
    assert all((f">{login}<" in first) != (f">{login}<" in second) for login in logins)
    assert "ليلى الاختبار" in asta.get("/admin/people?q=الاختبار").text
    assert "Ingen fundet." in asta.get("/admin/people?q=%25").text


def test_the_log_of_what_administrators_did_is_unbroken(asta: Visitor, database: Database) -> None:
    asta.submit(person_page(asta, "mette"), action="/link")
    keys = database.open_reader().info[KEYS]
    assert isinstance(keys, LogKeys)
    with database.read() as db:
        assert verify(db, keys).is_sound
    assert kinds_in(database)[-2:] == ["signed-in", "password-link-made"]
