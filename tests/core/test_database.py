"""Two kinds of session: writers lose nothing and queue, readers cannot write."""

import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from sagsflow.core.database import Database

THREADS, ROUNDS, PROCESSES = 8, 25, 3
COUNTER = sa.table("counter", sa.column("value", sa.Integer))
READ = sa.select(COUNTER.c.value)
BUMP = """
import sys
import sqlalchemy as sa
from sagsflow.core.database import Database
database = Database(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with database.write() as db:
        value = db.scalar(sa.text("SELECT value FROM counter"))
        db.execute(sa.text("UPDATE counter SET value = :value"), {"value": value + 1})
"""


@pytest.fixture
def counting(database: Database) -> Database:
    """A database with one number in it."""
    with database.write() as db:
        db.execute(sa.text("CREATE TABLE counter (value INTEGER NOT NULL)"))
        db.execute(sa.insert(COUNTER).values(value=0))
    return database


def _value(database: Database) -> int | None:
    with database.read() as db:
        return db.scalar(READ)


def _bump(database: Database) -> None:
    with database.write() as db:
        value = db.scalars(READ.with_for_update()).one()
        db.execute(sa.update(COUNTER).values(value=value + 1))


def _in_threads(work: Callable[[], None]) -> list[BaseException]:
    errors: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the test says what went wrong in any thread
            errors.append(error)

    threads = [threading.Thread(target=guarded) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_eight_threads_that_read_and_then_write_lose_no_update(counting: Database) -> None:
    def work() -> None:
        for _ in range(ROUNDS):
            _bump(counting)

    assert _in_threads(work) == []
    assert _value(counting) == THREADS * ROUNDS


def test_readers_go_on_while_others_write(counting: Database) -> None:
    def work() -> None:
        _bump(counting)
        for _ in range(ROUNDS):
            assert _value(counting) is not None

    assert _in_threads(work) == []
    assert _value(counting) == THREADS


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_processes_lose_no_update_either(counting: Database) -> None:
    command = [sys.executable, "-c", BUMP, counting.url.render_as_string(hide_password=False), str(ROUNDS)]
    workers = [subprocess.Popen(command) for _ in range(PROCESSES)]
    assert [worker.wait() for worker in workers] == [0] * PROCESSES
    assert _value(counting) == PROCESSES * ROUNDS


def test_a_reading_session_cannot_write(counting: Database) -> None:
    with counting.read() as db, pytest.raises(sa.exc.DBAPIError, match=r"readonly|read-only"):
        db.execute(sa.update(COUNTER).values(value=99))
    assert _value(counting) == 0


def test_the_same_connection_writes_again_after_it_has_read(counting: Database) -> None:
    for expected in range(1, 4):
        _bump(counting)
        assert _value(counting) == expected


def test_a_transaction_that_fails_leaves_nothing_and_lets_the_next_in(counting: Database) -> None:
    with pytest.raises(ZeroDivisionError), counting.write() as db:
        db.execute(sa.update(COUNTER).values(value=1 // 0 + 1))
    _bump(counting)
    assert _value(counting) == 1


def test_an_error_never_tells_what_was_written(counting: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError) as refusal, counting.write() as db:
        db.execute(sa.text("INSERT INTO nowhere VALUES (:secret)"), {"secret": "Fatima Al-Sayed"})
    assert "Fatima" not in str(refusal.value)


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_sqlite_keeps_what_was_acknowledged_and_checks_references(database: Database) -> None:
    with database.read() as db:
        pragmas = {
            name: db.scalar(sa.text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
