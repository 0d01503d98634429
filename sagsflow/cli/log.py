"""Commands about the event log."""

import re

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cli import console
from sagsflow.cli.standing import open_platform
from sagsflow.eventlog import sealing, service
from sagsflow.eventlog.models import LogHead, ReadEntry
from sagsflow.eventlog.verify import verify as walk
from sagsflow.web.platform import Platform

ANCHOR = re.compile(r"\d+:[0-9a-f]{8,64}")


@click.group()
def log() -> None:
    """The log: every act, chained to the one before, and every reading of personal data."""


def _anchor(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is not None and not ANCHOR.fullmatch(value):
        raise click.BadParameter("an anchor looks like 1204:9f86d081884c7d65, as it was printed")
    return value


@log.command()
@click.option(
    "--anchor", callback=_anchor, help="A number and its first digits, as printed on paper earlier."
)
def verify(anchor: str | None) -> None:
    """Read the whole log again, events and readings, and say whether anything was changed, removed or cut off.

    Names the first row that is not as it was written. Readings that are not sealed yet are sealed then. Prints where the
    log stands now; keep that on paper, and give it as --anchor another time.
    """
    with open_platform() as platform:
        with platform.database.snapshot() as db, console.progress("Reading the log", length(db)) as advance:
            verdict = walk(db, platform.log_keys, anchor=anchor, progress=advance)
        if not verdict.is_sound:
            raise click.ClickException(
                f"the log is broken at {verdict.table} {verdict.fault_at}: {verdict.fault}"
            )
        sealed = _seal(platform) if verdict.waiting else 0
        with platform.database.read() as db:
            stands = service.anchor(db)
        click.echo(
            f"{verdict.events} events and {verdict.readings} readings, unbroken; {sealed} of the readings were sealed now."
            f" The log stands at {stands}"
        )


_TOTAL = sa.select(
    sa.select(sa.func.coalesce(sa.func.sum(LogHead.seq), 0))
    .where(LogHead.chain == service.CHAIN)
    .scalar_subquery()
    + sa.select(sa.func.count()).select_from(ReadEntry).scalar_subquery()
)


def length(db: Session) -> int:
    """How many rows there are to read. PostgreSQL sums in decimals, which no progress bar can divide by a time."""
    return int(db.scalar(_TOTAL) or 0)


def _seal(platform: Platform) -> int:
    total = 0
    while True:
        with platform.database.write() as db:
            done = sealing.seal(db, at=platform.clock.now())
        if not done:
            return total
        total += done


COMMANDS = (log,)
