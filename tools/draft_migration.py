"""Drafts the next numbered migration from the models: `python -m tools.draft_migration "what changes"`; read it before use."""

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

from sagsflow.core import migrate
from sagsflow.core.database import Database

VERSIONS = migrate.FOLDER / "versions"
HEAD = migrate.FOLDER / "HEAD"


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    scripts = ScriptDirectory(str(migrate.FOLDER))
    number = f"{int(scripts.get_current_head() or 0) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'draft.db'}")
        migrate.upgrade(database)
        command.revision(migrate.configuration(database), sys.argv[1], autogenerate=True, rev_id=number)
        database.dispose()
    HEAD.write_text(number + "\n", encoding="ascii")
    drafted = next(VERSIONS.glob(f"{number}_*.py"))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(drafted)], check=True)
    sys.stdout.write(f"{drafted.relative_to(Path.cwd())}\n")


if __name__ == "__main__":
    main()
