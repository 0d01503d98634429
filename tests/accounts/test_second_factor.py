"""The second step of signing in: a phone is set up once, each code opens the door once, and nobody resets it alone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from config import DEMO_SECRET, BadSetting, Settings
from sagsflow.accounts.demo import PASSWORD
from sagsflow.accounts.models import RecoveryCode, SecondFactor, User
from sagsflow.accounts.second_factor import FactorKeys
from sagsflow.app import create_app
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.core.sealing import CannotUnseal
from sagsflow.eventlog.models import Event
from tests.accounts.conftest import person_page
from tests.house.visitor import Visitor

HALF_A_MINUTE = timedelta(seconds=30)
OWN = "/account/second-factor"
ON_ONE = pytest.mark.parametrize("database_system", ["sqlite"])


class Door:
    """The way in of an installation that requires a second factor."""

    def __init__(self, app: Flask, clock: SettableClock) -> None:
        self.app, self.clock = app, clock

    def password(self, login: str) -> tuple[Visitor, TestResponse]:
        visitor = self.app.test_client()
        assert isinstance(visitor, Visitor)
        return visitor, visitor.submit("/sign-in", {"login": login, "password": PASSWORD})

    def set_up(self, login: str) -> tuple[Visitor, pyotp.TOTP, list[str]]:
        """The first sign-in; returns what the phone knows, and the recovery codes."""
        visitor, answer = self.password(login)
        assert answer.location == "/sign-in/phone"
        phone = phone_of(visitor.get("/sign-in/phone").text)
        page = visitor.submit("/sign-in/phone", {"code": self.code(phone)}, action="/phone").text
        return visitor, phone, re.findall(r'<code class="sf-key">([a-z2-9-]{11})</code>', page)

    def code(self, phone: pyotp.TOTP) -> str:
        return phone.at(self.clock.now())

    def later_code(self, phone: pyotp.TOTP) -> str:
        self.clock.advance(HALF_A_MINUTE)
        return self.code(phone)

    def enter(self, login: str, code: str, page: str = "/sign-in/code") -> tuple[Visitor, TestResponse]:
        visitor, answer = self.password(login)
        assert answer.location == "/sign-in/code"
        return visitor, visitor.submit(page, {"code": code}, action=page)


def phone_of(page: str) -> pyotp.TOTP:
    found = re.search(r'<code class="sf-key">([A-Z2-7 ]+)</code>', page)
    assert found is not None, page
    return pyotp.TOTP(found[1].replace(" ", ""))


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/account").status_code == 200


@pytest.fixture
def door(settings: Settings, clock: SettableClock, database: Database) -> Iterator[Door]:
    """People who are no longer of the demo, where a second factor is required; Verner stays one of the demo."""
    with database.write() as db:
        db.execute(sa.update(User).where(User.login != "verner").values(demo=False))
    app = create_app(replace(settings, second_factor=True), clock=clock, testing=True)
    app.test_client_class = Visitor
    yield Door(app, clock)
    app.extensions["sagsflow"].database.dispose()


def kinds(database: Database, count: int) -> list[str]:
    with database.read() as db:
        return list(reversed(db.scalars(sa.select(Event.kind).order_by(Event.seq.desc()).limit(count)).all()))


@ON_ONE
def test_the_first_sign_in_sets_up_a_phone_and_gives_ten_recovery_codes(
    door: Door, database: Database
) -> None:
    visitor, phone, codes = door.set_up("mette")
    assert is_in(visitor)
    assert len(set(codes)) == 10
    assert kinds(database, 2) == ["second-factor-set", "signed-in"]
    with database.read() as db:
        kept = db.scalars(sa.select(SecondFactor)).one()
        digests = set(db.scalars(sa.select(RecoveryCode.digest)))
    assert kept.sealed is not None
    assert phone.secret.encode() not in kept.sealed
    assert not digests & set(codes)


@ON_ONE
def test_the_password_alone_signs_nobody_in(door: Door) -> None:
    visitor, _answer = door.password("mette")
    assert not is_in(visitor)
    _visitor, phone, _codes = door.set_up("mette")
    other, answer = door.enter("mette", "000000" if door.code(phone) != "000000" else "000001")
    assert answer.status_code == 422
    assert "Koden er forkert" in answer.text
    assert not is_in(other)


def test_a_code_opens_the_door_once(door: Door) -> None:
    _visitor, phone, _codes = door.set_up("mette")
    code = door.later_code(phone)
    visitor, answer = door.enter("mette", code)
    assert answer.status_code == 303
    assert is_in(visitor)
    assert door.enter("mette", code)[1].status_code == 422
    assert door.enter("mette", door.later_code(phone))[1].status_code == 303


@ON_ONE
def test_the_code_that_set_up_the_phone_does_not_open_the_door_again(door: Door) -> None:
    _visitor, phone, _codes = door.set_up("mette")
    assert door.enter("mette", door.code(phone))[1].status_code == 422


def test_a_recovery_code_opens_the_door_once_however_it_is_written(door: Door, database: Database) -> None:
    _visitor, _phone, codes = door.set_up("mette")
    typed = codes[0].upper().replace("-", " ")
    visitor, answer = door.enter("mette", typed, "/sign-in/code?recovery=1")
    assert answer.status_code == 303
    assert "9 nødkoder" in visitor.get("/account").text
    assert kinds(database, 2) == ["recovery-code-used", "signed-in"]
    assert door.enter("mette", codes[0])[1].status_code == 422


@ON_ONE
def test_guessing_codes_is_slowed_and_the_right_password_does_not_clear_it(door: Door) -> None:
    _visitor, phone, _codes = door.set_up("mette")
    for _ in range(5):
        assert door.enter("mette", "no code")[1].status_code == 422
    visitor, _answer = door.password("mette")
    answer = visitor.submit("/sign-in/code", {"code": door.code(phone)}, action="/sign-in/code")
    assert answer.status_code == 429


@ON_ONE
def test_halfway_in_lasts_ten_minutes_and_ends_with_the_password(door: Door, database: Database) -> None:
    visitor, _answer = door.password("mette")
    other, _answer = door.password("mette")
    door.clock.advance(timedelta(minutes=10))
    assert visitor.get("/sign-in/phone").location == "/sign-in"
    door.clock.advance(-timedelta(minutes=10))
    with database.write() as db:
        db.execute(sa.update(User).where(User.login == "mette").values(password_hash="another"))
    assert other.get("/sign-in/phone").location == "/sign-in"


@ON_ONE
def test_each_first_sign_in_shows_another_secret_until_one_is_confirmed(door: Door) -> None:
    spy, _answer = door.password("mette")
    seen = phone_of(spy.get("/sign-in/phone").text)
    _visitor, phone, _codes = door.set_up("mette")
    assert seen.secret != phone.secret
    assert spy.get("/sign-in/phone").location == "/sign-in"
    assert spy.get("/sign-in/code").status_code == 200


@ON_ONE
def test_people_of_the_demo_are_never_asked(door: Door) -> None:
    visitor, answer = door.password("verner")
    assert answer.location == "/"
    assert is_in(visitor)


@ON_ONE
def test_a_session_from_before_it_was_required_is_worth_nothing(
    signed_in: Callable[[str], Visitor], door: Door
) -> None:
    cookie = signed_in("mette").get_cookie("__Host-sagsflow")
    assert cookie is not None
    visitor = door.app.test_client()
    assert isinstance(visitor, Visitor)
    visitor.set_cookie("__Host-sagsflow", cookie.value, domain="localhost", secure=True)
    assert not is_in(visitor)


@ON_ONE
def test_another_phone_replaces_the_first_and_signs_out_elsewhere(door: Door) -> None:
    visitor, phone, codes = door.set_up("mette")
    elsewhere, _answer = door.enter("mette", codes[0])
    assert visitor.get(OWN + "/phone").status_code == 404
    typed = {"code": door.later_code(phone), "what": "phone"}
    assert visitor.submit(OWN, typed, action=OWN).location == OWN + "/phone"
    new = phone_of(visitor.get(OWN + "/phone").text)
    wrong = visitor.submit(OWN + "/phone", {"code": "12"}, action="/phone")
    assert wrong.status_code == 422
    assert "Dine nødkoder" in visitor.submit(OWN + "/phone", {"code": door.code(new)}, action="/phone").text
    assert not is_in(elsewhere)
    assert is_in(visitor)
    assert door.enter("mette", door.later_code(phone))[1].status_code == 422
    assert door.enter("mette", door.code(new))[1].status_code == 303


@ON_ONE
def test_new_recovery_codes_end_the_old(door: Door, database: Database) -> None:
    visitor, phone, codes = door.set_up("mette")
    page = visitor.submit(OWN, {"code": door.later_code(phone), "what": "codes"}, action=OWN).text
    assert "Dine nødkoder" in page
    assert kinds(database, 1) == ["recovery-codes-renewed"]
    assert door.enter("mette", codes[0])[1].status_code == 422


def test_a_reset_takes_two_people(door: Door, database: Database) -> None:
    mette, _phone, _codes = door.set_up("mette")
    asta, *_rest = door.set_up("asta")
    asta.submit(person_page(asta, "mette"), action="/reset")
    assert "En anden skal tage stilling" in asta.get("/staff/").text
    kirsten, *_rest = door.set_up("kirsten")
    form = kirsten.form("/staff/", action="/confirm")
    token = asta.form("/account", action="/sign-out").values["csrf_token"]
    assert asta.post(form.action, data={"csrf_token": token}).status_code == 403
    assert kirsten.post(form.action, data=form.values).status_code == 303
    assert kinds(database, 1) == ["factor-reset"]
    assert not is_in(mette)
    assert door.password("mette")[1].location == "/sign-in/phone"


@ON_ONE
def test_a_leader_elsewhere_neither_sees_nor_decides_it(door: Door) -> None:
    door.set_up("mette")
    asta, *_rest = door.set_up("asta")
    asta.submit(person_page(asta, "mette"), action="/reset")
    other, *_rest = door.set_up("lene")
    assert "Mette" not in other.get("/staff/").text
    token = other.form("/account", action="/sign-out").values["csrf_token"]
    assert other.post("/staff/resets/1/confirm", data={"csrf_token": token}).status_code == 404


def test_production_cannot_do_without() -> None:
    with pytest.raises(BadSetting, match="SAGSFLOW_SECOND_FACTOR"):
        Settings.from_environment(
            {"SAGSFLOW_MODE": "production", "SAGSFLOW_SECRET": "x" * 40, "SAGSFLOW_SECOND_FACTOR": "off"}
        )


def test_a_sealed_secret_is_worth_nothing_in_another_row_or_under_another_key() -> None:
    keys = FactorKeys.derive(DEMO_SECRET)
    sealed = keys.seal("SECRET", 1)
    assert keys.unseal(sealed, 1) == "SECRET"
    for wrong, user_id in ((keys, 2), (FactorKeys.derive("another"), 1)):
        with pytest.raises(CannotUnseal):
            wrong.unseal(sealed, user_id)
