"""Notes that personal data is shown, durably, before the page leaves; if it cannot be written, the page does not leave."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
import structlog
from flask import Flask, Response, g, make_response

from sagsflow.eventlog import sealing
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.reading import Reading
from sagsflow.web import errors
from sagsflow.web.database import now
from sagsflow.web.guard import current_actor
from sagsflow.web.platform import Platform, platform

__all__ = ["Reading", "init_app", "shows", "shows_as_file"]
LOG = structlog.get_logger()
MANY = 1_000
NAMED_AT_ONCE = 1_000


def shows(reading: Reading) -> None:
    """Called by a view that is about to show personal data."""
    g.setdefault("readings", []).append(reading)


def shows_as_file(what: str, cases: Collection[int]) -> None:
    """That a list was taken out, and which cases are in it: a thousand to an entry, and one entry where it is empty."""
    named = sorted(cases)
    for first in range(0, len(named) or 1, NAMED_AT_ONCE):
        shows(Reading(what, cases=named[first : first + NAMED_AT_ONCE]))


def _write(response: Response) -> Response:
    readings: list[Reading] = g.pop("readings", [])
    if not readings:
        return response
    try:
        highest = _write_all(readings)
    except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
        return make_response(errors.database_away(error))
    if highest % MANY < len(readings):
        _seal_behind(response, platform(), now())
    return response


def _write_all(readings: list[Reading]) -> int:
    """The number of the last one."""
    actor, last = current_actor(), 0
    with platform().database.write() as db:
        for reading in readings:
            last = eventlog.note(db, reading, actor=actor, at=now())
    return last


def _seal_behind(response: Response, standing: Platform, at: datetime) -> None:
    """Every thousandth page sends itself first and then seals what has gathered, should no worker have done it."""

    def seal() -> None:
        try:
            with standing.database.write() as db:
                sealing.seal(db, at=at)
        except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
            LOG.warning("sealing-postponed", error=type(error).__name__)

    response.call_on_close(seal)


def init_app(app: Flask) -> None:
    app.after_request(_write)
