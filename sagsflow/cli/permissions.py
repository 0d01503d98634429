"""The command that writes docs/permissions.md, so that the page says what the code does."""

from collections.abc import Iterator
from pathlib import Path

import click

from config import ROOT
from sagsflow.access.permissions import Permission
from sagsflow.access.roles import ROLE_PERMISSIONS

PAGE = ROOT / "docs" / "permissions.md"
INTRODUCTION = """\
# Permissions

Written by `sagsflow permissions` from `sagsflow/access/`; a test holds the two together. Do not edit it by hand.

A permission belongs to a membership: a person, in a unit, in a role, for a time. It says *what sort of thing* its holder may
do. *Which* cases, and which parts of them, is decided by the grant ledger alone. Without a signed declaration of
confidentiality a person has no permission that touches a case.
"""


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; fail when the page is not up to date.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), default=PAGE, help="Where to write it."
)
def permissions(check: bool, output: Path) -> None:  # noqa: FBT001 - click passes a flag by name
    """Write docs/permissions.md: every permission, and which roles hold it."""
    text = page()
    if not check:
        output.write_text(text, encoding="utf-8")
        click.echo(str(output))
    elif not output.exists() or output.read_text(encoding="utf-8") != text:
        raise click.ClickException(f"{output.name} is not up to date; run `sagsflow permissions`")


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join([INTRODUCTION, *_meanings(), "", *_roles(), ""])


def _meanings() -> Iterator[str]:
    yield "## What each permission lets its holder do\n"
    yield "| permission | what it allows | roles |"
    yield "|---|---|---|"
    for permission in Permission:
        holders = [f"`{role.value}`" for role, held in ROLE_PERMISSIONS.items() if permission in held]
        yield f"| `{permission.code}` | {permission.sentence} | {', '.join(holders) or '–'} |"


def _roles() -> Iterator[str]:
    yield "## What each role may do\n"
    yield "| role | permissions |"
    yield "|---|---|"
    for role, held in ROLE_PERMISSIONS.items():
        codes = [f"`{permission.code}`" for permission in Permission if permission in held]
        yield f"| `{role.value}` | {', '.join(codes) or '–'} |"


COMMANDS = (permissions,)
