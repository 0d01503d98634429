"""Tests of accounts begin with the demo's people; browsers are opened, and people signed in, as often as a test asks."""

import re
from collections.abc import Callable
from typing import Protocol

import pytest
import sqlalchemy as sa
from flask import Flask

from sagsflow.accounts.demo import PASSWORD
from sagsflow.core.database import Database
from sagsflow.eventlog.models import Event
from tests.accounts.world import PEOPLE
from tests.house.databases import StartingPoint
from tests.house.visitor import Visitor

Browser = Callable[[], Visitor]


class SignedIn(Protocol):
    """Opens a browser and signs a person in, with the demo's password or another."""

    def __call__(self, login: str, password: str = PASSWORD) -> Visitor: ...


@pytest.fixture
def starting_point() -> StartingPoint:
    return PEOPLE


@pytest.fixture
def browser(app: Flask) -> Browser:
    """`browser()`: one more browser, with no cookies."""

    def open_one() -> Visitor:
        visitor = app.test_client()
        assert isinstance(visitor, Visitor)
        return visitor

    return open_one


@pytest.fixture
def signed_in(browser: Browser) -> SignedIn:
    """`signed_in("mette")`: a browser of its own in which Mette has signed in through the page."""

    def enter(login: str, password: str = PASSWORD) -> Visitor:
        visitor = browser()
        answer = visitor.submit("/sign-in", {"login": login, "password": password})
        assert answer.status_code == 303, answer.text
        return visitor

    return enter


def person_page(administrator: Visitor, login: str) -> str:
    """The address of the administrator's page about somebody, found by searching for her."""
    found = re.findall(r'href="(/admin/people/\d+)"', administrator.get(f"/admin/people?q={login}").text)
    assert len(found) == 1, found
    address: str = found[0]
    return address


def kinds_in(database: Database) -> list[str]:
    with database.read() as db:
        return list(db.scalars(sa.select(Event.kind).order_by(Event.seq)))


def unit_choice(visitor: Visitor, page: str, unit: str) -> str:
    before, found, _ = visitor.get(page).text.partition(f">{unit} (")
    assert found
    return before.rpartition('value="')[2].partition('"')[0]
