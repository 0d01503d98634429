"""A queue for writers to one SQLite file, so that none of them starves while another writes again and again."""

import fcntl
import threading
import time
from pathlib import Path
from typing import IO

POLL_SECONDS = 0.001


class WriterBusy(TimeoutError):
    """Another writer held the file longer than this one was willing to wait."""


class WriterQueue:
    """One at a time, over threads (a lock) and processes (flock on a file beside the database).

    SQLite's own busy handler sleeps with growing pauses, so a steady writer passes a waiting one many times over.
    The kernel frees the flock when a process dies.
    """

    def __init__(self, database_file: Path, timeout: float = 15.0) -> None:
        self._path = database_file.with_name(database_file.name + ".writers")
        self._timeout = timeout
        self._thread_lock = threading.Lock()
        self._held: IO[str] | None = None

    def enter(self) -> None:
        deadline = time.monotonic() + self._timeout
        if not self._thread_lock.acquire(timeout=self._timeout):
            raise WriterBusy(str(self._path))
        handle: IO[str] | None = None
        try:
            handle = self._path.open("a", encoding="ascii")
            self._wait_for_processes(handle, deadline)
        except BaseException:
            if handle is not None:
                handle.close()
            self._thread_lock.release()
            raise
        self._held = handle

    def leave(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None
            self._thread_lock.release()

    def _wait_for_processes(self, handle: IO[str], deadline: float) -> None:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise WriterBusy(str(self._path)) from None
                time.sleep(POLL_SECONDS)
