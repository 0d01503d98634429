"""A queue for writers to one SQLite file, so that none of them starves while another writes again and again."""

import fcntl
import os
import threading
import time
from collections import deque
from pathlib import Path

POLL_SECONDS = 0.0005


class WriterBusy(TimeoutError):
    """Another writer held the file longer than this one was willing to wait."""


class WriterQueue:
    """One at a time, over threads (in the order of arrival) and processes (flock on files beside the database).

    SQLite's own busy handler sleeps with growing pauses, so a steady writer passes a waiting one many times over.
    Between processes there are two locks: who waits for the file holds the gate, and who has just written must pass the
    gate before it can write again, so it cannot overtake. The kernel frees both when a process dies.
    """

    def __init__(self, database_file: Path, timeout: float = 15.0) -> None:
        self._file = _Lock(database_file.with_name(database_file.name + ".writers"))
        self._gate = _Lock(database_file.with_name(database_file.name + ".gate"))
        self._timeout = timeout
        self._threads = _Line()

    def enter(self) -> None:
        deadline = time.monotonic() + self._timeout
        if not self._threads.enter(self._timeout):
            raise WriterBusy(str(self._file.path))
        try:
            self._pass_the_gate(deadline)
        except BaseException:
            self._threads.leave()
            raise

    def leave(self) -> None:
        self._file.free()
        self._threads.leave()

    def close(self) -> None:
        """Gives the files back to the system; the queue opens them again when somebody writes."""
        self._file.close()
        self._gate.close()

    def _pass_the_gate(self, deadline: float) -> None:
        self._gate.take(deadline)
        try:
            self._file.take(deadline)
        finally:
            self._gate.free()


class _Lock:
    """A lock between processes. The file stays open, for opening it each time costs as much as a small commit."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle = -1
        self._opened_by = 0

    def take(self, deadline: float) -> None:
        handle = self._open()
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise WriterBusy(str(self.path)) from None
                time.sleep(POLL_SECONDS)

    def free(self) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_UN)

    def close(self) -> None:
        if self._handle >= 0:
            os.close(self._handle)
        self._handle = -1

    def _open(self) -> int:
        """A child that inherited the file by fork shares its lock with its parent, and must open its own."""
        if self._handle < 0 or self._opened_by != os.getpid():
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._opened_by = os.getpid()
        return self._handle


class _Line:
    """Threads in a line: whoever leaves hands over to the one who has waited longest."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._busy = False
        self._waiting: deque[threading.Event] = deque()

    def enter(self, timeout: float) -> bool:
        with self._mutex:
            if not self._busy:
                self._busy = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        return turn.wait(timeout) or not self._give_up(turn)

    def leave(self) -> None:
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._busy = False

    def _give_up(self, turn: threading.Event) -> bool:
        """False when the turn came at the very last moment."""
        with self._mutex:
            if turn.is_set():
                return False
            self._waiting.remove(turn)
            return True
