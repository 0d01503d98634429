"""The `sagsflow` command: serving, the database, the pathways, the log and the people, from a shell."""

import sys
from importlib import import_module

INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> None:
    """Loads the commands only here: that takes a second, in which Ctrl-C should end as cleanly as later."""
    try:
        status: int = import_module("sagsflow.cli.commands").run(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        status = INTERRUPTED
    sys.exit(status)
