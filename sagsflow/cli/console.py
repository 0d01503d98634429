"""What commands say and how they show that they are at work; answers go to stdout, everything else to stderr."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

ERR = Console(stderr=True, highlight=False)

Advance = Callable[[int], None]


def say(text: str) -> None:
    """A remark on the way, not an answer."""
    ERR.print(text, markup=False)


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Advance]:
    """A bar on stderr (one line when nobody watches); call what it gives with how much is done in all."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=ERR, transient=not ERR.is_terminal) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done)
