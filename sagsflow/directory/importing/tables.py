"""Reads a file that somebody sent into plain rows of text: CSV, XLSX, or a zip of Open Referral HSDS tables."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from sagsflow.core.errors import Invalid

Row = Mapping[str, str]
MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS = 2_000, 60
LONGEST_CELL = 4_000
SERVICES, ORGANISATIONS = ("services.csv", "service.csv"), ("organizations.csv", "organization.csv")
PHONES, LANGUAGES = ("phones.csv", "phone.csv"), ("languages.csv", "language.csv")


def rows_of(data: bytes) -> Sequence[Row]:
    """Each row as heading → text, headings folded to small letters and single spaces. Raises Invalid for what is no list."""
    if len(data) > MAX_BYTES:
        raise Invalid(fields={"file": "too-large"})
    if not data.strip():
        raise Invalid(fields={"file": "empty"})
    rows = list(_packed(data)) if zipfile.is_zipfile(io.BytesIO(data)) else list(_from_text(_decoded(data)))
    if not rows:
        raise Invalid(fields={"file": "empty"})
    if len(rows) > MAX_ROWS:
        raise Invalid(fields={"file": "too-many"})
    return rows


def _packed(data: bytes) -> Iterator[Row]:
    """A workbook is a zip too. What would unpack to much more than it is is not unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
            raise Invalid(fields={"file": "too-large"})
        names = {PurePosixPath(part.filename).name.lower(): part.filename for part in packed.infolist()}
        if "[content_types].xml" in names:
            yield from _from_workbook(data)
            return
        tables = {
            name: list(_from_text(_decoded(packed.read(path))))
            for name, path in names.items()
            if name.endswith(".csv")
        }
    yield from _from_hsds(tables)


def _from_workbook(data: bytes) -> Iterator[Row]:
    """The first sheet, as values: formulas are not carried out."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        lines = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS, values_only=True)
        yield from _table([_text(cell) for cell in line] for line in lines)
    except (InvalidFileException, KeyError, ValueError, IndexError, zipfile.BadZipFile) as wrong:
        raise Invalid(fields={"file": "unreadable"}) from wrong


def _from_text(text: str) -> Iterator[Row]:
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    try:
        yield from _table(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as wrong:
        raise Invalid(fields={"file": "unreadable"}) from wrong


def _from_hsds(tables: Mapping[str, Sequence[Row]]) -> Iterator[Row]:
    """The tables of HSDS 2 or 3 put together: a row for each service, with its organisation, phone and languages."""
    services = _first(tables, SERVICES)
    if services is None:
        raise Invalid(fields={"file": "no-services"})
    names = {row.get("id", ""): row.get("name", "") for row in _first(tables, ORGANISATIONS) or ()}
    phones = _joined(_first(tables, PHONES) or (), "number")
    languages = _joined(_first(tables, LANGUAGES) or (), "name", "language", "code")
    for row in services:
        key = row.get("id", "")
        found = {"unit": names.get(row.get("organization_id", ""), ""), "phone": phones.get(key, "")}
        found |= {"languages": languages.get(key, "")}
        yield {**row, **{name: text for name, text in found.items() if text}}


def _first(tables: Mapping[str, Sequence[Row]], names: Sequence[str]) -> Sequence[Row] | None:
    return next((tables[name] for name in names if name in tables), None)


def _joined(rows: Iterable[Row], *columns: str) -> Mapping[str, str]:
    """For each service the words of its rows, with commas between."""
    found: dict[str, list[str]] = {}
    for row in rows:
        text = next((row[column] for column in columns if row.get(column)), "")
        if text and row.get("service_id"):
            found.setdefault(row["service_id"], []).append(text)
    return {key: ", ".join(dict.fromkeys(words)) for key, words in found.items()}


def _table(lines: Iterable[Sequence[str]]) -> Iterator[Row]:
    heading: Sequence[str] = ()
    for line in lines:
        cells = [cell.strip()[:LONGEST_CELL] for cell in line[:MAX_COLUMNS]]
        if not any(cells):
            continue
        if not heading:
            heading = [_folded(cell) for cell in cells]
            continue
        yield {name: cell for name, cell in zip(heading, cells, strict=False) if name}


def _folded(heading: str) -> str:
    return re.sub(r"\s+", " ", heading.strip().lower())


def _text(cell: object) -> str:
    """Whole numbers without a point, days as ISO."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell.date() if hasattr(cell, "date") else cell)


def _decoded(data: bytes) -> str:
    """UTF-8, or what Danish spreadsheets wrote before it."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
