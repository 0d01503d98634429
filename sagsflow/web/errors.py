"""Turns refusals into pages: a status, words, and whatever was typed, so that nothing is lost."""

from typing import cast

import sqlalchemy as sa
import structlog
from flask import Flask, abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from sagsflow.core.errors import AlreadyDone, DomainError, Forbidden, Invalid, NotFound, Stale, TooManyTries
from sagsflow.web.typed import typed

LOG = structlog.get_logger()
STATUS: dict[type[DomainError], int] = {Forbidden: 403, NotFound: 404, Stale: 409, Invalid: 422}
RETRY_SECONDS = 10
NOT_ALLOWED = 405


def page(status: int, *, template: int = 0, **context: object) -> ResponseReturnValue:
    """What was typed, and no other personal data: what the view meant to show is not shown, and not noted as shown."""
    g.pop("readings", None)
    return render_template(f"errors/{template or status}.html", typed=typed(), **context), status


def _already_done(error: AlreadyDone) -> ResponseReturnValue:
    return redirect(error.location or request.path, 303)


def _too_many(error: TooManyTries) -> ResponseReturnValue:
    body, status = render_template("errors/429.html", typed=(), retry_after=error.retry_after), 429
    return body, status, {"Retry-After": str(error.retry_after)}


def _domain(error: DomainError) -> ResponseReturnValue:
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
    if isinstance(error, Stale):
        return _overtaken(error)
    return page(status, error=error)


def _stale(_error: StaleDataError) -> ResponseReturnValue:
    return _overtaken(Stale())


def _overtaken(error: Stale) -> ResponseReturnValue:
    """Leads to the page as it looks now: the one that was named, else the one that the form stands on."""
    stands_on = request.full_path.removesuffix("?") if _is_shown() else None
    return page(409, error=error, fresh_url=error.details.get("fresh_url") or stands_on)


def _is_shown() -> bool:
    return request.url_rule is not None and "GET" in (request.url_rule.methods or ())


def database_away(error: Exception) -> ResponseReturnValue:
    LOG.error("database-unavailable", error=type(error).__name__, path=request.path)
    body, status = cast(tuple[str, int], page(503, retry_after=RETRY_SECONDS))
    return body, status, {"Retry-After": str(RETRY_SECONDS)}


def _bad_data(error: sa.exc.DataError | OverflowError) -> ResponseReturnValue:
    """A value that no form of ours offers and no column can hold; such a thing does not exist."""
    LOG.warning("impossible-value", error=type(error).__name__, path=request.path)
    return page(404)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code in {400, 403, 404, 413, 429, 500}:
        return page(error.code)
    if error.code == NOT_ALLOWED:
        return page(NOT_ALLOWED, template=404)
    return error


def _refuse_impossible_text() -> None:
    """No keyboard types a NUL, and no database keeps one."""
    values = [request.path, *request.args.values(), *(request.view_args or {}).values()]
    if request.method == "POST":
        values.extend(request.form.values())
    if any(isinstance(value, str) and "\0" in value for value in values):
        abort(400)


def _unexpected(error: Exception) -> ResponseReturnValue:
    LOG.error("unexpected-error", path=request.path, exc_info=error)
    return page(500)


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return page(400, csrf=True)


def init_app(app: Flask) -> None:
    app.before_request(_refuse_impossible_text)
    app.register_error_handler(AlreadyDone, _already_done)
    app.register_error_handler(TooManyTries, _too_many)
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(sa.exc.OperationalError, database_away)
    app.register_error_handler(sa.exc.InterfaceError, database_away)
    app.register_error_handler(sa.exc.TimeoutError, database_away)
    app.register_error_handler(sa.exc.DataError, _bad_data)
    app.register_error_handler(OverflowError, _bad_data)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(RequestEntityTooLarge, lambda _error: page(413))
    app.register_error_handler(HTTPException, _http)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
