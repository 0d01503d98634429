"""A fresh database for each test, on both systems: a starting point is built once per run and copied for each test."""

import itertools
import os
import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from config import DEMO_SECRET
from sagsflow.core.database import Database
from sagsflow.core.migrate import upgrade
from tests.house import cluster, run

SYSTEMS = ("sqlite", "postgresql")
FIRST_WITH_STRATEGIES = 15_00_00


@dataclass(frozen=True)
class StartingPoint:
    """What a test's database holds when the test begins; `name` is unique, `build` gets a copy of EMPTY."""

    name: str
    build: Callable[[Database], None]


EMPTY = StartingPoint(
    "empty", upgrade
)  # the newest schema: the migrations are run once, all others begin with a copy


def open_database(url: str) -> Database:
    """A database as the platform opens it, with the keys of the log, of personal numbers and of second factors."""
    from sagsflow.accounts import second_factor  # noqa: PLC0415 - a test of one floor must not load the whole house
    from sagsflow.eventlog import keys, service  # noqa: PLC0415 - a test of one floor must not load the whole house
    from sagsflow.files import keys as file_keys  # noqa: PLC0415 - the same
    from sagsflow.residents import cpr  # noqa: PLC0415 - the same

    info = {
        file_keys.KEYS: file_keys.FileKeys.derive(DEMO_SECRET),
        service.KEYS: keys.LogKeys.derive(DEMO_SECRET),
        cpr.KEYS: cpr.CprKeys.derive(DEMO_SECRET),
        second_factor.KEYS: second_factor.FactorKeys.derive(DEMO_SECRET),
    }
    return Database(url, session_info=info)


def _build(url: str, point: StartingPoint) -> None:
    database = open_database(url)
    try:
        point.build(database)
    finally:
        database.dispose()


class SQLiteCopies:
    """Copies of template files."""

    def __init__(self) -> None:
        self._folder = run.folder() / f"sqlite-{os.getpid()}"
        self._folder.mkdir()
        self._numbers = itertools.count(1)

    def copy(self, point: StartingPoint) -> str:
        template = self._template(point)
        file = self._folder / f"{point.name}-{next(self._numbers)}.db"
        shutil.copyfile(template, file)
        return f"sqlite:///{file}"

    def _template(self, point: StartingPoint) -> Path:
        template = run.folder() / f"{point.name}.db"
        with run.once(f"sqlite-{point.name}") as done:
            if not done:
                template.unlink(missing_ok=True)
                if point != EMPTY:
                    shutil.copyfile(self._template(EMPTY), template)
                _build(f"sqlite:///{template}", point)
        return template

    def drop(self, url: str) -> None:
        for file in self._folder.glob(Path(url).name + "*"):
            file.unlink()


class PostgreSQLCopies:
    """Copies of template databases in the run's one cluster; they are dropped behind the tests' backs."""

    def __init__(self) -> None:
        self._folder = run.folder() / "cluster"
        with run.once("cluster") as done:
            if not done:
                cluster.start(self._folder)
        self._numbers = itertools.count(1)
        self._connection = self._connect()
        can_choose = self._connection.info.server_version >= FIRST_WITH_STRATEGIES
        self._strategy = "STRATEGY FILE_COPY" if can_choose else ""
        self._used: queue.Queue[str | None] = queue.Queue()
        self._dropper = threading.Thread(target=self._drop_used, daemon=True, name="database-dropper")
        self._dropper.start()

    def copy(self, point: StartingPoint) -> str:
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self._create(name, self._template(point))
        return cluster.url(self._folder, name)

    def _template(self, point: StartingPoint) -> str:
        template = f"template_{point.name}"
        with run.once(f"postgresql-{point.name}") as done:
            if not done:
                self._execute(f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)')
                self._create(template, "template1" if point == EMPTY else self._template(EMPTY))
                _build(cluster.url(self._folder, template), point)
        return template

    def _create(self, name: str, template: str) -> None:
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" {self._strategy}')

    def drop(self, url: str) -> None:
        self._used.put(url.partition("?")[0].rpartition("/")[2])

    def close(self) -> None:
        self._used.put(None)
        self._dropper.join()
        self._connection.close()

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self._folder), user="sagsflow", dbname="postgres", autocommit=True)

    def _execute(self, statement: str) -> None:
        self._connection.execute(statement.encode())

    def _drop_used(self) -> None:
        with self._connect() as connection:
            while name := self._used.get():
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(scope="session")
def sqlite_copies() -> SQLiteCopies:
    return SQLiteCopies()


@pytest.fixture(scope="session")
def postgresql_copies() -> Iterator[PostgreSQLCopies]:
    try:
        copies = PostgreSQLCopies()
    except cluster.NoPostgreSQL as nothing:
        pytest.skip(str(nothing))
    yield copies
    copies.close()


@pytest.fixture(params=SYSTEMS)
def database_system(request: pytest.FixtureRequest) -> str:
    """Which database system this run of the test is on."""
    system: str = request.param
    return system


@pytest.fixture
def starting_point() -> StartingPoint:
    """What the database holds at first: an empty schema. A folder's conftest may begin with more."""
    return EMPTY


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, database_system: str, starting_point: StartingPoint
) -> Iterator[str]:
    copies: SQLiteCopies | PostgreSQLCopies = request.getfixturevalue(f"{database_system}_copies")
    url = copies.copy(starting_point)
    yield url
    copies.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database of its own for each test, at the newest migration, once on SQLite and once on PostgreSQL."""
    database = open_database(database_url)
    yield database
    database.dispose()
