"""A session lives in the database: signing out, waiting too long or being closed ends every copy of its cookie."""

from datetime import timedelta

import pytest
from flask import Flask
from flask_login.utils import encode_cookie

from sagsflow.accounts.demo import PASSWORD
from sagsflow.core.clock import SettableClock
from tests.accounts.conftest import Browser, SignedIn, person_page
from tests.house.visitor import Visitor

COOKIE = "__Host-sagsflow"
IDLE = timedelta(minutes=30)
NEARLY = timedelta(minutes=29)
ANOTHER = "en blå cykel i regnvejr"


def token_of(visitor: Visitor) -> str:
    cookie = visitor.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/account").status_code == 200


def press(visitor: Visitor, action: str) -> int:
    return visitor.submit("/account", action=action).status_code


def test_signing_in_gives_the_session_a_new_token(browser: Browser) -> None:
    visitor = browser()
    visitor.get("/sign-in")
    before = token_of(visitor)
    visitor.submit("/sign-in", {"login": "mette", "password": PASSWORD})
    assert is_in(visitor)
    assert token_of(visitor) != before


def test_the_token_from_before_signing_in_opens_nothing(browser: Browser) -> None:
    visitor, thief = browser(), browser()
    visitor.get("/sign-in")
    thief.set_cookie(COOKIE, token_of(visitor))
    visitor.submit("/sign-in", {"login": "mette", "password": PASSWORD})
    assert not is_in(thief)


def test_a_copied_cookie_is_dead_after_signing_out(browser: Browser, signed_in: SignedIn) -> None:
    mette, thief = signed_in("mette"), browser()
    copy = token_of(mette)
    thief.set_cookie(COOKIE, copy)
    assert is_in(thief)
    answer = mette.submit("/account", action="/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert COOKIE in answer.headers["Set-Cookie"]
    thief.set_cookie(COOKIE, copy)
    assert not is_in(thief)
    assert not is_in(mette)


def test_the_page_after_signing_out_says_so(signed_in: SignedIn) -> None:
    mette = signed_in("mette")
    answer = mette.submit("/account", action="/sign-out")
    assert "Du er logget af" in mette.get(answer.headers["Location"]).text


def test_signing_out_everywhere_ends_every_browser_of_that_person_only(signed_in: SignedIn) -> None:
    here, there, somebody_else = signed_in("mette"), signed_in("mette"), signed_in("jonas")
    assert "2 browsere" in here.get("/account").text
    assert press(here, "/sign-out/everywhere") == 303
    assert not is_in(here)
    assert not is_in(there)
    assert is_in(somebody_else)


def test_a_session_ends_after_half_an_hour_of_rest(signed_in: SignedIn, clock: SettableClock) -> None:
    mette = signed_in("mette")
    clock.advance(IDLE + timedelta(seconds=1))
    answer = mette.get("/account")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/account")
    assert "logget af, fordi der ikke skete noget" in mette.get("/sign-in").text


def test_the_ping_keeps_a_session_alive_while_somebody_types(
    signed_in: SignedIn, clock: SettableClock
) -> None:
    mette = signed_in("mette")
    ping = mette.form("/account", action="/session/ping")
    for _ in range(3):
        clock.advance(NEARLY)
        assert mette.post(ping.action, data=ping.values).status_code == 204
    assert is_in(mette)


def test_no_session_outlives_the_working_day(signed_in: SignedIn, clock: SettableClock) -> None:
    mette, start = signed_in("mette"), clock.now()
    while clock.now() - start < timedelta(hours=10) - NEARLY:
        clock.advance(NEARLY)
        assert is_in(mette)
    clock.set(start + timedelta(hours=10, seconds=1))
    assert not is_in(mette)


def test_the_warning_counts_down_to_the_nearer_of_the_two_ends(
    signed_in: SignedIn, clock: SettableClock
) -> None:
    mette, start = signed_in("mette"), clock.now()
    assert 'data-session-seconds="1740"' in mette.get("/account").text
    while clock.now() - start < timedelta(hours=9, minutes=20):
        clock.advance(timedelta(minutes=20))
        assert is_in(mette)
    clock.advance(timedelta(minutes=20))
    assert 'data-session-seconds="1200"' in mette.get("/account").text


def test_changing_the_password_signs_out_every_other_browser(signed_in: SignedIn) -> None:
    here, there = signed_in("mette"), signed_in("mette")
    before = token_of(here)
    fields = {"password": PASSWORD, "new_password": ANOTHER, "repeat_password": ANOTHER}
    assert here.submit("/account/password", fields, action="/account/password").status_code == 303
    assert is_in(here)
    assert token_of(here) != before
    assert not is_in(there)
    assert is_in(signed_in("mette", ANOTHER))


def test_the_old_password_is_needed_to_change_it(signed_in: SignedIn) -> None:
    fields = {"password": "ikke den rigtige", "new_password": ANOTHER, "repeat_password": ANOTHER}
    answer = signed_in("mette").submit("/account/password", fields, action="/account/password")
    assert answer.status_code == 422
    assert "Det er ikke din adgangskode." in answer.text
    assert is_in(signed_in("mette"))


def test_a_form_sent_after_the_session_ended_gives_back_what_was_typed(
    signed_in: SignedIn, clock: SettableClock
) -> None:
    asta = signed_in("asta")
    form = asta.form("/admin/people/new", action="/admin/people/new")
    clock.advance(IDLE * 2)
    typed = form.filled({"name": "Ny <b>Testesen</b> æøå", "login": "ny"})
    answer = asta.post(form.action, data=typed)
    assert answer.status_code == 401
    assert "Ny &lt;b&gt;Testesen&lt;/b&gt; æøå" in answer.text
    assert typed["csrf_token"][0] not in answer.text


@pytest.mark.parametrize("ending", ["/session/ping", "/sign-out"])
def test_without_a_session_a_post_is_answered_401(browser: Browser, ending: str) -> None:
    assert browser().post(ending).status_code == 401


def test_a_signed_remember_cookie_signs_nobody_in(app: Flask, browser: Browser) -> None:
    visitor = browser()
    with app.app_context():
        forged = encode_cookie("1")
    visitor.set_cookie("remember_token", forged)
    assert not is_in(visitor)


def test_a_closed_account_is_out_at_once(signed_in: SignedIn) -> None:
    mette, asta = signed_in("mette"), signed_in("asta")
    assert asta.submit(person_page(asta, "mette"), action="/deactivate").status_code == 303
    assert not is_in(mette)
