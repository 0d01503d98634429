"""HTML as a strict parser reads it."""

from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element

import html5lib


@dataclass(frozen=True)
class Document:
    """A parsed page and what was wrong with its markup."""

    root: Element
    errors: list[str]


@lru_cache(
    maxsize=8
)  # a page is looked over when it comes, and then read for its forms and rows: parsed once for both
def parse(html: str) -> Document:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    errors = [f"line {place[0]}: {code} {details or ''}".strip() for place, code, details in parser.errors]
    return Document(root, errors)


def text_of(element: Element) -> str:
    """All text in an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())
