"""Commands about the event log."""

import re

import click
import sqlalchemy as sa

from sagsflow.cli import console
from sagsflow.cli.standing import open_platform
from sagsflow.eventlog import service
from sagsflow.eventlog.models import LogHead
from sagsflow.eventlog.verify import verify as walk

ANCHOR = re.compile(r"\d+:[0-9a-f]{8,64}")


@click.group()
def log() -> None:
    """The event log: every act, each chained to the one before."""


def _anchor(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is not None and not ANCHOR.fullmatch(value):
        raise click.BadParameter("an anchor looks like 1204:9f86d081884c7d65, as it was printed")
    return value


@log.command()
@click.option(
    "--anchor", callback=_anchor, help="A number and its first digits, as printed on paper earlier."
)
def verify(anchor: str | None) -> None:
    """Read the whole log again, and say whether anything was changed, removed or cut off.

    Prints where the log stands now; keep that on paper, and give it as --anchor another time.
    """
    with open_platform() as platform, platform.database.read() as db:
        total = db.scalar(sa.select(LogHead.seq).where(LogHead.chain == service.CHAIN)) or 0
        with console.progress("Reading the log", total) as advance:
            verdict = walk(db, platform.log_keys, anchor=anchor, progress=advance)
        if not verdict.is_sound:
            raise click.ClickException(f"the log is broken at event {verdict.fault_at}: {verdict.fault}")
        click.echo(f"{verdict.events} events, unbroken. The log stands at {service.anchor(db)}")


COMMANDS = (log,)
