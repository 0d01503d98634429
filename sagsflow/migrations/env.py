"""Runs migrations inside the application's own engine, with every feature's tables known."""

from typing import Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from sagsflow import tables
from sagsflow.core.base import UTCDateTime
from sagsflow.core.database import WRITING, Database


def run() -> None:
    database: Database = context.config.attributes["database"]
    with database.engine.execution_options(**{WRITING: True}).connect() as connection:
        if database.is_sqlite:
            connection.connection.cursor().execute(
                "PRAGMA foreign_keys=OFF"
            )  # tables are rebuilt; checked after
        _migrate(connection)
        connection.commit()
        if database.is_sqlite:
            connection.connection.cursor().execute("PRAGMA foreign_keys=ON")


def _render(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Migrations name plain column types: they must still run when the code's own types have moved."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False


def _migrate(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=tables.METADATA,
        render_as_batch=True,
        compare_type=True,
        render_item=_render,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
