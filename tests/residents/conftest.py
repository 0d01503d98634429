"""Tests of residents begin with two teams; a visitor can be signed in as one of their people."""

from collections.abc import Callable

import pytest

from sagsflow.core.database import Database
from tests.house.databases import StartingPoint
from tests.house.visitor import Visitor
from tests.residents.world import WORLD, open_session


@pytest.fixture
def starting_point() -> StartingPoint:
    return WORLD


@pytest.fixture
def signed_in(client: Visitor, database: Database) -> Callable[[str], Visitor]:
    """`signed_in("karen")`: the client, with a session of hers."""

    def enter(login: str) -> Visitor:
        open_session(client, database, login)
        return client

    return enter
