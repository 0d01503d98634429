"""The process that binds papers into one: tagged as they are (PDF/UA-1), with a bookmark for each and each on a sheet of its own.

Run as a file in isolated mode, never imported by the application. Over its input come the title, the language, and of each paper
its name and its PDF; over its output goes one PDF.
"""

import resource
import struct
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    TextStringObject,
)

LENGTH = struct.Struct(">Q")
METADATA = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<pdfuaid:part>1</pdfuaid:part>"
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
    '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)


class Volume:
    """The PDF that grows. `next_parent` numbers what the content of pages says of its place in the structure."""

    def __init__(self, title: str, language: str) -> None:
        self._writer = PdfWriter()
        self._writer.pdf_header = "%PDF-1.7"
        self._writer.add_metadata({"/Title": title})
        self._next_parent = 0
        self._parents, self._parts = ArrayObject(), ArrayObject()
        parents = _dictionary({"/Nums": self._parents})
        tree = _dictionary({"/Type": NameObject("/StructTreeRoot"), "/ParentTree": self._add(parents)})
        whole = _dictionary(
            {
                "/Type": NameObject("/StructElem"),
                "/S": NameObject("/Document"),
                "/P": self._add(tree),
                "/K": self._parts,
            }
        )
        self._whole = self._add(whole)
        tree[NameObject("/K")] = ArrayObject([self._whole])
        described = _dictionary(
            {
                "/Lang": TextStringObject(language),
                "/Metadata": self._add(_metadata(title)),
                "/StructTreeRoot": tree.indirect_reference or NullObject(),
                "/MarkInfo": _dictionary({"/Marked": BooleanObject(value=True)}),
                "/ViewerPreferences": _dictionary({"/DisplayDocTitle": BooleanObject(value=True)}),
            }
        )
        self._writer.root_object.update(described)

    def add(self, name: str, pdf: bytes) -> None:
        """A paper with an odd number of pages gets an empty one: printed on both sides, no sheet holds two residents."""
        with PdfReader(BytesIO(pdf)) as paper:
            first, shift = len(self._writer.pages), self._next_parent
            for page in paper.pages:
                added = self._writer.add_page(page)
                _set(added, "/StructParents", _number(page["/StructParents"]) + shift)
                for annotation in added.get("/Annots", ()):
                    own = annotation.get_object()
                    _set(own, "/StructParent", _number(own["/StructParent"]) + shift)
            self._bind(paper.root_object["/StructTreeRoot"], shift)
        self._writer.add_outline_item(title=name, page_number=first)
        if len(self._writer.pages) % 2:
            self._writer.add_blank_page()

    def written(self) -> bytes:
        whole = BytesIO()
        self._writer.write(whole)
        return whole.getvalue()

    def _bind(self, structure: Any, shift: int) -> None:
        """What the paper says of its own structure becomes a part of the whole."""
        for number, places in _pairs(iter(structure["/ParentTree"]["/Nums"])):
            key = _number(number) + shift
            self._next_parent = max(self._next_parent, key + 1)
            self._parents += [NumberObject(key), self._add(places.get_object().clone(self._writer))]
        for child in structure["/K"]:
            part = child.clone(self._writer)
            part.get_object().update({NameObject("/P"): self._whole, NameObject("/S"): NameObject("/Part")})
            self._parts.append(part)

    def _add(self, thing: PdfObject) -> IndirectObject:
        return self._writer._add_object(thing)  # noqa: SLF001 - the library has no other door for a part of the structure


def main() -> None:
    cpu_seconds, memory_bytes = (int(argument) for argument in sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    parts = _parts(sys.stdin.buffer)
    volume = Volume(next(parts).decode(), next(parts).decode())
    for name, pdf in _pairs(parts):
        volume.add(name.decode(), pdf)
    sys.stdout.buffer.write(volume.written())


def _parts(wire: IO[bytes]) -> Iterator[bytes]:
    while head := wire.read(LENGTH.size):
        yield wire.read(LENGTH.unpack(head)[0])


def _pairs(found: Iterator[Any]) -> Iterator[tuple[Any, Any]]:
    return zip(found, found, strict=True)


def _dictionary(entries: dict[str, PdfObject]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in entries.items()})


def _metadata(title: str) -> PdfObject:
    written = DecodedStreamObject()
    written.set_data(METADATA.format(title=escape(title)).encode())
    written.update(_dictionary({"/Type": NameObject("/Metadata"), "/Subtype": NameObject("/XML")}))
    return written


def _set(holder: Any, key: str, number: int) -> None:
    holder[NameObject(key)] = NumberObject(number)


def _number(value: Any) -> int:
    return int(value)


if __name__ == "__main__":
    main()
