"""Prints many pathway summaries into a folder, each through the same rules of access as one, and logged like one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.app import require_ready
from sagsflow.cases.models import Case, Domain
from sagsflow.cases.printing import Wish, person_summary
from sagsflow.cli import console
from sagsflow.cli.people import actor_named, filled
from sagsflow.cli.serving import application, platform_of
from sagsflow.core.errors import NotFound, Restricted
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.reading import Reading
from sagsflow.paper.batch import print_many
from sagsflow.paper.pdf import person_summary_html
from sagsflow.tasks.words import in_words
from sagsflow.web.platform import Platform

PART = ".part"


@dataclass(slots=True)
class Batch:
    """One run: who prints, for whom and what for, where to, and what became of each number."""

    platform: Platform
    actor: Actor
    wish: Wish
    folder: Path
    at: datetime
    readings: dict[str, Reading]
    refused: list[str]

    def pages(self, refs: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Read one by one while the printers get on. A case that may not be printed is like one that does not exist."""
        for ref in refs:
            try:
                with self.platform.database.read() as db:
                    seen, summary = person_summary(
                        db, self.actor, ref, self.wish, at=self.at, pathways=self.platform
                    )
            except (NotFound, Restricted):
                self.refused.append(ref)
                continue
            self.readings[ref] = Reading(
                "case-printed",
                case_id=seen.case.id,
                resident_id=seen.case.resident_id,
                purpose=self.wish.purpose,
                recipient=self.wish.recipient,
                unit_ids=seen.unit_ids,
            )
            yield ref, person_summary_html(summary)

    def keep(self, ref: str, paper: bytes) -> None:
        """The log first; then the whole file or none."""
        with self.platform.database.write() as db:
            eventlog.note(db, self.readings.pop(ref), actor=self.actor, at=self.at)
        part = self.folder / f"{ref}{PART}"
        part.write_bytes(paper)
        part.replace(self.target(ref))

    def target(self, ref: str) -> Path:
        return self.folder / f"{ref}.pdf"


@click.command("batch")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.argument("refs", metavar="[REF]...", nargs=-1)
@click.option("--open", "every", is_flag=True, help="Every open support case of the person's own units.")
@click.option("--as", "login", required=True, help="Whose rights they are printed with.")
@click.option("--recipient", required=True, callback=filled, help="Who gets the papers; stands in the log.")
@click.option("--purpose", required=True, callback=filled, help="What they are for; stands in the log.")
@click.option("--sensitive", is_flag=True, help="Print notes that are marked sensitive, too.")
@click.option("--lang", type=click.Choice(["da", "en"]), default="da", show_default=True)
@click.option(
    "--printers", type=click.IntRange(1, 64), help="Processes that print at once. Default: one for each core."
)
def batch(
    *,
    folder: Path,
    refs: tuple[str, ...],
    every: bool,
    login: str,
    recipient: str,
    purpose: str,
    sensitive: bool,
    lang: str,
    printers: int | None,
) -> int:
    """Print the person summary of each case REF into DIR, with every core.

    What stands in DIR already is not printed again: started anew, a batch that was stopped goes on where it was. A case that the
    person may not print is named at the end, and the status is 1.
    """
    with application() as app, app.app_context():
        platform = platform_of(app)
        require_ready(platform)
        at = platform.clock.now()
        wish = Wish(recipient, purpose, lang, sensitive=sensitive, task_words=in_words(lang))
        with platform.database.read() as db:
            actor = actor_named(db, login, at)
            wanted = _open_cases(db, actor) if every else list(dict.fromkeys(refs))
        folder.mkdir(parents=True, exist_ok=True)
        made = Batch(platform, actor, wish, folder, at, {}, [])
        carry_out(made, [ref for ref in wanted if not made.target(ref).exists()], printers)
    for ref in made.refused:
        click.echo(f"not printed: {ref}", err=True)
    click.echo(f"{len(wanted) - len(made.refused)} of {len(wanted)} in {folder}")
    return 1 if made.refused else 0


def carry_out(made: Batch, refs: Sequence[str], printers: int | None) -> None:
    with console.progress("Printing", len(refs)) as advance:
        for done, (ref, paper) in enumerate(print_many(made.pages(refs), printers=printers), start=1):
            if isinstance(paper, bytes):
                made.keep(ref, paper)
            else:
                made.refused.append(ref)
            advance(done + len(made.refused))


def _open_cases(db: Session, actor: Actor) -> list[str]:
    owned = Case.owner_unit_id.in_(sorted(actor.units(P.CASE_PRINT)))
    rows = sa.select(Case.ref).where(owned, Case.is_open, Case.domain == Domain.SUPPORT).order_by(Case.id)
    return list(db.scalars(rows))
