"""Every command of `sagsflow`, and what is said when one fails."""

import click
import sqlalchemy as sa

from config import BadSetting
from sagsflow.accounts.demo import DemoAccounts
from sagsflow.app import NotReady
from sagsflow.cli import backups, data, figures, log, permissions, printing, serving, users, workflows
from sagsflow.core.errors import DomainError
from sagsflow.engine.source import WorkflowFileError

FAILED = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sagsflow", message="%(prog)s %(version)s")
def sagsflow() -> None:
    """Sagsflow: one resident's case, worked on together, each seeing only what the resident has agreed to.

    Settings are read from the environment; docs/operations.md names them all.
    """


for part in (serving, data, backups, workflows, printing, log, figures, users, permissions):
    for command in part.COMMANDS:
        sagsflow.add_command(command)


def run(arguments: list[str] | None = None) -> int:
    """The status that the command ends with. Whatever goes wrong is said on stderr, and the status is not zero."""
    try:
        status = sagsflow.main(arguments, prog_name="sagsflow", standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except click.Abort as stopped:
        raise KeyboardInterrupt from stopped
    except (BadSetting, NotReady, DemoAccounts, DomainError, sa.exc.DBAPIError, OSError) as wrong:
        click.echo(f"sagsflow: {explain(wrong)}", err=True)
        return FAILED
    return status if isinstance(status, int) else 0


def explain(wrong: Exception) -> str:
    """What happened, for the person at the shell."""
    if isinstance(wrong, WorkflowFileError):
        return "the pathways cannot be used:\n" + "\n".join(str(problem) for problem in wrong.problems)
    if isinstance(wrong, DomainError):
        details = ", ".join(f"{name}={value}" for name, value in wrong.details.items())
        fields = ", ".join(f"{name}: {code}" for name, code in getattr(wrong, "fields", {}).items())
        return " ".join(dict.fromkeys(part for part in (wrong.code, wrong.reason, details, fields) if part))
    if isinstance(wrong, sa.exc.DBAPIError):
        return f"the database says no: {wrong.orig} (is SAGSFLOW_DATABASE_URL right, and is it migrated?)"
    return str(wrong)
