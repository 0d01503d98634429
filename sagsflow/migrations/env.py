"""Runs migrations inside the application's own engine, with every feature's tables known."""

import sqlalchemy as sa
from alembic import context

from sagsflow import tables
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


def _migrate(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=tables.METADATA,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
