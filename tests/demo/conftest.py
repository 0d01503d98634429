"""The platform on the test's own database, and a database in which the demo has been played."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from config import Settings
from sagsflow.app import create_platform
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.demo import service
from sagsflow.web.platform import Platform
from tests.house.application import TUESDAY
from tests.house.databases import StartingPoint


def play(database: Database) -> None:
    settings = replace(
        Settings.from_environment({}), database_url=database.url.render_as_string(hide_password=False)
    )
    platform = create_platform(settings, clock=SettableClock(TUESDAY))
    service.load(platform)
    platform.database.dispose()


PLAYED = StartingPoint("demo", play)


@pytest.fixture
def platform(settings: Settings, clock: SettableClock) -> Iterator[Platform]:
    standing = create_platform(settings, clock=clock)
    yield standing
    standing.database.dispose()
