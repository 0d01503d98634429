"""Lines of the read log as rows of a file."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _

from sagsflow.cases.words import word
from sagsflow.review import queries
from sagsflow.review.queries import Line
from sagsflow.review.words import what
from sagsflow.web.platform import Platform
from sagsflow.web.spreadsheet import Cell

CASE = 6
Rows = Iterator[Sequence[Cell]]


def heading() -> Sequence[str]:
    return (
        _("When"), _("Who"), _("Role"), _("Unit"), _("Organisation"), _("What"), _("How many"), _("Purpose"),
        _("Recipient"), _("On behalf of"),
    )  # fmt: skip


def heading_with_cases() -> Sequence[str]:
    return (*heading()[:CASE], _("Case"), *heading()[CASE:])


def rows(standing: Platform, which: sa.ColumnElement[bool], language: str) -> Rows:
    """Of one case: what else was read on the same page is not said. Read as everything stands at one moment."""
    yield from (_cells(line) for line in _lines(standing, which, language))


def with_cases(standing: Platform, which: sa.ColumnElement[bool], language: str) -> Rows:
    for line in _lines(standing, which, language):
        cells = _cells(line)
        yield *cells[:CASE], line.case_ref, *cells[CASE:]


def _lines(standing: Platform, which: sa.ColumnElement[bool], language: str) -> Iterator[Line]:
    with standing.database.snapshot() as db, force_locale(language):
        yield from queries.stream(db, which)


def _cells(line: Line) -> Sequence[Cell]:
    role = word(line.role.value, "seat") if line.role else ""
    return (
        line.at, line.who, role, line.unit, line.organisation, what(line.what), line.count, line.purpose,
        line.recipient, line.on_behalf_of,
    )  # fmt: skip
