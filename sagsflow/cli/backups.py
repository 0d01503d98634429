"""Commands that copy the whole database into a file and put it back, without bringing back who has been erased since."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import sqlalchemy as sa

from sagsflow.cli import console
from sagsflow.cli.standing import make_ready, open_platform
from sagsflow.core import backups, envelopes, migrate
from sagsflow.core.clock import COPENHAGEN
from sagsflow.core.database import Database
from sagsflow.eventlog.verify import verify
from sagsflow.privacy.models import ErasedMark
from sagsflow.privacy.service import reapplying
from sagsflow.web.platform import Platform

MARKS = "erased-marks.txt"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
PASSPHRASE = click.option(
    "--passphrase-file", type=FILE, help="A file whose first line is the passphrase; keep it elsewhere."
)


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@PASSPHRASE
def backup(target: Path, passphrase_file: Path | None) -> None:
    """Copy the database into TARGET, a folder or a file, while the server runs.

    The list of erased cases and residents (keyed marks, no names) is brought up to date beside it. No key is in the copy.
    """
    with open_platform() as platform:
        if target.is_dir():
            target /= f"sagsflow-{platform.clock.now().astimezone(COPENHAGEN):%Y%m%d-%H%M%S}.backup"
        with console.progress("Copying", None) as advance:
            _make(platform.database, target, _passphrase(passphrase_file), advance)
        with platform.database.read() as db:
            _keep_marks(target.parent / MARKS, reapplying.marks(db))
    click.echo(str(target))


@click.command()
@click.argument("source", type=FILE)
@click.option("--erased", type=FILE, multiple=True, help="Further lists of erased marks.")
@click.option("--replace", is_flag=True, help="The database holds something already: replace all of it.")
@PASSPHRASE
def restore(*, source: Path, erased: Sequence[Path], replace: bool, passphrase_file: Path | None) -> None:
    """Put the copy SOURCE back. Stop every server and worker first.

    Whoever has been erased since the copy was made is erased again: known from the database as it is before the restore, from
    the list beside SOURCE, and from every --erased list.
    """
    with open_platform() as platform:
        database = platform.database
        lists = [*erased, *(path for path in [source.parent / MARKS] if path.exists())]
        known = _marks_now(database).union(*(_read(path) for path in lists))
        if backups.holds_anything(database) and not replace:
            raise click.ClickException("the database holds something already; say --replace to replace it")
        with (
            _opened(source, _passphrase(passphrase_file)) as plain,
            console.progress("Putting back", None) as advance,
        ):
            backups.put_back(database, plain, advance)
        make_ready(platform)
        _finish(platform, known)


def _finish(platform: Platform, known: frozenset[str]) -> None:
    """Erases again, and reads the log from its beginning."""
    with platform.database.write() as db:
        again = reapplying.reapply(db, known, at=platform.clock.now())
    with platform.database.read() as db:
        verdict = verify(db, platform.log_keys)
    click.echo(f"{again} erased cases and residents were erased again; {verdict.events} events were read.")
    if not verdict.is_sound:
        raise click.ClickException(f"the log is broken at {verdict.fault_at}: {verdict.fault}")


def _make(database: Database, target: Path, passphrase: str | None, advance: console.Advance) -> None:
    if passphrase is None:
        backups.make(database, target, advance)
        return
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        plain = Path(folder) / "plain"
        backups.make(database, plain, advance)
        envelopes.close(plain, target, passphrase)


@contextmanager
def _opened(source: Path, passphrase: str | None) -> Iterator[Path]:
    if not envelopes.is_closed(source):
        yield source
        return
    if passphrase is None:
        raise click.ClickException(f"{source} is encrypted: say --passphrase-file")
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain"
        envelopes.open_(source, plain, passphrase)
        yield plain


def _passphrase(path: Path | None) -> str | None:
    if path is None:
        return None
    words = path.read_text(encoding="utf-8").splitlines()[:1]
    if not words or not words[0].strip():
        raise click.ClickException(f"{path} holds no passphrase")
    return words[0].strip()


def _marks_now(database: Database) -> frozenset[str]:
    """What the database knows before it is replaced; an older or an empty one knows nothing."""
    if not sa.inspect(database.engine).has_table(ErasedMark.__tablename__) or not migrate.is_current(
        database
    ):
        return frozenset()
    with database.read() as db:
        return reapplying.marks(db)


def _read(path: Path) -> frozenset[str]:
    try:
        return reapplying.read(path.read_text(encoding="ascii"))
    except ValueError as wrong:
        raise click.ClickException(f"{path} is no list of erased marks: {wrong}") from wrong


def _keep_marks(path: Path, now: frozenset[str]) -> None:
    """Nothing is ever taken off the list."""
    before = _read(path) if path.exists() else frozenset()
    path.write_text(reapplying.written(before | now), encoding="ascii")


COMMANDS = (backup, restore)
