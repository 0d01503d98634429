"""A table as a file that a spreadsheet opens, as CSV or XLSX: row by row, with no cell that it would carry out as a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO
from unicodedata import category, normalize

from flask import Response, request
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from sagsflow.core.clock import COPENHAGEN
from sagsflow.core.errors import NotFound
from sagsflow.web.filters import as_date, as_datetime

MARK = "\ufeff"
FORMULA, CONTROLS = frozenset("=+-@"), frozenset("\t\r\n")
CSV, XLSX = "csv", "xlsx"
KINDS = {CSV: "text/csv", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
DAY, MOMENT, WHOLE, TEXT = "DD.MM.YYYY", "DD.MM.YYYY HH.MM", "#,##0", "@"
AT_ONCE = 64 * 1024
Cell = str | int | date | datetime | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook; without a title it has the usual one."""

    heading: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    title: str | None = None
    width: int = 20


def harmless(text: str) -> str:
    """A cell that begins like a formula gets an apostrophe in front, behind which spreadsheets see text; also where the sign is a
    wide one, or stands behind what nobody sees."""
    seen = text.lstrip("".join(sign for sign in set(text) if not _is_seen(sign)))
    is_formula = normalize("NFKC", seen[:1])[:1] in FORMULA if seen else False
    return f"'{text}" if is_formula or text.lstrip(" ")[:1] in CONTROLS else text


def _is_seen(sign: str) -> bool:
    return not sign.isspace() and not category(sign).startswith("C")


def asked_kind(usual: str = CSV) -> str:
    """What the address asks for. Raises NotFound for a kind that there is not."""
    kind = request.args.get("file", usual)
    if kind not in KINDS:
        raise NotFound("file", kind=kind)
    return kind


def download(name: str, heading: Sequence[str], rows: Iterable[Sequence[Cell]], kind: str = CSV) -> Response:
    """Written to the end, in a file and not in memory, before the first byte leaves: what is in it has been noted when it goes.
    `name` has no ending."""
    write = _write_xlsx if kind == XLSX else _write_csv
    return written(f"{name}.{kind}", KINDS[kind], lambda target: write(target, heading, rows))


def written(name: str, kind: str, write: Callable[[IO[bytes]], None]) -> Response:
    """The same for any file; `kind` is its media type."""
    target = TemporaryFile()  # noqa: SIM115  (closed with the response, or just below)
    try:
        write(target)
    except BaseException:
        target.close()
        raise
    return _sent(target, name, kind)


def _write_csv(target: IO[bytes], heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Semicolons, as Danish spreadsheets expect."""
    text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    text.write(MARK)
    lines = csv.writer(text, delimiter=";")
    lines.writerow([harmless(cell) for cell in heading])
    lines.writerows([harmless(_plain(cell)) for cell in row] for row in rows)
    text.detach()


def _plain(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return as_datetime(cell)
    return as_date(cell) if isinstance(cell, date) else "" if cell is None else str(cell)


def _write_xlsx(target: IO[bytes], heading: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    write_book(target, [Sheet(heading, rows)])


def write_book(target: IO[bytes], sheets: Iterable[Sheet]) -> None:
    book = Workbook(write_only=True)
    for one in sheets:
        sheet = book.create_sheet(one.title)
        sheet.freeze_panes = "A2"
        for number in range(1, len(one.heading) + 1):
            sheet.column_dimensions[get_column_letter(number)].width = one.width
        sheet.append([_typed(sheet, cell, Font(bold=True)) for cell in one.heading])
        for row in one.rows:
            sheet.append([_typed(sheet, cell) for cell in row])
    book.save(target)


def _typed(sheet: object, cell: Cell, font: Font | None = None) -> WriteOnlyCell:
    """Days and numbers as such; a text is said to be text, so that nothing in it is reckoned."""
    if isinstance(cell, datetime):
        made, shape = WriteOnlyCell(sheet, cell.astimezone(COPENHAGEN).replace(tzinfo=None)), MOMENT
    elif isinstance(cell, date | int):
        made, shape = WriteOnlyCell(sheet, cell), DAY if isinstance(cell, date) else WHOLE
    else:
        made, shape = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", cell or "")), TEXT
        made.data_type = "s"
    made.number_format = shape
    if font is not None:
        made.font = font
    return made


def _sent(target: IO[bytes], name: str, kind: str) -> Response:
    size = target.tell()
    target.seek(0)
    answer = Response(_pieces(target), mimetype=kind)
    answer.call_on_close(target.close)
    answer.content_length = size
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _pieces(target: IO[bytes]) -> Iterator[bytes]:
    with target:
        while piece := target.read(AT_ONCE):
            yield piece
