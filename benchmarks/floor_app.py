"""The floor over HTTP: a bare Flask application that does the least a durable move and a page of rows can do.

It checks a session and a token, reads a row, updates it with a version check, inserts an event, commits with synchronous=FULL
and redirects; its page shows 25 rows. Same server, same PRAGMAs, same pool; the driver itself, no ORM, no languages, no log.
"""

import hmac
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, abort, redirect, render_template_string, request
from sqlalchemy import event
from waitress.server import create_server

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=15000",
    "temp_store=MEMORY",
)
SCHEMA = """
CREATE TABLE session (digest TEXT PRIMARY KEY, user_id INTEGER NOT NULL, token TEXT NOT NULL, seen_at TEXT NOT NULL);
CREATE TABLE piece (id INTEGER PRIMARY KEY, owner_id INTEGER NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,
    due_on TEXT NOT NULL, version INTEGER NOT NULL);
CREATE INDEX ix_piece ON piece (owner_id, due_on, id);
CREATE TABLE happened (id INTEGER PRIMARY KEY, piece_id INTEGER NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL,
    body TEXT NOT NULL);
"""
PAGE = """<!doctype html><html lang="da"><head><title>Sager</title></head><body><h1>Sager</h1><table>
{% for id, name, state, due_on in rows %}<tr><td><a href="/cases/{{ id }}">{{ id }}</a></td><td>{{ name }}</td>
<td>{{ state }}</td><td>{{ due_on }}</td></tr>{% endfor %}</table></body></html>"""


def application(file: str) -> Flask:
    app, engine = Flask("floor"), _engine(file)

    @app.get("/cases")
    def page() -> str:
        with _open(engine) as db:
            user_id, _ = _session(db)
            query = (
                "SELECT id, name, state, due_on FROM piece WHERE owner_id = ? ORDER BY due_on, id LIMIT 25"
            )
            rows = db.execute(query, (user_id,)).fetchall()
        return render_template_string(PAGE, rows=rows)

    @app.post("/cases/<int:key>/move")
    def move(key: int) -> Any:
        with _open(engine) as db:
            user_id, token = _session(db)
            if not hmac.compare_digest(token, request.form.get("csrf_token", "")):
                abort(400)
            return _move(db, key, user_id)

    return app


def _move(db: sqlite3.Connection, key: int, user_id: int) -> Response | Any:
    db.execute("BEGIN IMMEDIATE")
    try:
        row = db.execute("SELECT state, version, owner_id FROM piece WHERE id = ?", (key,)).fetchone()
        if row is None or row[2] != user_id:
            abort(404)
        update = "UPDATE piece SET state = ?, version = version + 1 WHERE id = ? AND version = ?"
        if not db.execute(update, ("follow_up", key, int(request.form["version"]))).rowcount:
            abort(409)
        at = datetime.now(UTC).isoformat()
        insert = "INSERT INTO happened (piece_id, at, kind, body) VALUES (?, ?, 'case-moved', ?)"
        db.execute(insert, (key, at, row[0]))
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
    return redirect(f"/cases/{key}", 303)


def _session(db: sqlite3.Connection) -> tuple[int, str]:
    query = "SELECT user_id, token FROM session WHERE digest = ?"
    row = db.execute(query, (request.cookies.get("session", ""),)).fetchone()
    if row is None:
        abort(401)
    return row[0], row[1]


def _engine(file: str) -> sa.Engine:
    engine = sa.create_engine(f"sqlite:///{file}", pool_size=10, max_overflow=10)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute("PRAGMA " + pragma)

    return engine


@contextmanager
def _open(engine: sa.Engine) -> Iterator[sqlite3.Connection]:
    """A connection of the pool, without anything above it."""
    connection: Any = engine.raw_connection()
    try:
        yield connection.driver_connection
    finally:
        connection.close()


def fill(file: str, rows: int, user_id: int = 1) -> tuple[str, str]:
    """Makes the database with a session in it; returns its cookie and its token."""
    cookie, token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    with sqlite3.connect(file) as db:
        db.executescript(SCHEMA)
        db.execute("INSERT INTO session VALUES (?, ?, ?, '')", (cookie, user_id, token))
        pieces = (
            (n, user_id, f"Beboer {n}", f"2026-{1 + n % 12:02}-{1 + n % 28:02}") for n in range(1, rows + 1)
        )
        db.executemany("INSERT INTO piece VALUES (?, ?, ?, 'plan_agreed', ?, 1)", pieces)
    db.close()
    return cookie, token


def serve() -> None:
    """Run by `servers.floor` in a process of its own."""
    server = create_server(
        application(os.environ["FLOOR_FILE"]),
        host="127.0.0.1",
        port=int(os.environ["FLOOR_PORT"]),
        threads=int(os.environ["FLOOR_THREADS"]),
        ident=None,
    )
    server.run()


if __name__ == "__main__":
    serve()
