"""The processes of the kill trial: a web server with its worker inside, and a worker of its own. Each says once, after so many
statements and commits, that now is the time; it works on until it is killed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from multiprocessing.connection import Connection

from sqlalchemy import event
from waitress.server import create_server

from config import Settings
from sagsflow.app import create_app, create_platform
from sagsflow.cli.serving import worker_of
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.jobs.worker import in_background
from tests.jobs.working import END, UntilNothingIsDue

NOW = "now"
THREADS = 4
PLACES = (
    ("before_cursor_execute", "engine"),
    ("after_cursor_execute", "engine"),
    ("commit", "engine"),
    ("checkin", "pool"),
)


@dataclass(frozen=True, slots=True)
class Life:
    """What a process is given: the database, its time, and how many places it passes before it says `NOW`."""

    url: str
    at: datetime
    places: int

    @property
    def settings(self) -> Settings:
        return replace(Settings.from_environment({}), database_url=self.url)

    @property
    def clock(self) -> SettableClock:
        return SettableClock(self.at)


def serve(said: Connection, life: Life) -> None:
    """What `sagsflow serve` puts together, with a clock of its own."""
    app = create_app(life.settings, clock=life.clock)
    platform = app.extensions["sagsflow"]
    server = create_server(app, host="127.0.0.1", port=0, threads=THREADS)
    said.send(int(server.effective_port))
    with _counted(platform.database, life.places, said), in_background(worker_of(platform)):
        server.run()


def work(said: Connection, life: Life) -> None:
    """What `sagsflow worker` does, beside the server for as long as it lives."""
    _work(said, life, threading.Event())


def work_off(said: Connection, life: Life) -> None:
    """A worker that comes to an end when nothing is due."""
    _work(said, life, UntilNothingIsDue())
    said.send(END)


def _work(said: Connection, life: Life, stop: threading.Event) -> None:
    platform = create_platform(life.settings, clock=life.clock)
    with _counted(platform.database, life.places, said):
        worker_of(platform).run(stop)


@contextmanager
def _counted(database: Database, places: int, said: Connection) -> Iterator[None]:
    passed = count(1)

    def passes(*_about: object) -> None:
        if next(passed) == places:
            said.send(NOW)

    for name, where in PLACES:
        event.listen(database.engine if where == "engine" else database.engine.pool, name, passes)
    yield
