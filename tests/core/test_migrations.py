"""The migrations lead to what the models say, on both databases."""

from pathlib import Path

from alembic.script import ScriptDirectory

from sagsflow.core import migrate
from sagsflow.core.database import Database


def test_a_migrated_database_has_exactly_the_shape_of_the_models(database: Database) -> None:
    migrate.check(database)


def test_a_migrated_database_knows_that_it_is_current(database: Database) -> None:
    assert migrate.is_current(database)


def test_the_head_file_names_the_last_migration_so_that_two_branches_conflict() -> None:
    head = (migrate.FOLDER / "HEAD").read_text(encoding="ascii").strip()
    assert head == ScriptDirectory(str(migrate.FOLDER)).get_current_head()


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted(Path(migrate.FOLDER / "versions").glob("*.py"))]
    assert numbers == list(range(1, len(numbers) + 1))
