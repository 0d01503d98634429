"""Server-side sessions: the cookie is a random token, its digest the key; signing out kills every copy of it."""

import json
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, Request, Response, make_response, session
from flask.sessions import SessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CallbackDict

from sagsflow.core.ids import digest, new_token
from sagsflow.web import errors
from sagsflow.web.database import close_reader, reader
from sagsflow.web.models import WebSession
from sagsflow.web.platform import EXTENSION, Platform

SECURE_NAME = "__Host-sagsflow"
LOOPBACK_NAME = "sagsflow-demo"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
AWAY = (sa.exc.DBAPIError, sa.exc.TimeoutError)
TOUCH_AFTER = timedelta(seconds=60)


# Asked by every request, also by those of pages that only look whether something has happened: built once.
_STANDING = sa.select(WebSession.data, WebSession.seen_at, WebSession.born_at).where(
    WebSession.digest == sa.bindparam("digest")
)


class StoredSession(CallbackDict[str, Any], SessionMixin):
    """A session as the request sees it; `rotate` gives it a new token when it is saved."""

    def __init__(self, data: dict[str, Any] | None = None, token: str | None = None) -> None:
        super().__init__(data or {}, _mark)
        self.token = token
        self.new = token is None
        self.modified = False
        self.accessed = True
        self.rotate = False
        self.seen_at: datetime | None = None
        self.born_at: datetime | None = None
        self.unread: Exception | None = None
        self.untouched = False


def _mark(changed: Any) -> None:
    changed.modified = True


def rotate() -> None:
    """Gives the session a new token, as is done whenever rights change."""
    session.rotate = True  # type: ignore[attr-defined]  # ours, see StoredSession
    session.modified = True


def is_no_use() -> None:
    """A page that asks by itself is nobody at the keyboard: the session's time runs on."""
    session.untouched = True  # type: ignore[attr-defined]  # ours, see StoredSession


def has_ended(request: Request) -> bool:
    """Whether the browser still holds the cookie of a session that is over."""
    return _cookie_name(request) in request.cookies and session.token is None  # type: ignore[attr-defined]  # ours


class StoredSessions(SessionInterface):
    """Keeps sessions in the table `web_session`."""

    def open_session(self, app: Flask, request: Request) -> StoredSession:
        token = request.cookies.get(_cookie_name(request))
        if not token:
            return StoredSession()
        standing: Platform = app.extensions[EXTENSION]
        try:
            row = reader().execute(_STANDING, {"digest": digest(token)}).one_or_none()
        except AWAY as error:
            close_reader()
            return _unread(token, error)
        if row is None or _expired(row.seen_at, row.born_at, standing):
            return StoredSession()
        found = StoredSession(json.loads(row.data), token)
        found.seen_at, found.born_at = row.seen_at, row.born_at
        return found

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, StoredSession)
        response.vary.add("Cookie")
        standing: Platform = app.extensions[EXTENSION]
        at = standing.clock.now()
        fresh = session.seen_at is not None and at - session.seen_at < TOUCH_AFTER
        if session.untouched and not session.modified:
            return
        if session.unread or (session.new and not session) or (fresh and not session.modified):
            return
        try:
            _store(session, response, standing, at)
        except AWAY as error:
            if session.modified:
                _replace(response, errors.database_away(error))


def _unread(token: str, error: Exception) -> StoredSession:
    """The database does not answer: nobody knows who this is, and the request ends with the page that says so."""
    session = StoredSession(None, token)
    session.unread = error
    return session


def _refuse_unread() -> None:
    if (error := session.unread) is not None:  # type: ignore[attr-defined]  # ours, see StoredSession
        raise error


def _replace(response: Response, answer: ResponseReturnValue) -> None:
    """What could not be remembered has not happened."""
    other = make_response(answer)
    response.set_data(other.get_data())
    response.status_code = other.status_code
    response.headers["Content-Type"] = other.headers["Content-Type"]
    response.headers.pop("Location", None)
    response.headers["Retry-After"] = other.headers["Retry-After"]


def init_app(app: Flask) -> None:
    app.session_interface = StoredSessions()
    app.before_request(_refuse_unread)


def _store(session: StoredSession, response: Response, standing: Platform, at: datetime) -> None:
    from flask import request  # noqa: PLC0415 - the proxy shares its name with open_session's parameter

    name = _cookie_name(request)
    old = session.token
    if session.rotate or old is None:
        session.token = new_token()
    assert session.token is not None
    with standing.database.write() as db:
        if not session:
            db.execute(sa.delete(WebSession).where(WebSession.digest == digest(old or "")))
            response.delete_cookie(name, path="/", secure=name == SECURE_NAME, httponly=True)
            return
        _write_row(db, session, old, at)
    if session.token != old:
        response.set_cookie(
            name, session.token, path="/", secure=name == SECURE_NAME, httponly=True, samesite="Lax"
        )


def _write_row(db: Any, session: StoredSession, old: str | None, at: datetime) -> None:
    assert session.token is not None
    user = session.get("_user_id")
    row = db.get(WebSession, digest(old)) if old else None
    if old and row is None:
        return
    born = row.born_at if row else at
    if row is not None and session.token != old:
        db.delete(row)
        row, born = None, at
    if row is None:
        row = WebSession(digest=digest(session.token), born_at=born)
        db.add(row)
    row.user_id, row.data, row.seen_at = int(user) if user else None, json.dumps(dict(session)), at


def _expired(seen_at: datetime, born_at: datetime, standing: Platform) -> bool:
    at, settings = standing.clock.now(), standing.settings
    idle, absolute = timedelta(minutes=settings.idle_minutes), timedelta(hours=settings.absolute_hours)
    return at - seen_at > idle or at - born_at > absolute


def _cookie_name(request: Request) -> str:
    """`__Host-` and Secure everywhere, but for plain http on this very machine, where some browsers refuse it."""
    host = request.host.rsplit(":", 1)[0]
    return LOOPBACK_NAME if not request.is_secure and host in LOOPBACK else SECURE_NAME


def end_all(db: Any, user_id: int) -> None:
    """Signs a user out everywhere."""
    db.execute(sa.delete(WebSession).where(WebSession.user_id == user_id))
