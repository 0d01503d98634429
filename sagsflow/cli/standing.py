"""What commands stand on: the platform as the environment describes it, and a database that is ready."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import sqlalchemy as sa

from config import Settings
from sagsflow.app import create_platform
from sagsflow.cases import pathways
from sagsflow.cases.models import WorkflowVersion
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
    with platform.database.write() as db:
        return pathways.publish(db, platform.library, at=platform.clock.now())


def require_ready(platform: Platform) -> None:
    """Raises ClickException unless the database is at the newest migration and knows every version of the pathways."""
    if not migrate.is_current(platform.database):
        raise click.ClickException("the database is not migrated; run `sagsflow db upgrade` first")
    with platform.database.read() as db:
        rows = db.scalars(sa.select(WorkflowVersion)).all()
    recorded = {(row.workflow_id, row.version): row.hash for row in rows}
    platform.library.check_published(recorded)
    if platform.library.hashes().keys() - recorded.keys():
        raise click.ClickException("there are new pathways; run `sagsflow db upgrade` to put them to use")
