"""HTML as a strict parser reads it."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib


@dataclass(frozen=True)
class Document:
    """A parsed page and what was wrong with its markup."""

    root: Element
    errors: list[str]


def parse(html: str) -> Document:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    errors = [f"line {place[0]}: {code} {details or ''}".strip() for place, code, details in parser.errors]
    return Document(root, errors)


def text_of(element: Element) -> str:
    """All text in an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())
