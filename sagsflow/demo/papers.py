"""The papers that the demo's people bring: a page of plain words as the smallest PDF that readers open."""

LINE = 24
TOP = 780


def page(*lines: str) -> bytes:
    """One A4 page in Helvetica; only letters of Western Europe."""
    said = "\n".join(f"{_text(line)} Tj 0 -{LINE} Td" for line in lines)
    drawn = f"BT /F1 14 Tf 60 {TOP} Td\n{said}\nET".encode("cp1252")
    return _assemble(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )


def _text(line: str) -> str:
    escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"({escaped})"


def _assemble(*objects: bytes) -> bytes:
    """Numbers the objects and writes the table of where each begins."""
    content, begins = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        begins.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % begin for begin in begins)
    count = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, table)
    return (
        content
        + head
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(content))
    )
