"""The platform on the test's own database, and a database in which the demo has been played."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from config import Settings
from sagsflow.app import create_platform
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.demo import service, simulate
from sagsflow.web.platform import Platform
from tests.house.application import TUESDAY
from tests.house.databases import StartingPoint

SEEDED_CASES = 150


def platform_on(database: Database) -> Platform:
    url = database.url.render_as_string(hide_password=False)
    return create_platform(
        replace(Settings.from_environment({}), database_url=url), clock=SettableClock(TUESDAY)
    )


def play(database: Database) -> None:
    platform = platform_on(database)
    service.load(platform)
    platform.database.dispose()


def seed(database: Database) -> None:
    platform = platform_on(database)
    simulate.run(platform, cases=SEEDED_CASES, seed=1)
    platform.database.dispose()


PLAYED = StartingPoint("demo", play)
SEEDED = StartingPoint("seeded", seed)


@pytest.fixture
def platform(settings: Settings, clock: SettableClock) -> Iterator[Platform]:
    standing = create_platform(settings, clock=clock)
    yield standing
    standing.database.dispose()
