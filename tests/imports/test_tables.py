"""A spreadsheet is read by what is in it, and what is hostile or ambiguous is refused by name."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from sagsflow.core.errors import Invalid
from sagsflow.files.tables import MAX_BYTES, MAX_ROWS, from_text, read
from tests.imports.sheets import csv_of, saved, workbook


def _with(part: str, text: bytes, data: bytes | None = None) -> bytes:
    """A workbook in which one part is replaced, or added."""
    target = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(data or workbook(["Navn", "By"], ["Aisha", "Viborg"])))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            if name != part:
                packed.writestr(name, source.read(name))
        packed.writestr(part, text)
    return target.getvalue()


def _merged() -> bytes:
    book = openpyxl.Workbook()
    for row in (["Beboere 2026"], ["Navn", "By"], ["Aisha", "Viborg"], ["Bent", None]):
        book.active.append(row)
    book.active.merge_cells("A1:B1")
    book.active.merge_cells("B3:B4")
    return saved(book)


def _far_away() -> bytes:
    part, data = "xl/worksheets/sheet1.xml", workbook(["Navn", "By"], ["Aisha", "Viborg"])
    sheet = zipfile.ZipFile(io.BytesIO(data)).read(part)
    return _with(part, sheet.replace(b'<row r="2"', b'<row r="999999999999"'), data)


def test_of_far_too_many_rows_no_more_are_read_than_show_that_they_are() -> None:
    data = csv_of(*["a;b"] * 50_000)
    assert MAX_ROWS < len(from_text(data).lines) < MAX_ROWS + 50


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [";", ",", "\t"], ids=["semicolon", "comma", "tab"])
def test_text_is_read_as_it_was_written(encoding: str, sign: str) -> None:
    text = f"Navn{sign}By\r\n\r\nÆgir Ødegård{sign}Århus\r\n"
    table = read(text.encode(encoding))
    assert list(table.heading) == ["Navn", "By"]
    assert [(line.number, list(line.cells)) for line in table.lines] == [(3, ["Ægir Ødegård", "Århus"])]


def test_a_workbook_gives_days_and_whole_numbers_as_text_under_its_own_row_numbers() -> None:
    rows: tuple[list[object], ...] = (
        ["Beboerliste"],
        ["Navn", "Født", "Tlf"],
        [],
        ["Aisha", date(1990, 5, 14), 12345678.0],
    )
    table = read(workbook(*rows))
    assert list(table.heading) == ["Navn", "Født", "Tlf"]
    assert [(line.number, list(line.cells)) for line in table.lines] == [
        (4, ["Aisha", "1990-05-14", "12345678"])
    ]


def test_a_formula_that_nobody_has_reckoned_is_not_read_as_an_empty_cell() -> None:
    (line,) = read(workbook(["Navn", "By"], ["Aisha", '=CONCAT("Vi","borg")'])).lines
    assert (list(line.cells), line.unread) == (["Aisha"], frozenset({1}))


def test_a_title_merged_above_the_heading_does_no_harm_and_merged_rows_are_refused() -> None:
    with pytest.raises(Invalid) as refused:
        read(_merged())
    assert (refused.value.fields, refused.value.details) == ({"file": "merged"}, {"ref": "B3:B4"})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"Navn;By\n", "empty"),
        (b"x" * (MAX_BYTES + 1), "too-large"),
        (csv_of(*["a;b"] * 2_001), "too-many"),
        (b'Navn;By\n"aldrig lukket', "unreadable"),
        (b"PK\x03\x04 no zip at all", "unreadable"),
        (b"%PDF-1.7\n\0\0", "unreadable"),
        (b"\xd0\xcf\x11\xe0 an old one", "old-workbook"),
        (_with("xl/vbaProject.bin", b"Sub Auto_Open()"), "not-a-table"),
        (_with("xl/media/image1.bin", b"0" * (41 * 1024 * 1024)), "too-large"),
        (_with("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'), "dangerous"),
        (_with("xl/worksheets/sheet1.xml", b"<worksheet><sheetData>"), "unreadable"),
        (_far_away(), "empty"),
    ],
    ids=[
        *("nothing", "heading only", "too large", "too many", "open quotes", "no zip", "a paper", "old"),
        *("macros", "a bomb", "entities", "torn", "a row beyond the last"),
    ],
)
def test_what_is_no_table_is_refused_by_name(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(data)
    assert refused.value.fields == {"file": code}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nothing_beyond_the_last_column_is_lost_without_a_word(kind: str) -> None:
    wide = [f"c{number}" for number in range(61)]
    data = csv_of(";".join(wide), heading=";".join(wide)) if kind == "csv" else workbook(wide, wide)
    with pytest.raises(Invalid) as refused:
        read(data)
    assert refused.value.fields == {"file": "too-wide"}


def test_characters_that_nobody_sees_are_left_out_of_cells() -> None:
    (line,) = read("Navn;By\r\nA\x01i\u202esha;Vi\x1bborg".encode()).lines
    assert list(line.cells) == ["Aisha", "Viborg"]
