"""A process that sends the same submissions as another, at the same time."""

from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection

from config import Settings
from sagsflow.app import create_platform
from sagsflow.cases.service.undoing import undo_last_step
from sagsflow.core.clock import SettableClock
from sagsflow.core.errors import AlreadyDone
from sagsflow.web import submissions
from tests.cast import Cast, person
from tests.house.application import TUESDAY

undo: Callable[..., object] = (
    undo_last_step  # without `seen`: not the age of a page is tried here, but how often it is sent
)
READY, GO = "ready", "go"


def press(wire: Connection, url: str, ref: str, tries: int) -> None:
    """Says when it is ready, begins when it is told to, and says how many presses it has carried out."""
    settings, clock = replace(Settings.from_environment({}), database_url=url), SettableClock(TUESDAY)
    cast = Cast(create_platform(settings, clock=clock), clock)
    wire.send(READY)
    assert wire.recv() == GO
    wire.send(sum(_press(cast, ref, number) for number in range(tries)))


def _press(cast: Cast, ref: str, number: int) -> int:
    karen = person("karen")
    try:
        with cast.database.write() as db:
            submissions.claim(db, f"press-{number}", actor=karen, at=cast.at, location="/")
            if number % 2:
                undo(db, ref, seen=None, actor=karen, at=cast.at, pathways=cast.platform)
            else:
                cast.move(db, ref, "take", contact_channel="phone", reason_in_residents_words="Et job")
    except AlreadyDone:
        return 0
    return 1
