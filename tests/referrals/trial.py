"""The kill trial's processes: started, killed where they say it is time, and started again, one lease later."""

import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from multiprocessing.connection import Connection
from typing import Self

from sagsflow.jobs import service
from tests.house.forks import FORKS
from tests.jobs.working import END
from tests.referrals.serving import NOW, Life

ROUND = service.LEASE + timedelta(seconds=1)
PATIENCE = 60.0  # what nobody answers in this time has failed, whoever was killed
Target = Callable[[Connection, Life], None]


@dataclass
class Lives:
    """Gives each process its time: a lease later than any before, so that whatever a killed one held is free."""

    url: str
    begins: datetime
    chance: random.Random
    within: int
    rounds: Iterator[int] = field(default_factory=lambda: count(1))

    def next(self) -> Life:
        return Life(self.url, self.begins + ROUND * next(self.rounds), self.chance.randrange(1, self.within))


class Running:
    """One process, from its start to its death."""

    def __init__(self, target: Target, life: Life) -> None:
        self._said, theirs = FORKS.Pipe(duplex=False)
        self._process = FORKS.Process(target=target, args=(theirs, life))
        self._process.start()
        theirs.close()

    def word(self) -> object:
        """What it says next; nothing when it is gone."""
        try:
            return self._said.recv()
        except EOFError:
            return None

    def kill(self) -> None:
        self._process.kill()

    def bury(self) -> None:
        self._process.kill()
        self._process.join()
        self._said.close()


def ends_by_itself(target: Target, life: Life) -> bool:
    """Starts a process and kills it where it says `NOW`; whether it came to its end instead."""
    running = Running(target, life)
    word = running.word()
    running.bury()
    assert word in {NOW, END}, "it broke"
    return word == END


class House:
    """One kind of process, which a thread kills and starts again; a server says first where it answers."""

    def __init__(self, target: Target, lives: Lives) -> None:
        self.killed, self.port = 0, 0
        self._target, self._lives = target, lives
        self._over, self._changed = threading.Event(), threading.Condition()
        self._running = Running(target, lives.next())
        self._thread = threading.Thread(target=self._keep)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_about: object) -> None:
        """The last one is killed too, wherever it is."""
        with self._changed:
            self._over.set()
            self._running.kill()
        self._thread.join()

    def address(self, after: int = 0) -> int:
        """The port of the living server; waits for the one that comes after the one that is gone."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.port not in {0, after}, PATIENCE), "no server comes"
            return self.port

    def _keep(self) -> None:
        while not self._over.is_set():
            word = self._running.word()
            if isinstance(word, int):
                self._answers_on(word)
                word = self._running.word()
            assert self._over.is_set() or word == NOW, "it broke"
            self._running.bury()
            self.killed += 1
            with self._changed:
                if not self._over.is_set():
                    self._running = Running(self._target, self._lives.next())

    def _answers_on(self, port: int) -> None:
        with self._changed:
            self.port = port
            self._changed.notify_all()
