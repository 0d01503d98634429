"""Tells whether a page speaks the language it says: what it shows is looked up in the catalogs' other language."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from html.parser import HTMLParser

from babel.messages.pofile import read_po

from sagsflow.web.language import FOLDER

SPOKEN = ("aria-label", "title", "placeholder", "alt")
UNSPOKEN = {"script", "style", "option", "textarea", "bdi"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")
LETTERS = re.compile(r"[^\W\d_]")
ENOUGH = 12


class _Reader(HTMLParser):
    """Collects what is read on a page: its text, and the words of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in UNSPOKEN
        self.said += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in UNSPOKEN

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def in_another_language(page: str, language: str) -> list[str]:
    """Phrases that the catalogs know as words of the other language only."""
    reader = _Reader()
    reader.feed(page)
    phrases = {" ".join(said.split()) for said in reader.said}
    exact, patterns = _foreign(language)
    return sorted(phrase for phrase in phrases if phrase in exact or (phrase and patterns.fullmatch(phrase)))


@cache
def _foreign(language: str) -> tuple[frozenset[str], re.Pattern[str]]:
    english, danish = zip(*_pairs(), strict=True)
    foreign, own = (english, danish) if language == "da" else (danish, english)
    words = (
        {" ".join(phrase.split()) for phrase in foreign} - {" ".join(phrase.split()) for phrase in own} - {""}
    )
    plain = frozenset(phrase for phrase in words if not PLACEHOLDER.search(phrase))
    return plain, re.compile("|".join(_pattern(phrase) for phrase in sorted(words - plain) if _tells(phrase)))


def _pairs() -> Iterator[tuple[str, str]]:
    for path in sorted(FOLDER.glob("*/da/LC_MESSAGES/messages.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="da"):
                yield from zip(_forms(message.id), _forms(message.string), strict=False)


def _forms(said: str | Sequence[str] | None) -> Sequence[str]:
    """A phrase, or its singular and plural."""
    return (said,) if isinstance(said, str) else tuple(said or ())


def _tells(phrase: str) -> bool:
    return len(LETTERS.findall(PLACEHOLDER.sub("", phrase))) >= ENOUGH


def _pattern(phrase: str) -> str:
    return ".+".join(re.escape(part) for part in PLACEHOLDER.split(phrase))
