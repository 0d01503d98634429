"""HTML to PDF in processes that are warm, few, limited and replaceable: whatever a page does, only its printer ends."""

import atexit
import contextlib
import os
import threading
from collections.abc import Iterator

from sagsflow.paper.errors import PaperFailed, PaperTooLarge
from sagsflow.paper.worker import Child, Limits

PRINTERS = 2


class Renderer:
    """A small pool of printing processes, shared by all threads of one process of the application."""

    def __init__(self, limits: Limits | None = None, *, printers: int = PRINTERS) -> None:
        self._limits = limits or Limits()
        self._free = threading.BoundedSemaphore(printers)
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._closed = False

    def start(self) -> None:
        """Begins to warm a printer, so that the first print finds it ready; returns at once."""
        with self._lock:
            if not self._idle and not self._busy and not self._closed:
                self._idle.append(Child(self._limits))

    def render(self, html: str) -> bytes:
        """Raises PaperTooLarge or PaperFailed."""
        body = html.encode()
        if len(body) > self._limits.html_bytes:
            raise PaperTooLarge("too-much-text", bytes=len(body))
        with self._printer() as child:
            return child.print(body)

    def close(self) -> None:
        """Ends every printing process. A print under way fails."""
        with self._lock:
            self._closed = True
            ending, self._idle = [*self._idle, *self._busy], []
        for child in ending:
            child.end()

    def forget(self) -> None:
        """In a forked copy of the application: the printers belong to the original."""
        for child in [*self._idle, *self._busy]:
            child.let_go()
        self._idle, self._busy = [], set()

    @contextlib.contextmanager
    def _printer(self) -> Iterator[Child]:
        if not self._free.acquire(timeout=self._limits.wall_seconds):
            raise PaperFailed("busy")
        try:
            child = self._take()
            try:
                yield child
            except BaseException:
                self._replace(child)
                raise
            self._give_back(child)
        finally:
            self._free.release()

    def _take(self) -> Child:
        with self._lock:
            if self._closed:
                raise PaperFailed("closed")
            child = self._idle.pop() if self._idle else Child(self._limits)
            self._busy.add(child)
            return child

    def _give_back(self, child: Child) -> None:
        if child.is_worn:
            self._replace(child)
            return
        with self._lock:
            self._busy.discard(child)
            if not self._closed:
                self._idle.append(child)

    def _replace(self, child: Child) -> None:
        """The fresh printer warms up while nobody waits for it."""
        child.end()
        with self._lock:
            self._busy.discard(child)
            if not self._closed:
                self._idle.append(Child(self._limits))


_shared = Renderer()


def render_pdf(html: str) -> bytes:
    """A tagged PDF (PDF/UA-1) of a whole HTML document with a title and a language. Raises PaperTooLarge or PaperFailed."""
    return _shared.render(html)


def start() -> None:
    """Called where the application starts to serve; a print without it works too, only slower the first time."""
    _shared.start()


def _at_exit() -> None:
    _shared.close()


def _after_fork() -> None:
    global _shared  # noqa: PLW0603 - the one printer pool of this process
    _shared.forget()
    _shared = Renderer()


atexit.register(_at_exit)
os.register_at_fork(after_in_child=_after_fork)
