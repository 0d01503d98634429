"""Each test has a database of its own, like every other's at the beginning."""

import sqlalchemy as sa

from sagsflow.core.database import Database
from sagsflow.core.migrate import is_current

MARK = sa.text("CREATE TABLE left_behind (id INTEGER)")


def _tables(database: Database) -> set[str]:
    return set(sa.inspect(database.engine).get_table_names())


def test_a_database_is_migrated_and_on_the_system_asked_for(database: Database, database_system: str) -> None:
    assert is_current(database)
    assert database.url.get_backend_name() == database_system


def test_what_one_test_leaves_behind(database: Database) -> None:
    _leave_a_mark(database)


def test_another_test_never_finds(database: Database) -> None:
    _leave_a_mark(database)


def _leave_a_mark(database: Database) -> None:
    assert "left_behind" not in _tables(database)
    with database.write() as session:
        session.execute(MARK)
    assert "left_behind" in _tables(database)
