"""Reads a spreadsheet that somebody sent, XLSX or CSV, into lines of text; nothing in it is carried out."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import islice
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from sagsflow.core.errors import Invalid
from sagsflow.core.text import visible
from sagsflow.files.kinds import FileKind, kind_of

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS = 2_000, 60
LAST_ROW = 1_048_576
LOOKED_FOR_HEADING = 10
ZIP, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
DECLARED = (b"<!DOCTYPE", b"<!ENTITY")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3}(\d{1,7}):[A-Z]{1,3}(\d{1,7}))"')
BROKEN = (
    *(InvalidFileException, zipfile.BadZipFile, zlib.error, ParseError, EOFError, RuntimeError),
    *(KeyError, ValueError, IndexError, TypeError, AttributeError, OverflowError),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the spreadsheet numbers it. `unread` are the places of cells that have no value: a formula that nobody has
    reckoned, or one that came to an error."""

    number: int
    cells: Sequence[str]
    unread: frozenset[int] = frozenset()

    @property
    def is_blank(self) -> bool:
        return not self.unread and not any(self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """The heading, and every row under it that is not blank."""

    heading: Sequence[str]
    lines: Sequence[Line] = field(default_factory=tuple)
    sheet: str = ""


def read(data: bytes) -> Table:
    """Raises Invalid on `file` for what is no table, has no rows, or is more than is taken."""
    if len(data) > MAX_BYTES:
        raise Invalid(fields={"file": "too-large"})
    if data.startswith(OLD_WORKBOOK):
        raise Invalid(fields={"file": "old-workbook"})
    table = from_workbook(data) if data.startswith(ZIP) else from_text(data)
    if not table.lines:
        raise Invalid(fields={"file": "empty"})
    if len(table.lines) > MAX_ROWS:
        raise Invalid(fields={"file": "too-many"})
    return table


def from_workbook(data: bytes) -> Table:
    """The first sheet, with what formulas came to when it was last saved."""
    _refuse_dangerous(data)
    try:
        shown, written = (
            openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=values)
            for values in (True, False)
        )
        sheet, source = shown.worksheets[0], written.worksheets[0]
        lines = _filled(_lines_of(sheet, source))
        table = _table(lines, str(sheet.title))
    except BROKEN as wrong:
        raise Invalid(fields={"file": "unreadable"}) from wrong
    _refuse_merged(data, sheet, lines[0].number if lines else 0)
    return table


def from_text(data: bytes) -> Table:
    """CSV with semicolons, commas or tabs: whichever the first lines have most of."""
    text = decoded(data)
    if "\0" in text:
        raise Invalid(fields={"file": "unreadable"})
    head = text.split("\n", LOOKED_FOR_HEADING)[:LOOKED_FOR_HEADING]
    delimiter = max(";,\t", key=lambda sign: max(line.count(sign) for line in head))
    try:
        rows = enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1)
        lines = _filled(Line(number, _within(visible(cell).strip() for cell in row)) for number, row in rows)
    except csv.Error as wrong:
        raise Invalid(fields={"file": "unreadable"}) from wrong
    return _table(lines, "")


def decoded(data: bytes) -> str:
    """UTF-8, what Excel calls Unicode text, or what Danish spreadsheets wrote before it."""
    if data.startswith(UTF_16):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def folded(heading: str) -> str:
    """A heading as it is compared: small letters and single spaces."""
    return re.sub(r"\s+", " ", heading.strip().lower())


def _filled(lines: Iterable[Line]) -> Sequence[Line]:
    """Those that are not blank, and of too many no more than show that they are: hundreds of thousands fit into a small file."""
    return list(islice((line for line in lines if not line.is_blank), MAX_ROWS + LOOKED_FOR_HEADING + 1))


def _table(lines: Sequence[Line], sheet: str) -> Table:
    """A title may stand above the heading, which is the first row with more than one cell."""
    at = next((place for place, line in enumerate(lines[:LOOKED_FOR_HEADING]) if _is_heading(line)), 0)
    if not lines:
        return Table((), (), sheet)
    return Table(tuple(lines[at].cells), tuple(lines[at + 1 :]), sheet)


def _is_heading(line: Line) -> bool:
    return sum(1 for cell in line.cells if cell) > 1


def _lines_of(sheet: Any, source: Any) -> Iterator[Line]:
    """`max_row` holds also where a file claims a row beyond the last one that a spreadsheet can have."""
    bounds = {"max_row": LAST_ROW, "max_col": MAX_COLUMNS + 1}
    both = zip(sheet.iter_rows(**bounds), source.iter_rows(**bounds), strict=True)
    for number, (shown, written) in enumerate(both, start=1):
        if any(cell.value is not None for cell in written):
            pairs = enumerate(zip(shown, written, strict=True))
            unread = frozenset(place for place, (seen, cell) in pairs if _is_unread(seen, cell))
            cells = ["" if place in unread else _text(cell.value) for place, cell in enumerate(shown)]
            last = max((place for place, cell in enumerate(cells, start=1) if cell), default=0)
            yield Line(number, _within(cells[:last]), unread)


def _is_unread(seen: Any, written: Any) -> bool:
    return seen.data_type == "e" or (written.data_type == "f" and seen.value is None)


def _text(value: object) -> str:
    """Whole numbers without a point, days as ISO."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return str(value.date())
    return visible(str(value)).strip()


def _within(cells: Iterable[str]) -> Sequence[str]:
    """Raises Invalid where there is something beyond the last column that is read: it would be lost without a word."""
    row = list(cells)
    if any(row[MAX_COLUMNS:]):
        raise Invalid(fields={"file": "too-wide"})
    return row[:MAX_COLUMNS]


def _refuse_dangerous(data: bytes) -> None:
    """Looks at the parts without taking them apart: macros, what unpacks to far more than it is, and types of documents."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise Invalid(fields={"file": "too-large"})
            if kind_of(data) is not FileKind.XLSX:
                raise Invalid(fields={"file": "not-a-table"})
            written = (packed.open(part).read(4096) for part in parts if part.filename.endswith("xml"))
            if any(mark in start for start in written for mark in DECLARED):
                raise Invalid(fields={"file": "dangerous"})
    except BROKEN as wrong:
        raise Invalid(fields={"file": "unreadable"}) from wrong


def _refuse_merged(data: bytes, sheet: Any, heading: int) -> None:
    """Below the heading only the first of merged cells has a value, and which row it is meant for cannot be told."""
    path = str(sheet._worksheet_path).lstrip("/")  # noqa: SLF001  (openpyxl tells of merged cells to readers of whole books only)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        found: Iterable[tuple[bytes, bytes, bytes]] = MERGED.findall(packed.read(path))
    for ref, first, last in found:
        if int(first) != int(last) and int(last) > heading:
            raise Invalid(fields={"file": "merged"}, ref=ref.decode())
