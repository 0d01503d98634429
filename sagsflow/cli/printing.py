"""Commands that print, through the same rules of access as the pages, and logged like them."""

from pathlib import Path

import click

from sagsflow.app import require_ready
from sagsflow.cases.printing import Wish, person_summary
from sagsflow.cli.batch import batch
from sagsflow.cli.gallery import gallery
from sagsflow.cli.people import actor_named, filled
from sagsflow.cli.serving import application, platform_of
from sagsflow.eventlog import service as eventlog
from sagsflow.paper.pdf import person_summary_pdf
from sagsflow.tasks.words import in_words


@click.group()
def pdf() -> None:
    """Print on paper."""


@pdf.command("case")
@click.argument("ref")
@click.option("--as", "login", required=True, help="Whose rights it is printed with.")
@click.option("--recipient", required=True, callback=filled, help="Who gets the paper; stands in the log.")
@click.option("--purpose", required=True, callback=filled, help="What it is for; stands in the log.")
@click.option("--sensitive", is_flag=True, help="Print notes that are marked sensitive, too.")
@click.option("--lang", type=click.Choice(["da", "en"]), default="da", show_default=True)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Default: the case number, in this folder.",
)
def case(
    *, ref: str, login: str, recipient: str, purpose: str, sensitive: bool, lang: str, output: Path | None
) -> None:
    """Print the person summary of the case with the number REF.

    Whoever may not print the case in the application may not print it here: the case does not exist for her.
    """
    target = output or Path(f"{ref}.pdf")
    with application() as app, app.app_context():
        platform = platform_of(app)
        require_ready(platform)
        at = platform.clock.now()
        wish = Wish(recipient, purpose, lang, sensitive=sensitive, task_words=in_words(lang))
        with platform.database.read() as db:
            actor = actor_named(db, login, at, ref=ref)
            seen, summary = person_summary(db, actor, ref, wish, at=at, pathways=platform)
        paper = person_summary_pdf(summary)
        with platform.database.write() as db:
            eventlog.note_reading(
                db,
                actor=actor,
                at=at,
                what="case-printed",
                case_id=seen.case.id,
                resident_id=seen.case.resident_id,
                purpose=purpose,
                recipient=recipient,
                unit_ids=seen.unit_ids,
            )
    target.write_bytes(paper)
    click.echo(str(target))


for part in (batch, gallery):
    pdf.add_command(part)
COMMANDS = (pdf,)
