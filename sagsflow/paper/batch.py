"""Many pages at once: every core prints, in order, and no more pages are in memory than keep the printers busy."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

from sagsflow.paper.errors import PaperFailed, PaperTooLarge
from sagsflow.paper.render import Renderer

AHEAD = 2

Printed = bytes | PaperFailed | PaperTooLarge


def print_many(
    pages: Iterable[tuple[str, str]], *, printers: int | None = None
) -> Iterator[tuple[str, Printed]]:
    """Of each (name, HTML) the name with its PDF, or with why it could not be printed; the others are printed all the same.

    `pages` is read as the printers get on, by the thread that asks for the results.
    """
    count = printers or os.cpu_count() or 1
    with closing(Renderer(printers=count)) as renderer, ThreadPoolExecutor(count) as pool:
        waiting: deque[tuple[str, Future[Printed]]] = deque()
        for name, html in pages:
            waiting.append((name, pool.submit(_attempt, renderer, html)))
            if len(waiting) >= count * AHEAD:
                yield _first(waiting)
        while waiting:
            yield _first(waiting)


def _first(waiting: deque[tuple[str, Future[Printed]]]) -> tuple[str, Printed]:
    name, future = waiting.popleft()
    return name, future.result()


def _attempt(renderer: Renderer, html: str) -> Printed:
    try:
        return renderer.render(html)
    except (PaperTooLarge, PaperFailed) as refusal:
        return refusal
