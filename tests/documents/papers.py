"""Small files of every kind, made here."""

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
JPEG = b"\xff\xd8\xff\xe0" + bytes(16)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PAGE = b"<!doctype html><script>alert(1)</script>"


def archive(*names: str, first: tuple[str, str] | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        if first:
            packed.writestr(*first)
        for name in names:
            packed.writestr(name, "<xml/>")
    return buffer.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
ODT = archive("content.xml", first=("mimetype", "application/vnd.oasis.opendocument.text"))
WITH_MACROS = archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
