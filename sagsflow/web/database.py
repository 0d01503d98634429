"""A request's way to the database: one reader for the whole request, one transaction for its act."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Flask, g
from sqlalchemy.orm import Session

from sagsflow.access import wall
from sagsflow.access.actor import Actor
from sagsflow.web.platform import platform


def reader() -> Session:
    """The request's session for reading; closed when the request ends."""
    session: Session | None = g.get("reader")
    if session is None:
        session = g.reader = platform().database.open_reader()
        if "behind" in g:
            wall.step_behind(session, g.behind, now())
    return session


def read_as(actor: Actor | None) -> None:
    """From here on the request reads behind the second wall, where there is one."""
    if not platform().settings.wall:
        return
    g.behind, session = actor, g.get("reader")
    if session is not None:
        wall.step_behind(session, actor, now())


@contextmanager
def transaction() -> Iterator[Session]:
    """The request's one transaction. What was read for the page is forgotten, so that nothing stale is shown after."""
    close_reader()
    with platform().database.write() as session:
        yield session


def now() -> datetime:
    """The moment of this request: one and the same for everything in it."""
    if "now" not in g:
        g.now = platform().clock.now()
    moment: datetime = g.now
    return moment


def close_reader(_error: BaseException | None = None) -> None:
    """What was read is forgotten; who reads on reads anew."""
    session: Session | None = g.pop("reader", None)
    if session is not None:
        session.close()


def init_app(app: Flask) -> None:
    app.teardown_appcontext(close_reader)
