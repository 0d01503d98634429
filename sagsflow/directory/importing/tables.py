"""Reads a list of offers that somebody sent into rows of text: CSV, XLSX, or a zip of Open Referral HSDS tables."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from sagsflow.core.errors import Invalid
from sagsflow.files.tables import MAX_ROWS, MAX_UNPACKED, Table, folded, from_text, from_workbook

Row = Mapping[str, str]
MAX_BYTES = 2 * 1024 * 1024
LONGEST_CELL = 4_000
SERVICES, ORGANISATIONS = ("services.csv", "service.csv"), ("organizations.csv", "organization.csv")
PHONES, LANGUAGES = ("phones.csv", "phone.csv"), ("languages.csv", "language.csv")


def rows_of(data: bytes) -> Sequence[Row]:
    """Each row as heading → text, headings folded to small letters and single spaces. Raises Invalid for what is no list."""
    if len(data) > MAX_BYTES:
        raise Invalid(fields={"file": "too-large"})
    rows = list(_packed(data)) if zipfile.is_zipfile(io.BytesIO(data)) else list(_rows(from_text(data)))
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
            yield from _rows(from_workbook(data))
            return
        tables = {
            name: list(_rows(from_text(packed.read(path))))
            for name, path in names.items()
            if name.endswith(".csv")
        }
    yield from _from_hsds(tables)


def _rows(table: Table) -> Iterator[Row]:
    heading = [folded(cell) for cell in table.heading]
    for line in table.lines:
        yield {name: cell[:LONGEST_CELL] for name, cell in zip(heading, line.cells, strict=False) if name}


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
