"""Commands about the pathways: which there are, and whether they are fit to be used."""

from collections.abc import Iterator
from pathlib import Path

import click

from config import Settings
from sagsflow.cli import console
from sagsflow.engine import diagram
from sagsflow.engine.check import check as findings_of
from sagsflow.engine.library import Library
from sagsflow.engine.loader import load_file
from sagsflow.engine.model import Definition, Lang
from sagsflow.engine.source import WorkflowFileError


@click.group()
def workflow() -> None:
    """The pathways: YAML files in the folder that SAGSFLOW_WORKFLOWS names (default: workflows/)."""


@workflow.command("list")
def list_() -> None:
    """List every pathway with its version, how many states it has, and its name."""
    library = Library.from_folder(Settings.from_environment().workflows)
    for definition in library.all_latest():
        row = (definition.id, str(definition.version), definition.kind, str(len(definition.states)))
        click.echo("\t".join((*row, definition.name.da)))


@workflow.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check FILES, or every pathway: can it be read, and can every case in it come to an end?

    Each fault is named with its file and line. The status is 1 when there is any.
    """
    paths = files or tuple(sorted(Settings.from_environment().workflows.glob("*.yaml")))
    if not paths:
        raise click.ClickException("there are no pathways to check")
    faults = 0
    with console.progress("Checking pathways", len(paths)) as advance:
        for done, path in enumerate(paths, start=1):
            for fault in _faults_of(path):
                faults += 1
                click.echo(fault, err=True)
            advance(done)
    if faults:
        raise click.ClickException(f"{faults} faults in {len(paths)} files")
    click.echo(f"{len(paths)} files, no fault")


@workflow.command("diagram")
@click.argument("workflow_id", metavar="PATHWAY")
@click.option("--version", type=int, help="Which version; the newest if left out.")
@click.option("--state", help="Mark this state as the one where a case stands.")
@click.option("--lang", type=click.Choice(["da", "en"]), default="da", show_default=True)
@click.option("--mermaid", is_flag=True, help="Print it as Mermaid text instead of SVG.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file instead of stdout."
)
def draw(
    workflow_id: str,
    version: int | None,
    state: str | None,
    lang: Lang,
    output: Path | None,
    *,
    mermaid: bool,
) -> None:
    """Draw PATHWAY as an SVG picture, or as Mermaid text."""
    definition = Library.from_folder(Settings.from_environment().workflows).get(workflow_id, version)
    if state is not None and state not in definition.states:
        raise click.BadParameter(f"`{workflow_id}` has {', '.join(definition.states)}", param_hint="--state")
    drawn = diagram.mermaid(definition, lang) if mermaid else diagram.svg(definition, lang, state)
    if output is None:
        click.echo(drawn)
    else:
        output.write_text(drawn, encoding="utf-8")
        click.echo(str(output))


def _faults_of(path: Path) -> Iterator[str]:
    try:
        definition: Definition = load_file(path)
    except WorkflowFileError as wrong:
        yield from (str(problem) for problem in wrong.problems)
        return
    for found in findings_of(definition):
        yield f"{path.name}:{found.line}: {found.where}: {found.message} [{found.code}]"


COMMANDS = (workflow,)
