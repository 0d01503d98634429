"""The `sagsflow` command: serving, the database, the pathways, the log and the people, from a shell."""

import gc
import sys
from importlib import import_module
from types import ModuleType

INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> None:
    """Loads the commands only here: that takes a second, in which Ctrl-C should end as cleanly as later."""
    try:
        status: int = _commands().run(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        status = INTERRUPTED
    sys.exit(status)


def _commands() -> ModuleType:
    """What is loaded is there to stay: looking through it for rubbish took a sixth of the start."""
    gc.disable()
    try:
        return import_module("sagsflow.cli.commands")
    finally:
        gc.enable()
