"""Commands about the data: bring the schema up to date, and load the facts of the plans."""

import click

from sagsflow.cli import console
from sagsflow.cli.standing import make_ready, open_platform
from sagsflow.organisations.service.seed import load_seed


@click.group()
def db() -> None:
    """The database that SAGSFLOW_DATABASE_URL names."""


@db.command()
def upgrade() -> None:
    """Bring the schema to the newest migration, and put new versions of the pathways to use.

    Safe to run again. Stop the servers first if the release notes say so, and take a backup in any case.
    """
    with open_platform() as platform:
        published = make_ready(platform)
        console.say(f"The database is up to date; {published} new versions of pathways were put to use.")


@db.command()
def facts() -> None:
    """Load the plans, sub-agreements, organisations and areas of the social housing master plans in Viborg.

    Safe to run again: what stands there already is left alone.
    """
    with open_platform() as platform:
        with platform.database.write() as session:
            load_seed(session, platform.clock.now())
        console.say("The facts of the plans are loaded.")


COMMANDS = (db,)
