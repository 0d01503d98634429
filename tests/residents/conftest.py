"""Tests of residents begin with two teams, with the keys of log and personal numbers at hand."""

from collections.abc import Iterator

import pytest

from config import DEMO_SECRET
from sagsflow.core.database import Database
from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.service import KEYS as LOG_KEYS
from sagsflow.residents.cpr import KEYS, CprKeys
from tests.house.databases import StartingPoint
from tests.residents.world import WORLD


@pytest.fixture
def starting_point() -> StartingPoint:
    return WORLD


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The test's database, as the platform opens it."""
    keys = {LOG_KEYS: LogKeys.derive(DEMO_SECRET), KEYS: CprKeys.derive(DEMO_SECRET)}
    database = Database(database_url, session_info=keys)
    yield database
    database.dispose()
