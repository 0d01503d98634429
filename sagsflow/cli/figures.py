"""Commands about the figures that are kept of large plans."""

import click
import sqlalchemy as sa

from sagsflow.cli.standing import open_platform
from sagsflow.overview import keeping
from sagsflow.overview.keeping import Keeping, Made
from sagsflow.overview.models import KeptFigures
from sagsflow.web.platform import Platform


@click.group()
def figures() -> None:
    """Figures of plans so large that they are made by the clock and kept: making them now, and checking them."""


@figures.command()
def rebuild() -> None:
    """Make all kept figures anew, as the clock does each quarter of an hour, in place of those that are there."""
    with open_platform() as platform:
        at = platform.clock.now()
        with platform.database.read() as db:
            made = list(_keeping(platform).made(db, at))
        with platform.database.write() as db:
            keeping.keep(db, {}, made, at)
    click.echo(f"{_pathways(made)} are kept, as of {at:%H:%M:%S} UTC" if made else NOTHING)


@figures.command()
def verify() -> None:
    """Count again what is kept, and say where it differs.

    Figures differ rightly when something has happened since they were made; then they are compared with nothing, and this says
    how much has happened. Ends with an error when they differ though nothing has.
    """
    with open_platform() as platform, platform.database.snapshot() as db:
        rows = db.scalars(sa.select(KeptFigures)).all()
        if not rows:
            click.echo(NOTHING)
            return
        since = keeping.events_since(db, min(row.made_at for row in rows))
        if since:
            click.echo(
                f"{since} acts are younger than the figures: nothing to compare; `sagsflow figures rebuild` first"
            )
            return
        wrong = [row for row in rows if _keeping(platform).made_again(db, row) != row.body]
    for row in wrong:
        click.echo(f"differs: plan {row.plan_id}, {row.domain}, {row.workflow_id or 'all pathways together'}")
    if wrong:
        raise click.ClickException(f"{len(wrong)} of {len(rows)} kept figures are not what the rows say")
    click.echo(f"{len(rows)} kept figures are what the rows say")


NOTHING = "nothing is kept: no plan is so large (SAGSFLOW_FIGURES_KEPT_FROM), and smaller ones are counted when somebody asks"


def _keeping(platform: Platform) -> Keeping:
    return Keeping(platform.library, platform.settings.figures_kept_from)


def _pathways(made: list[Made]) -> str:
    number = sum(bool(one.workflow_id) for one in made)
    return f"figures of {number} pathways"


COMMANDS = (figures,)
