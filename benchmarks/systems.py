"""The databases that are measured: SQLite in a file, and a PostgreSQL cluster of this run's own, both outside the checkout."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

from benchmarks import raw
from tests.house import cluster

DURABLE = {
    **cluster.OPTIONS,
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "autovacuum": "on",
}
Step = Callable[[], object]


@dataclass(frozen=True, slots=True)
class SQLite:
    """New databases in a folder of the run."""

    folder: Path
    numbers: Iterator[int]
    name: str = "SQLite"

    def new(self) -> str:
        return f"sqlite:///{self.folder / f'bench-{next(self.numbers)}.db'}"

    def copied(self, url: str) -> str:
        """A database that holds what another holds, which nobody has open."""
        fresh = self.new()
        _file(fresh).write_bytes(_file(url).read_bytes())
        return fresh

    @contextmanager
    def raw_step(self) -> Iterator[Step]:
        with closing(raw.sqlite(_file(self.new()))) as steps:
            yield lambda: next(steps)

    @contextmanager
    def raw_line(self) -> Iterator[Step]:
        with closing(raw.sqlite_line(_file(self.new()))) as steps:
            yield lambda: next(steps)


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """New databases in a durable cluster of the run: fsync and synchronous_commit are on."""

    folder: Path
    numbers: Iterator[int]
    name: str = "PostgreSQL"

    def new(self) -> str:
        name = f"bench_{next(self.numbers)}"
        self._execute(f"CREATE DATABASE {name}")
        return cluster.url(self.folder, name)

    def copied(self, url: str) -> str:
        name = f"bench_{next(self.numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {url.partition('?')[0].rpartition('/')[2]}")
        return cluster.url(self.folder, name)

    @contextmanager
    def raw_step(self) -> Iterator[Step]:
        with closing(raw.postgresql(self.new().replace("+psycopg", ""))) as steps:
            yield lambda: next(steps)

    @contextmanager
    def raw_line(self) -> Iterator[Step]:
        with closing(raw.postgresql_line(self.new().replace("+psycopg", ""))) as steps:
            yield lambda: next(steps)

    def _execute(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self.folder), user="sagsflow", dbname="postgres", autocommit=True
        ) as door:
            door.execute(statement.encode())


System = SQLite | PostgreSQL


@contextmanager
def systems(folder: Path) -> Iterator[list[System]]:
    """Both, or SQLite alone with a line that says why."""
    sqlite = SQLite(folder, count(1))
    place = folder / "cluster"
    try:
        cluster.start(place, DURABLE)
    except cluster.NoPostgreSQL as missing:
        print(f"PostgreSQL is left out: {missing}")
        yield [sqlite]
        return
    try:
        yield [sqlite, PostgreSQL(place, count(1))]
    finally:
        cluster.stop(place)


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
