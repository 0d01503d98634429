"""A long answer is divided: everything stands in it once, in its order, under its titles."""

from datetime import date

import pytest

from sagsflow.privacy.printing import Elsewhere, Entry, Line, PaperPart, Section
from sagsflow.privacy.volumes import ENTRY_LETTERS, volumes

ASIDE = Elsewhere("Skolen", 2, date(2026, 3, 1))
LONG = ENTRY_LETTERS + len("Tekst") + 100


def _part(title: str, *sizes: int) -> PaperPart:
    sections = tuple(
        Section(
            f"{title}.{place}", tuple(Entry(f"{title}.{place}.{n}", _lines(100)) for n in range(1, size + 1))
        )
        for place, size in enumerate(sizes, start=1)
    )
    return PaperPart(title, sections, (ASIDE,))


def _lines(letters: int) -> tuple[Line, ...]:
    return (Line("Tekst", "å" * letters, typed=True),)


PARTS = (_part("A", 3, 2), _part("B"), _part("C", 4))


@pytest.mark.parametrize("entries", [1, 2, 3, 4, 7, 50])
def test_every_entry_stands_once_in_its_order_under_its_titles(entries: int) -> None:
    found = volumes(PARTS, entries * LONG)
    told = [
        (part.title, section.title, entry.title)
        for volume in found
        for part in volume
        for section in part.sections
        for entry in section.entries
    ]
    assert told == [(p.title, s.title, e.title) for p in PARTS for s in p.sections for e in s.entries]
    assert all(0 < _entries(volume) <= entries for volume in found if entries > 1)


def _entries(volume: tuple[PaperPart, ...]) -> int:
    return sum(len(section.entries) for part in volume for section in part.sections)


@pytest.mark.parametrize("entries", [1, 2, 3, 50])
def test_what_stands_elsewhere_and_a_part_without_anything_are_told_once(entries: int) -> None:
    parts = [part for volume in volumes(PARTS, entries * LONG) for part in volume]
    assert [part.title for part in parts if part.elsewhere] == ["A", "B", "C"]
    assert [part.title for part in parts if not part.sections] == ["B"]


def test_a_short_answer_is_one_volume_as_it_was() -> None:
    assert list(volumes(PARTS)) == [PARTS]


def test_an_entry_longer_than_a_volume_stands_alone_and_whole() -> None:
    entries = tuple(Entry(str(n), _lines(size)) for n, size in enumerate((10, 5_000, 10)))
    found = volumes([PaperPart("A", (Section("S", entries),))], 1_000)
    assert [[entry.title for entry in volume[0].sections[0].entries] for volume in found] == [
        ["0"],
        ["1"],
        ["2"],
    ]
