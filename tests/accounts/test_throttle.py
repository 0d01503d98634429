"""Guessing is slowed down, and nobody far away can make the rightful person wait."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from config import Settings
from sagsflow.accounts.demo import PASSWORD
from sagsflow.accounts.models import SignInTries
from sagsflow.accounts.throttle import PAIR, SUBNET, Guesser, take_try
from sagsflow.app import create_app
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.core.errors import TooManyTries
from tests.house.visitor import Visitor

HERE, NEIGHBOUR, ELSEWHERE = "192.0.2.10", "192.0.2.200", "203.0.113.9"
Try = Callable[..., TestResponse]


def _tries_at(app: Flask) -> Try:
    app.test_client_class = Visitor

    def attempt(
        login: str, password: str, address: str = HERE, headers: dict[str, str] | None = None
    ) -> TestResponse:
        visitor = app.test_client()
        assert isinstance(visitor, Visitor)
        form = visitor.form("/sign-in")
        typed = form.filled({"login": login, "password": password})
        referred = {"Referer": "https://localhost/", **(headers or {})}
        return visitor.post(
            "/sign-in", data=typed, headers=referred, environ_overrides={"REMOTE_ADDR": address}
        )

    return attempt


@pytest.fixture
def attempt(app: Flask) -> Try:
    """`attempt(login, password, address)`: one try to sign in from an address."""
    return _tries_at(app)


@pytest.fixture
def behind_proxy(settings: Settings, clock: SettableClock) -> Iterator[Try]:
    """The same, with one proxy of our own in front."""
    app = create_app(replace(settings, trusted_proxies=1), clock=clock, testing=True)
    yield _tries_at(app)
    app.extensions["sagsflow"].database.dispose()


def fail(attempt: Try, times: int, **details: str) -> None:
    for _ in range(times):
        assert attempt("mette", "gættet forkert", **details).status_code == 422


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(
    attempt: Try, clock: SettableClock
) -> None:
    fail(attempt, 5)
    answer = attempt("mette", PASSWORD)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "15"
    clock.advance(timedelta(seconds=15))
    assert attempt("mette", PASSWORD).status_code == 303


def test_each_wrong_password_more_doubles_the_wait(attempt: Try, clock: SettableClock) -> None:
    fail(attempt, 5)
    for seconds in (15, 30, 60):
        assert attempt("mette", "forkert igen").headers["Retry-After"] == str(seconds)
        clock.advance(timedelta(seconds=seconds))
        fail(attempt, 1)


def test_a_stranger_elsewhere_cannot_make_the_rightful_person_wait(attempt: Try) -> None:
    fail(attempt, 5, address=ELSEWHERE)
    assert attempt("mette", PASSWORD, address=ELSEWHERE).status_code == 429
    assert attempt("mette", PASSWORD, address=HERE).status_code == 303


def test_the_neighbours_of_an_address_share_its_wait_but_not_for_other_accounts(attempt: Try) -> None:
    fail(attempt, 5)
    assert attempt("mette", PASSWORD, address=NEIGHBOUR).status_code == 429
    assert attempt("jonas", PASSWORD, address=NEIGHBOUR).status_code == 303


def test_the_right_password_forgets_the_wrong_ones(attempt: Try) -> None:
    fail(attempt, 4)
    assert attempt("mette", PASSWORD).status_code == 303
    fail(attempt, 4)
    assert attempt("mette", PASSWORD).status_code == 303


def test_unknown_accounts_are_slowed_like_known_ones(attempt: Try) -> None:
    statuses = [attempt("findes-ikke", "gættet").status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


def test_a_forwarded_address_is_not_believed_without_a_proxy_of_our_own(attempt: Try) -> None:
    for number in range(5):
        forged = {"X-Forwarded-For": f"198.51.100.{number}"}
        assert attempt("mette", "gættet", headers=forged).status_code == 422
    assert attempt("mette", PASSWORD, headers={"X-Forwarded-For": ELSEWHERE}).status_code == 429


def test_behind_a_proxy_of_our_own_the_address_that_it_wrote_counts(behind_proxy: Try) -> None:
    for _ in range(5):
        forged = {"X-Forwarded-For": f"198.51.100.1, {ELSEWHERE}"}
        assert behind_proxy("mette", "gættet", headers=forged).status_code == 422
    assert behind_proxy("mette", PASSWORD, headers={"X-Forwarded-For": ELSEWHERE}).status_code == 429
    assert behind_proxy("mette", PASSWORD, headers={"X-Forwarded-For": HERE}).status_code == 303


def test_many_accounts_tried_from_one_subnet_slow_that_subnet(database: Database, at: datetime) -> None:
    with database.write() as db:
        for number in range(SUBNET.free):
            take_try(db, Guesser(f"login-{number}", "192.0.2.0/24", "s"), at)
        with pytest.raises(TooManyTries) as refusal:
            take_try(db, Guesser("one-more", "192.0.2.0/24", "s"), at)
        take_try(db, Guesser("one-more", "203.0.113.0/24", "s"), at)
    assert refusal.value.retry_after == 2


def test_many_tries_at_once_gain_nothing(database: Database, at: datetime) -> None:
    def guess(_number: int) -> bool:
        try:
            with database.write() as db:
                take_try(db, Guesser("mette", "192.0.2.0/24", "s"), at)
        except TooManyTries:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(guess, range(24))) == PAIR.free


def test_no_wait_is_longer_than_a_quarter_of_an_hour_and_tries_are_forgotten(at: datetime) -> None:
    row = SignInTries(key="k", count=500, last_at=at)
    assert PAIR.wait(row.count) == timedelta(minutes=15)
    assert PAIR.remembered(row, at + timedelta(minutes=60)) == 494
    row.count = 6
    assert PAIR.remembered(row, at + timedelta(minutes=60)) == 0


def test_only_digests_of_accounts_and_addresses_are_stored(attempt: Try, database: Database) -> None:
    fail(attempt, 1)
    with database.read() as db:
        keys = [row.key for row in db.query(SignInTries)]
    assert len(keys) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in keys)
