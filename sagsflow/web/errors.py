"""Turns refusals into pages: a status, words, and whatever was typed, so that nothing is lost."""

from collections.abc import Sequence

import sqlalchemy as sa
import structlog
from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from sagsflow.core.errors import AlreadyDone, DomainError, Forbidden, Invalid, NotFound, Stale, TooManyTries

LOG = structlog.get_logger()
NEVER_ECHOED = frozenset(
    {"csrf_token", "submission", "version", "password", "new_password", "repeat_password", "code"}
)
STATUS: dict[type[DomainError], int] = {Forbidden: 403, NotFound: 404, Stale: 409, Invalid: 422}
RETRY_SECONDS = 10


def typed() -> Sequence[tuple[str, str]]:
    """What the person had typed, for the page that says it was not saved."""
    return [
        (key, value)
        for key, value in request.form.items(multi=True)
        if key not in NEVER_ECHOED and not key.endswith("cpr") and value.strip()
    ]


def page(status: int, **context: object) -> ResponseReturnValue:
    body = render_template(f"errors/{status}.html", typed=typed(), **context)
    return body, status


def _already_done(error: AlreadyDone) -> ResponseReturnValue:
    return redirect(error.location or request.path, 303)


def _too_many(error: TooManyTries) -> ResponseReturnValue:
    body, status = render_template("errors/429.html", typed=(), retry_after=error.retry_after), 429
    return body, status, {"Retry-After": str(error.retry_after)}


def _domain(error: DomainError) -> ResponseReturnValue:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    return page(status, error=error)


def _stale(_error: StaleDataError) -> ResponseReturnValue:
    return page(409, error=Stale())


def database_away(error: Exception) -> ResponseReturnValue:
    LOG.error("database-unavailable", error=type(error).__name__, path=request.path)
    body = render_template("errors/503.html", typed=typed(), retry_after=RETRY_SECONDS)
    return body, 503, {"Retry-After": str(RETRY_SECONDS)}


def _http(error: HTTPException) -> ResponseReturnValue:
    known = {400, 403, 404, 413, 429, 500}
    if error.code in known:
        return page(error.code)
    return error


def _unexpected(error: Exception) -> ResponseReturnValue:
    LOG.error("unexpected-error", path=request.path, exc_info=error)
    return page(500)


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return page(400, csrf=True)


def init_app(app: Flask) -> None:
    app.register_error_handler(AlreadyDone, _already_done)
    app.register_error_handler(TooManyTries, _too_many)
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(sa.exc.OperationalError, database_away)
    app.register_error_handler(sa.exc.InterfaceError, database_away)
    app.register_error_handler(sa.exc.TimeoutError, database_away)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(RequestEntityTooLarge, lambda _error: page(413))
    app.register_error_handler(HTTPException, _http)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
