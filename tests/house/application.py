"""The application as tests meet it: settings, a clock that stands still, and a client that checks every page."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from config import Settings
from sagsflow.core.clock import SettableClock
from tests.house import run
from tests.house.visitor import Visitor

TUESDAY = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)  # ten o'clock in Viborg, no holiday near


@pytest.fixture
def at() -> datetime:
    """When the test takes place: an ordinary Tuesday morning, 10:00 in Viborg."""
    return TUESDAY


@pytest.fixture
def clock(at: datetime) -> SettableClock:
    """Stands still at `at`; `clock.set(...)` and `clock.advance(...)` move it, for the application too."""
    return SettableClock(at)


@pytest.fixture
def settings(database_url: str) -> Settings:
    """What an installation would read from its environment."""
    return replace(Settings.from_environment({}), database_url=database_url)


def _compiled_templates() -> FileSystemBytecodeCache:
    """Each test makes its own application; without this each would compile the same templates anew."""
    folder = run.folder() / "templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


_HOUSES: dict[Settings, Flask] = {}


def _house(settings: Settings, clock: SettableClock) -> Flask:
    """Routes, templates and filters are the same for every test of a process; the platform below them is the test's own."""
    from sagsflow.app import create_app, create_platform  # noqa: PLC0415 - a test of one floor must not load the whole house

    kind = replace(settings, database_url="")
    if kind in _HOUSES:
        _HOUSES[kind].extensions["sagsflow"] = create_platform(settings, clock=clock)
    else:
        app = _HOUSES[kind] = create_app(settings, clock=clock, testing=True)
        app.test_client_class = Visitor
        app.jinja_env.bytecode_cache = _compiled_templates()
    return _HOUSES[kind]


@pytest.fixture
def app(settings: Settings, clock: SettableClock) -> Iterator[Flask]:
    """The whole application on the test's own database and clock."""
    app = _house(settings, clock)
    yield app
    app.extensions["sagsflow"].database.dispose()


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A browser without JavaScript, not signed in, that checks each page it is given (tests/house/pages.py)."""
    client = app.test_client()
    assert isinstance(client, Visitor)
    return client
