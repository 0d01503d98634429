"""Copies a whole database into one file while it is in use, and puts such a file back; each system by its own means."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from sagsflow.core.database import Database

PAGES = 256
SQLITE, POSTGRESQL = b"SQLite format 3\0", b"PGDMP"
Progress = Callable[[int, int], None]


class BackupError(OSError):
    """What stands in the way, in words for the person at the shell."""


def make(database: Database, target: Path, progress: Progress = lambda done, total: None) -> None:
    """Writes beside the target first, so that a file that bears its name is whole."""
    unfinished = target.with_name(target.name + ".part")
    unfinished.touch(mode=0o600)
    try:
        if database.is_sqlite:
            _copy_sqlite(Path(database.url.database or ""), unfinished, progress)
        else:
            _run("pg_dump", "--format=custom", "--no-owner", f"--file={unfinished}", _address(database))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def put_back(database: Database, source: Path, progress: Progress = lambda done, total: None) -> None:
    """Replaces everything in the database. Nobody else may use it meanwhile. Raises BackupError."""
    with source.open("rb") as file:
        begins = file.read(len(SQLITE))
    wanted = SQLITE if database.is_sqlite else POSTGRESQL
    if not begins.startswith(wanted):
        raise BackupError(f"{source} is no backup of a database of this kind")
    database.engine.dispose()
    if database.is_sqlite:
        _copy_sqlite(source, Path(database.url.database or ""), progress)
    else:
        _run(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            f"--dbname={_address(database)}",
            str(source),
        )


def holds_anything(database: Database) -> bool:
    """Whether the database has tables already."""
    return bool(sa.inspect(database.engine).get_table_names())


def _copy_sqlite(source: Path, target: Path, progress: Progress) -> None:
    """SQLite's own online backup: others read and write meanwhile, and the copy is of one moment."""
    if not source.exists():
        raise BackupError(f"there is no {source}")
    reading, writing = sqlite3.connect(f"file:{source}?mode=ro", uri=True), sqlite3.connect(target)
    try:
        reading.backup(writing, pages=PAGES, progress=lambda _s, left, total: progress(total - left, total))
        (verdict,) = writing.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error as wrong:
        raise BackupError(f"{source} cannot be copied: {wrong}") from wrong
    finally:
        reading.close()
        writing.close()
    if verdict != "ok":
        raise BackupError(f"the copy of {source} is damaged: {verdict}")


def _address(database: Database) -> str:
    return database.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(tool: str, *arguments: str) -> None:
    found = shutil.which(tool)
    if found is None:
        raise BackupError(f"{tool} is not installed; it comes with PostgreSQL's client (postgresql-client)")
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"{tool} failed: {done.stderr.strip().splitlines()[-1:] or done.returncode}")
