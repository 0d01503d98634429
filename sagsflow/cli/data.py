"""Commands about the data: bring the schema up to date, load the facts of the plans, and make up cases at scale."""

import click

from sagsflow.cli import console
from sagsflow.cli.standing import make_ready, open_platform
from sagsflow.demo import simulate
from sagsflow.organisations.service.seed import load_seed

LONGEST = 1_000  # the demo's people have been in service a little longer


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


@click.command()
@click.option("--cases", type=click.IntRange(min=1), required=True, help="How many cases to add.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes up the same cases.")
@click.option(
    "--days",
    type=click.IntRange(1, LONGEST),
    default=simulate.SPAN_DAYS,
    show_default=True,
    help="Over how many days back they are opened; few days leave most of them open.",
)
def seed(cases: int, seed: int, days: int) -> None:
    """Make up CASES cases with their residents and histories, by running the pathways with simulated people.

    Everybody in them is fictional. The people of the demo are added if they are missing. What is written stays when the
    command is stopped. Refuses to run with SAGSFLOW_MODE=production.
    """
    with open_platform() as platform:
        if not platform.settings.is_demo:
            raise click.ClickException("nothing is made up with SAGSFLOW_MODE=production")
        make_ready(platform)
        with console.progress("Making up cases", cases) as advance:
            made = simulate.run(platform, cases=cases, seed=seed, days=days, progress=advance)
        click.echo(f"{made.cases} cases with {made.events} events were added.")


COMMANDS = (db, seed)
