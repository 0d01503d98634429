"""Administrators look after people and roles, but never after their own."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from sagsflow.access.roles import Role
from sagsflow.accounts.models import Membership, Standing, User
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.service import KEYS
from sagsflow.eventlog.verify import verify
from tests.accounts.conftest import Browser, SignedIn, kinds_in, person_page, unit_choice
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
    "/admin/mail",
    "/admin/people/1",
    "/admin/people/1/edit",
    "/admin/people/1/memberships/new",
    "/admin/memberships/1/end",
]


@pytest.fixture
def asta(signed_in: SignedIn) -> Visitor:
    return signed_in("asta")


@pytest.fixture
def a_second_administrator(database: Database) -> str:
    """Mette is given Asta's role too."""
    with database.write() as db:
        held = db.scalars(sa.select(Membership).where(Membership.role == Role.ADMINISTRATOR)).one()
        mette = db.scalars(sa.select(User).where(User.login == "mette")).one()
        db.add(
            Membership(
                user_id=mette.id,
                unit_id=held.unit_id,
                role=held.role,
                valid_from=held.valid_from,
                standing=Standing.CONFIRMED,
            )
        )
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


@pytest.mark.parametrize("path", ["/memberships/new", "/deactivate", "/link"])
def test_nobody_does_to_herself_what_somebody_else_must_do(
    asta: Visitor, signed_in: SignedIn, a_second_administrator: str, path: str
) -> None:
    own = person_page(asta, "asta")
    unit = unit_choice(asta, own + "/memberships/new", "Sekretariatet")
    token = asta.form("/account", action="/sign-out").values["csrf_token"]
    typed = {"csrf_token": token, "submission": "s", "unit_id": unit}
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
