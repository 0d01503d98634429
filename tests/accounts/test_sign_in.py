"""The way in: who may, what is said to those who may not, and where one is led afterwards."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from config import Settings
from sagsflow.access.permissions import Permission as P
from sagsflow.accounts import queries
from sagsflow.accounts.addresses import local_path, subnet_of
from sagsflow.accounts.demo import PASSWORD
from sagsflow.accounts.models import Membership, User
from sagsflow.app import create_app
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.eventlog.models import Event
from tests.accounts.conftest import Browser, SignedIn
from tests.house.visitor import Visitor

SECRET = "a-secret-of-an-installation-that-nobody-knows"


@pytest.mark.parametrize("login", ["mette", "METTE", " Mette "])
def test_capitals_and_blanks_in_a_user_name_make_no_difference(signed_in: SignedIn, login: str) -> None:
    assert "Mette Testesen" in signed_in(login).get("/account").text


def test_an_unknown_name_and_a_wrong_password_are_answered_alike(browser: Browser) -> None:
    answers = []
    for login in ("mette", "findes-ikke"):
        answer = browser().submit("/sign-in", {"login": login, "password": "ikke den rigtige"})
        answers.append(answer)
        assert answer.status_code == 422
        assert "Brugernavnet eller adgangskoden er forkert." in answer.text
        assert login in answer.text
    assert "ikke den rigtige" not in answers[0].text


def test_empty_fields_are_pointed_out_before_anything_is_counted(
    browser: Browser, database: Database
) -> None:
    answer = browser().submit("/sign-in", {"login": "mette", "password": ""})
    assert answer.status_code == 422
    assert "Skal udfyldes." in answer.text
    with database.read() as db:
        assert db.scalars(sa.text("SELECT count(*) FROM sign_in_tries")).one() == 0


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/account?a=b", "/account?a=b"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
        ("/\n/evil.example", "/"),
        ("account", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_nobody_is_led_to_another_site(browser: Browser, asked: str, led_to: str) -> None:
    visitor = browser()
    form = visitor.form("/sign-in")
    typed = form.filled({"login": "mette", "password": PASSWORD, "next": asked})
    assert visitor.post("/sign-in", data=typed).headers["Location"] == led_to
    assert (local_path(asked) or "/") == led_to


def test_somebody_who_is_signed_in_is_led_on_and_not_away(signed_in: SignedIn) -> None:
    mette = signed_in("mette")
    assert mette.get("/sign-in?next=/account").headers["Location"] == "/account"
    assert mette.get("/sign-in?next=//evil.example").headers["Location"] == "/"


def test_a_page_left_open_overnight_asks_once_more_and_keeps_the_name(
    browser: Browser, clock: SettableClock
) -> None:
    visitor = browser()
    form = visitor.form("/sign-in")
    clock.advance(timedelta(hours=14))
    answer = visitor.post("/sign-in", data=form.filled({"login": "mette", "password": PASSWORD}))
    assert answer.status_code == 400
    assert "Siden havde været åben for længe." in answer.text
    assert 'value="mette"' in answer.text


def test_an_account_that_is_closed_or_has_no_password_cannot_sign_in(
    browser: Browser, database: Database
) -> None:
    with database.write() as db:
        db.execute(sa.update(User).where(User.login == "mette").values(active=False))
        db.execute(sa.update(User).where(User.login == "jonas").values(password_hash=None))
    for login in ("mette", "jonas"):
        assert browser().submit("/sign-in", {"login": login, "password": PASSWORD}).status_code == 422


@pytest.fixture
def production(settings: Settings, clock: SettableClock) -> Iterator[Callable[[], Visitor]]:
    """Browsers at the same database, as if it were in production."""
    app = create_app(replace(settings, mode="production", secret=SECRET), clock=clock, testing=True)
    app.test_client_class = Visitor

    def open_one() -> Visitor:
        visitor = app.test_client()
        assert isinstance(visitor, Visitor)
        return visitor

    yield open_one
    app.extensions["sagsflow"].database.dispose()


def test_only_the_demo_says_who_can_sign_in_and_with_what(
    browser: Browser, production: Callable[[], Visitor]
) -> None:
    page = browser().get("/sign-in").text
    assert PASSWORD in page
    assert "kirsten" in page
    page = production().get("/sign-in").text
    assert PASSWORD not in page
    assert "kirsten" not in page


def test_people_of_the_demo_cannot_sign_in_in_production(production: Browser) -> None:
    answer = production().submit("/sign-in", {"login": "mette", "password": PASSWORD})
    assert answer.status_code == 422


def test_a_session_of_the_demo_is_worth_nothing_in_production(
    signed_in: SignedIn, production: Browser
) -> None:
    cookie = signed_in("mette").get_cookie("__Host-sagsflow")
    assert cookie is not None
    visitor = production()
    visitor.set_cookie("__Host-sagsflow", cookie.value)
    assert visitor.get("/account").status_code == 303


def test_only_the_roles_of_today_give_rights(database: Database, clock: SettableClock) -> None:
    today = copenhagen_date(clock.now())
    with database.write() as db:
        mette = db.scalars(sa.select(User).where(User.login == "mette")).one()
        held = db.scalars(sa.select(Membership).where(Membership.user_id == mette.id)).one()
        held.valid_to = today
        user_id = mette.id
    with database.read() as db:
        now, later = (queries.presence(db, user_id, today + timedelta(days=n)) for n in (0, 1))
    assert now is not None
    assert now.actor.may(P.CASE_OPEN)
    assert now.units == ("Boligsocialt team",)
    assert later is not None
    assert not later.actor.seats
    assert not later.actor.permissions


def test_without_a_declaration_there_is_no_case_access(database: Database, clock: SettableClock) -> None:
    with database.write() as db:
        db.execute(sa.update(User).values(signed_declaration_on=None))
        user_id = db.scalars(sa.select(User.id).where(User.login == "mette")).one()
    with database.read() as db:
        mette = queries.presence(db, user_id, copenhagen_date(clock.now()))
    assert mette is not None
    assert mette.actor.permissions == {P.WORKFLOW_READ, P.FIGURES_READ, P.ACTIVITY_READ}


def test_who_is_signed_in_costs_one_statement(database: Database, clock: SettableClock) -> None:
    asked: list[str] = []
    with database.read() as db:
        db.connection()
        sa.event.listen(database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
        assert queries.presence(db, 1, copenhagen_date(clock.now())) is not None
    assert len(asked) == 1


def test_signing_in_is_in_the_log(signed_in: SignedIn, database: Database) -> None:
    signed_in("mette")
    with database.read() as db:
        mette = db.scalars(sa.select(User.id).where(User.login == "mette")).one()
        last = db.scalars(sa.select(Event).order_by(Event.seq.desc())).first()
    assert last is not None
    assert (last.kind, last.actor_id) == ("signed-in", mette)


@pytest.mark.parametrize(
    ("address", "net"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, "unknown"),
        ("a socket", "unknown"),
    ],
)
def test_an_address_is_counted_with_its_neighbours(address: str | None, net: str) -> None:
    assert subnet_of(address) == net


def test_the_sign_in_page_speaks_both_languages(app: Flask, browser: Browser) -> None:
    visitor = browser()
    assert "<h1>Log ind</h1>" in visitor.get("/sign-in").text
    assert "<h1>Sign in</h1>" in visitor.get("/sign-in?lang=en").text


def test_a_chosen_language_is_kept_with_the_person(signed_in: SignedIn, browser: Browser) -> None:
    mette = signed_in("mette")
    answer = mette.submit("/account", {"language": "en"}, action="/account/language")
    assert "<h1>" in mette.get(answer.headers["Location"]).text
    assert "My account" in signed_in("mette").get("/account").text
