"""Notes that personal data is shown, durably, before the page leaves; if it cannot be written, the page does not leave."""

from dataclasses import dataclass, replace

import sqlalchemy as sa
from flask import Flask, Response, g, make_response

from sagsflow.eventlog import service as eventlog
from sagsflow.web import errors
from sagsflow.web.database import now
from sagsflow.web.guard import current_actor
from sagsflow.web.platform import platform


@dataclass(frozen=True, slots=True)
class Reading:
    """What is about to be shown."""

    what: str
    case_id: int | None = None
    resident_id: int | None = None
    purpose: str | None = None
    recipient: str | None = None
    count: int = 1
    unit_ids: frozenset[int] = frozenset()


def shows(reading: Reading) -> None:
    """Called by a view that is about to show personal data."""
    g.setdefault("readings", []).append(replace(reading))


def _write(response: Response) -> Response:
    readings: list[Reading] = g.pop("readings", [])
    if not readings:
        return response
    try:
        _write_all(readings)
    except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
        return make_response(errors.database_away(error))
    return response


def _write_all(readings: list[Reading]) -> None:
    actor = current_actor()
    with platform().database.write() as db:
        for reading in readings:
            eventlog.note_reading(
                db,
                actor=actor,
                at=now(),
                what=reading.what,
                case_id=reading.case_id,
                resident_id=reading.resident_id,
                purpose=reading.purpose,
                recipient=reading.recipient,
                count=reading.count,
                unit_ids=reading.unit_ids,
            )


def init_app(app: Flask) -> None:
    app.after_request(_write)
