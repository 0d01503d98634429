"""How a list leaves as CSV or XLSX: as it stands at one moment; that it was taken out, and whom it names, is in the log."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from flask import Blueprint
from flask.typing import ResponseReturnValue

from sagsflow.exports.rows import Taking
from sagsflow.web import readlog, spreadsheet
from sagsflow.web.database import now
from sagsflow.web.guard import current_actor
from sagsflow.web.language import current_language
from sagsflow.web.platform import platform
from sagsflow.web.spreadsheet import Cell

bp = Blueprint("exports", __name__, url_prefix="/exports")
Rows = Callable[[Taking], Iterator[Sequence[Cell]]]


def sent(name: str, reading: str | None, heading: Sequence[str], found: Rows) -> ResponseReturnValue:
    """`reading` is None for a list that says nothing of any resident."""
    kind = spreadsheet.asked_kind()
    with taken(reading) as taking:
        return spreadsheet.download(name, heading, found(taking), kind)


@contextmanager
def taken(reading: str | None) -> Iterator[Taking]:
    """When the file is written, each case in it is named in the log, a thousand to an entry."""
    with platform().database.snapshot() as db:
        taking = Taking(db, current_actor(), now(), platform().library, current_language())
        yield taking
    if reading:
        readlog.shows_as_file(reading, taking.cases)
