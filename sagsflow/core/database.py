"""The database: one kind of session for reading, one for writing, and the only place that commits."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

from sagsflow.core.writers import WriterBusy, WriterQueue

BUSY_MILLISECONDS = 15_000
WRITING = "sagsflow_writing"
PERMITTED = "sagsflow_permitted"
READS, WRITES = "PRAGMA query_only=ON", "PRAGMA query_only=OFF"


class Database:
    """An engine and its two session makers.

    Write sessions take the write lock at once (`BEGIN IMMEDIATE` on SQLite): a deferred transaction that reads and then
    writes loses updates or fails when somebody else wrote in between. Read sessions cannot write on either database.
    """

    def __init__(
        self, url: str, *, pool_size: int = 10, session_info: Mapping[str, object] | None = None
    ) -> None:
        self.url = sa.make_url(url)
        self.engine = sa.create_engine(
            self.url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=self._remote,
            hide_parameters=True,
        )
        self._queue = WriterQueue(Path(self.url.database or "").absolute()) if self.is_sqlite else None
        if self._queue is not None:
            _prepare_sqlite(self.engine, self._queue)
        else:
            _prepare_postgresql(self.engine)
        info = dict(session_info or {})
        reading = self.engine.execution_options(postgresql_readonly=True)
        writing = self.engine.execution_options(**{WRITING: True})
        still = reading if self.is_sqlite else reading.execution_options(isolation_level="REPEATABLE READ")
        self._reading = sessionmaker(reading, expire_on_commit=False, autoflush=False, info=info)
        self._still = sessionmaker(still, expire_on_commit=False, autoflush=False, info=info)
        self._writing = sessionmaker(writing, expire_on_commit=False, info=info)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def _remote(self) -> bool:
        return not self.is_sqlite

    def open_reader(self) -> Session:
        """A session for reading that the caller closes."""
        return self._reading()

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self._reading() as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """For reading everything as it stands at one moment, while others write. SQLite's readers always do."""
        with self._still() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: all of it, or nothing."""
        session = self._writing()
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.close()

    def dispose(self) -> None:
        self.engine.dispose()
        if self._queue is not None:
            self._queue.close()


def _prepare_postgresql(engine: sa.Engine) -> None:
    """Without the compiler of statements: it takes longer to compile one that reads 100,000 rows than to carry it out. With room
    enough to count as many by kind in memory; its own default has them sorted on disk first."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.execute("SET jit = off")
        connection.execute("SET work_mem = '16MB'")
        connection.commit()


def _prepare_sqlite(engine: sa.Engine, queue: WriterQueue) -> None:
    pragmas = (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
        "trusted_schema=OFF",
        "temp_store=MEMORY",
        "cache_size=-16000",
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute("PRAGMA " + pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        if not connection.get_execution_options().get(WRITING):
            _permit(connection, READS)
            connection.exec_driver_sql("BEGIN")
            return
        _enter(queue, connection)

    @event.listens_for(engine.pool, "reset")
    @event.listens_for(engine.pool, "invalidate")
    def _release(_connection: Any, record: Any, _state: Any) -> None:
        if record.info.pop(WRITING, False):
            queue.leave()


def _enter(queue: WriterQueue, connection: sa.Connection) -> None:
    if connection.info.get(WRITING):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    try:
        queue.enter()
    except WriterBusy as busy:
        raise sa.exc.OperationalError("BEGIN IMMEDIATE", None, busy) from busy
    connection.info[WRITING] = True
    _permit(connection, WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _permit(connection: sa.Connection, what: str) -> None:
    """Said once to each connection of the driver, and again when it changes hands between readers and writers."""
    if connection.info.get(PERMITTED) != what:
        connection.exec_driver_sql(what)
        connection.info[PERMITTED] = what
