"""Tests of tasks begin in the small world."""

from collections.abc import Iterator

import pytest

from config import DEMO_SECRET
from sagsflow.core.database import Database
from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.service import KEYS
from tests.house.databases import StartingPoint
from tests.tasks.world import WORLD


@pytest.fixture
def starting_point() -> StartingPoint:
    return WORLD


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The test's database, with the keys that the log is chained with."""
    database = Database(database_url, session_info={KEYS: LogKeys.derive(DEMO_SECRET)})
    yield database
    database.dispose()
