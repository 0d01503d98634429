"""What commands say and how they show that they are at work; answers go to stdout, everything else to stderr."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

ERR = Console(stderr=True, highlight=False)


class Advance(Protocol):
    """Tells the bar how much is done in all, and the total once it is known."""

    def __call__(self, done: int, total: int | None = None) -> None: ...


def say(text: str) -> None:
    """A remark on the way, not an answer."""
    ERR.print(text, markup=False)


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Advance]:
    """A bar on stderr while the work goes on."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=ERR, transient=not ERR.is_terminal) as bar:
        task = bar.add_task(label, total=total)

        def advance(done: int, total: int | None = None) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
