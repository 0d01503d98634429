"""Which kinds of file are taken, told by what stands in them and never by their name."""

import io
import zipfile
from enum import Enum

ODT_MARK = b"mimetype" + b"application/vnd.oasis.opendocument.text"
MACROS = ("vbaProject.bin", "Basic/", "Scripts/")


class FileKind(Enum):
    """A kind is (media type, ending)."""

    PDF = ("application/pdf", "pdf")
    PNG = ("image/png", "png")
    JPEG = ("image/jpeg", "jpg")
    DOCX = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
    XLSX = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
    ODT = ("application/vnd.oasis.opendocument.text", "odt")

    def __init__(self, media_type: str, ending: str) -> None:
        self.media_type = media_type
        self.ending = ending


BEGINNINGS = {
    b"%PDF-": FileKind.PDF,
    b"\x89PNG\r\n\x1a\n": FileKind.PNG,
    b"\xff\xd8\xff": FileKind.JPEG,
}
OFFICE = {"word/document.xml": FileKind.DOCX, "xl/workbook.xml": FileKind.XLSX}


def kind_of(content: bytes) -> FileKind | None:
    """None for everything else: pages, scripts, drawings (SVG), archives, programs, and office files with macros."""
    for beginning, kind in BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    return _office(content) if content.startswith(b"PK\x03\x04") else None


def _office(content: bytes) -> FileKind | None:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if any(mark in name for name in names for mark in MACROS):
        return None
    if "mimetype" in names and content[30:].startswith(ODT_MARK):
        return FileKind.ODT
    return next((kind for name, kind in OFFICE.items() if name in names), None)
