"""Tests of tasks begin in the small world."""

from collections.abc import Callable
from datetime import datetime

import pytest

from sagsflow.core.database import Database
from tests.house.databases import StartingPoint
from tests.house.visitor import Visitor
from tests.tasks.world import WORLD, sign_in

Enter = Callable[[str], Visitor]


@pytest.fixture
def starting_point() -> StartingPoint:
    return WORLD


@pytest.fixture
def enter(client: Visitor, database: Database, at: datetime) -> Enter:
    """`enter("karen")`: the client, signed in as her."""
    return lambda name: sign_in(client, database, name, at)
