"""The cells of a file, sealed while they are needed."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.core.errors import NotFound
from sagsflow.files import service as files
from sagsflow.files.tables import Line, Table
from sagsflow.imports.models import CaseImport
from sagsflow.residents.cpr import found_in, masked


def put_away(db: Session, table: Table, *, at: datetime) -> int:
    """Returns the number of the stored file."""
    lines = [[line.number, list(line.cells), sorted(line.unread)] for line in table.lines]
    text = json.dumps({"heading": list(table.heading), "lines": lines, "sheet": table.sheet})
    return files.put_away(db, zlib.compress(text.encode()), at=at).id


def table_of(db: Session, kept: CaseImport) -> Table:
    """Raises NotFound when its time is over."""
    if kept.file_id is None:
        raise NotFound("file")
    read = json.loads(zlib.decompress(files.content_of(db, kept.file_id)))
    lines = [Line(number, cells, frozenset(unread)) for number, cells, unread in read["lines"]]
    return Table(read["heading"], lines, read["sheet"])


def erase(db: Session, kept: CaseImport) -> None:
    """Also what was found about its rows."""
    file_id, kept.file_id = kept.file_id, None
    kept.findings, kept.choices = {}, {}
    db.flush()
    if file_id is not None:
        files.erase(db, file_id)


def without_numbers(table: Table) -> tuple[Table, int]:
    """Where no personal numbers may be kept: only the birth date of each stays. Returns how many cells held any."""
    lines = [replace(line, cells=_masked(line.cells)) for line in table.lines]
    pairs = zip(table.lines, lines, strict=True)
    count = sum(
        old != new for before, after in pairs for old, new in zip(before.cells, after.cells, strict=True)
    )
    return replace(table, lines=lines), count


def _masked(cells: Sequence[str]) -> Sequence[str]:
    return [_without(cell) for cell in cells]


def _without(cell: str) -> str:
    for number in found_in(cell):
        cell = cell.replace(number, masked(number.strip()))
    return cell
