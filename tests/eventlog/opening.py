"""A process that opens case after case, until it is killed."""

from dataclasses import replace
from itertools import count
from multiprocessing.connection import Connection

from config import Settings
from sagsflow.app import create_platform
from sagsflow.core.clock import SettableClock
from tests.cast import Cast
from tests.house.application import TUESDAY


def open_cases(wire: Connection, url: str) -> None:
    """Says the number of each that is there."""
    settings, clock = replace(Settings.from_environment({}), database_url=url), SettableClock(TUESDAY)
    cast = Cast(create_platform(settings, clock=clock), clock)
    for number in count():
        with cast.database.write() as db:
            cast.clarifying(db, number=number)
        wire.send(number)
