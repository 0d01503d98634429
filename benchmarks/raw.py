"""The floors by the driver itself: a durable move is one UPDATE with a version check and one INSERT, a log entry one INSERT."""

import json
import sqlite3
from collections.abc import Generator
from contextlib import closing
from itertools import count
from pathlib import Path

import psycopg

SCHEMA = (
    "CREATE TABLE piece (id INTEGER PRIMARY KEY, state TEXT NOT NULL, version INTEGER NOT NULL)",
    "CREATE TABLE happened (id {serial} PRIMARY KEY, piece_id INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL)",
)
PIECES = 10_000
BODY = json.dumps({"trigger": "start_follow_up", "from": "plan_agreed", "to": "follow_up"})
FILL = "INSERT INTO piece VALUES ({0}, 'plan_agreed', 1)"
UPDATE = "UPDATE piece SET state = {0}, version = version + 1 WHERE id = {0} AND version = {0}"
INSERT = "INSERT INTO happened (piece_id, kind, body) VALUES ({0}, {0}, {0})"
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-16000",
)
Steps = Generator[None, None, None]


def sqlite(file: Path) -> Steps:
    """Each step is one transaction, with the PRAGMAs of `core.database`."""
    with closing(_sqlite(file)) as connection:
        connection.executemany(FILL.format("?"), [(n,) for n in range(1, PIECES + 1)])
        update, insert = UPDATE.format("?"), INSERT.format("?")
        for number in count():
            key, version = number % PIECES + 1, number // PIECES + 1
            connection.execute("BEGIN IMMEDIATE")
            assert connection.execute(update, ("follow_up", key, version)).rowcount == 1
            connection.execute(insert, (key, "case-moved", BODY))
            connection.execute("COMMIT")
            yield


def sqlite_line(file: Path) -> Steps:
    with closing(_sqlite(file)) as connection:
        insert = INSERT.format("?")
        for number in count():
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(insert, (number, "case", BODY))
            connection.execute("COMMIT")
            yield


def _sqlite(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute("PRAGMA " + pragma)
    for statement in SCHEMA:
        connection.execute(statement.format(serial="INTEGER"))
    return connection


def postgresql(url: str) -> Steps:
    """Each step is one transaction of a server that keeps fsync and synchronous_commit on."""
    with closing(_postgresql(url)) as connection:
        with connection.cursor() as cursor:
            cursor.executemany(FILL.format("%s").encode(), [(n,) for n in range(1, PIECES + 1)])
        connection.commit()
        update, insert = UPDATE.format("%s").encode(), INSERT.format("%s").encode()
        for number in count():
            key, version = number % PIECES + 1, number // PIECES + 1
            assert connection.execute(update, ("follow_up", key, version)).rowcount == 1
            connection.execute(insert, (key, "case-moved", BODY))
            connection.commit()
            yield


def postgresql_line(url: str) -> Steps:
    with closing(_postgresql(url)) as connection:
        insert = INSERT.format("%s").encode()
        for number in count():
            connection.execute(insert, (number, "case", BODY))
            connection.commit()
            yield


def _postgresql(url: str) -> psycopg.Connection:
    connection = psycopg.connect(url)
    for statement in SCHEMA:
        connection.execute(statement.format(serial="SERIAL").encode())
    return connection
