"""Processes for trials, each forked from one that has read the whole program: to start anew would take longer than their work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.referrals.serving", "tests.cast"])


@contextmanager
def forked(target: Callable[..., None], *about: object) -> Iterator[tuple[ForkServerProcess, Connection]]:
    """A process that carries out `target(wire, *about)`, and our end of its wire; it is dead when this is over."""
    ours, theirs = FORKS.Pipe()
    process = FORKS.Process(target=target, args=(theirs, *about))
    process.start()
    theirs.close()
    try:
        yield process, ours
    finally:
        process.kill()
        process.join()
        ours.close()
