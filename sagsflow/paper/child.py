"""The process that prints: it knows WeasyPrint and the fonts, takes HTML over its one socket and answers with a PDF.

Run as a file in isolated mode, never imported by the application: it shares no memory, files, network or secrets with it.
"""

import resource
import socket
import struct
import sys
import unicodedata
from collections.abc import Callable
from io import BytesIO
from typing import Any

LENGTH = struct.Struct(">Q")
READY, PDF, MEMORY, DEEP, BROKEN = b"r", b"p", b"m", b"d", b"b"
REPLACEMENT = "\N{LOZENGE}"  # U+FFFD itself breaks the text of the PDF


class Ended(Exception):
    """The other side has closed the socket."""


def main() -> None:
    cpu_seconds, memory_bytes, output_bytes = (int(argument) for argument in sys.argv[1:4])
    with socket.socket(fileno=0) as wire:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        try:
            write_pdf = _printer(wire)
        except Ended:
            return
        except Exception as error:  # noqa: BLE001 - whatever keeps the libraries from loading is said to the other side
            _send(wire, BROKEN, f"{type(error).__name__}: {error}".encode())
            return
        # From here on nothing can be written to any file: a print needs none.
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        _send(wire, READY, b"")
        while _serve(wire, write_pdf, cpu_seconds, output_bytes):
            pass


def _printer(wire: socket.socket) -> Callable[[str], bytes]:
    import weasyprint  # noqa: PLC0415 - slow, and what fails here must be told over the wire
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - the same
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - the same

    css = _receive(wire).decode()
    known: set[int] = set(map(ord, "\n\t\r"))
    for _ in range(LENGTH.unpack(_exactly(wire, LENGTH.size))[0]):
        known.update(TTFont(BytesIO(_receive(wire))).getBestCmap())
    fetcher = weasyprint.URLFetcher(allowed_protocols=["data"])
    fonts = FontConfiguration()
    faces = weasyprint.CSS(string=css, font_config=fonts, url_fetcher=fetcher)

    def write_pdf(html: str) -> bytes:
        page = weasyprint.HTML(string=legible(html, known), url_fetcher=fetcher)
        pdf: bytes = page.write_pdf(stylesheets=[faces], font_config=fonts, pdf_variant="pdf/ua-1")
        return pdf

    write_pdf("<html lang='da'><title>-</title><p>a<b>b</b><i>c</i> \u0633 <svg width='1' height='1'></svg>")
    return write_pdf


def legible(text: str, known: set[int]) -> str:
    """Signs that no font here has (emoji, say) become a lozenge; invisible ones vanish."""
    text = unicodedata.normalize("NFC", text)
    unknown = {ord(character) for character in set(text)} - known
    if not unknown:
        return text
    return text.translate({code: "" if _invisible(chr(code)) else REPLACEMENT for code in unknown})


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in {"Cf", "Cc", "Mn", "Me"}


def _serve(
    wire: socket.socket, write_pdf: Callable[[str], bytes], cpu_seconds: int, output_bytes: int
) -> bool:
    """One job; False when there are no more or this process should not do another."""
    try:
        html = _receive(wire).decode()
    except Ended:
        return False
    spent = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(spent.ru_utime + spent.ru_stime) + 1 + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    kind, answer = _attempt(write_pdf, html)
    if len(answer) > output_bytes:
        kind, answer = MEMORY, b""
    _send(wire, kind, answer)
    return kind == PDF


def _attempt(write_pdf: Callable[[str], bytes], html: str) -> tuple[bytes, bytes]:
    try:
        return PDF, write_pdf(html)
    except MemoryError:
        return MEMORY, b""
    except RecursionError:
        return DEEP, b""
    except Exception as error:  # noqa: BLE001 - the kind of fault goes back; its text may hold personal data and does not
        return BROKEN, type(error).__name__.encode()


def _send(wire: Any, kind: bytes, body: bytes) -> None:
    wire.sendall(kind + LENGTH.pack(len(body)))
    wire.sendall(body)


def _receive(wire: Any) -> bytes:
    return _exactly(wire, LENGTH.unpack(_exactly(wire, LENGTH.size))[0])


def _exactly(wire: Any, count: int) -> bytes:
    body = bytearray()
    while len(body) < count:
        part = wire.recv(min(count - len(body), 1 << 20))
        if not part:
            raise Ended
        body += part
    return bytes(body)


if __name__ == "__main__":
    main()
