"""What commands stand on: the platform as the environment describes it, and a database that is ready."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import Settings
from sagsflow import features
from sagsflow.access import wall
from sagsflow.app import create_platform
from sagsflow.cases import pathways
from sagsflow.core import migrate
from sagsflow.core.database import Database
from sagsflow.web.platform import Platform


@contextmanager
def open_platform() -> Iterator[Platform]:
    """Everything below the web. Raises BadSetting or WorkflowFileError."""
    platform = create_platform(Settings.from_environment())
    make_folder(platform.database)
    try:
        yield platform
    finally:
        platform.database.dispose()


def make_folder(database: Database) -> None:
    """SQLite makes the file, but not the folder it stands in."""
    if database.is_sqlite and database.url.database:
        Path(database.url.database).absolute().parent.mkdir(parents=True, exist_ok=True)


def make_ready(platform: Platform) -> int:
    """Migrates, and puts new versions of pathways to use; returns how many. Raises WorkflowFileError for a changed one."""
    migrate.upgrade(platform.database)
    raise_wall(platform)
    with platform.database.write() as db:
        return pathways.publish(db, platform.library, at=platform.clock.now())


def raise_wall(platform: Platform) -> None:
    """After migrating, where the second wall is wanted."""
    if platform.settings.wall:
        with platform.database.engine.begin() as connection:
            wall.raise_walls(connection, features.WALLS)
