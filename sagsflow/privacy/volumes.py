"""Divides an answer that is too long for one print into volumes, which are printed apart and bound together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sagsflow.privacy.printing import Entry, PaperPart, Section

LETTERS = 100_000  # some thirty pages
ENTRY_LETTERS = 200  # the room of an entry's lines beside its text


@dataclass(frozen=True, slots=True)
class _Piece:
    """An entry with the part and the section that it stands in, by number; None for a part in which nothing stands."""

    part: int
    section: int
    entry: Entry | None

    @property
    def letters(self) -> int:
        lines = self.entry.lines if self.entry is not None else ()
        return ENTRY_LETTERS + sum(len(line.label) + len(line.text) for line in lines)


def volumes(parts: Sequence[PaperPart], letters: int = LETTERS) -> Sequence[tuple[PaperPart, ...]]:
    """Everything once and in its order, at most so many letters in each volume, except where one entry is longer. A part and a
    section that go on in the next volume have their title there too."""
    return [_bound(parts, pieces) for pieces in _cut(_pieces(parts), letters)]


def _pieces(parts: Sequence[PaperPart]) -> Iterator[_Piece]:
    for number, part in enumerate(parts):
        if not part.sections:
            yield _Piece(number, 0, None)
        for place, section in enumerate(part.sections):
            yield from (_Piece(number, place, entry) for entry in section.entries)


def _cut(pieces: Iterator[_Piece], letters: int) -> Iterator[Sequence[_Piece]]:
    volume: list[_Piece] = []
    filled = 0
    for piece in pieces:
        if volume and filled + piece.letters > letters:
            yield volume
            volume, filled = [], 0
        volume.append(piece)
        filled += piece.letters
    yield volume


def _bound(parts: Sequence[PaperPart], pieces: Sequence[_Piece]) -> tuple[PaperPart, ...]:
    return tuple(
        _part(parts[number], list(found)) for number, found in groupby(pieces, lambda piece: piece.part)
    )


def _part(part: PaperPart, pieces: Sequence[_Piece]) -> PaperPart:
    """What stands elsewhere is told once, where the part begins."""
    sections = tuple(
        Section(part.sections[number].title, tuple(piece.entry for piece in found if piece.entry))
        for number, found in groupby((piece for piece in pieces if piece.entry), lambda piece: piece.section)
    )
    whole = part.sections[0].entries[0] if part.sections else None
    return replace(part, sections=sections, elsewhere=part.elsewhere if pieces[0].entry is whole else ())
