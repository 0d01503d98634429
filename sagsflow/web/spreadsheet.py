"""A table as a file that a spreadsheet opens: streamed, in UTF-8, and with no cell that it would carry out as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from flask import Response

MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """A cell that begins like a formula gets an apostrophe in front, behind which spreadsheets see text."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def download(name: str, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """`rows` is read while it is sent. Semicolons, as Danish spreadsheets expect."""
    answer = Response(_text(heading, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _text(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield MARK + _line(heading)
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[str]) -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=";").writerow([harmless(cell) for cell in cells])
    return target.getvalue()
