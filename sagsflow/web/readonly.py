"""A part of a page as a picture of itself: the same words, and nothing in it that can be followed, pressed or filled in."""

from html import escape
from html.parser import HTMLParser

from markupsafe import Markup

VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr"})
DOORS = {"a": "span", "form": "div", "button": "span", "summary": "p", "details": "div", "h1": "p"}
DROPPED = frozenset({"input", "select", "textarea", "script", "dialog"})
KEPT = frozenset({"class", "dir", "lang"})


def without_doors(html: str) -> Markup:
    """Links and buttons become plain text, fields go, folds stand open, and the one h1 makes way for the page around it."""
    reader = _Copy()
    reader.feed(html)
    reader.close()
    return Markup("".join(reader.parts))  # noqa: S704 - made of markup that the templates have escaped already


class _Copy(HTMLParser):
    """Copies tags as they stand, except those that lead somewhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self.dropping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DROPPED:
            if tag not in VOID:
                self.dropping.append(tag)
        elif self.dropping:
            return
        elif tag in DOORS:
            kept = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs if name in KEPT)
            self.parts.append(f"<{DOORS[tag]}{kept}>")
        else:
            self.parts.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.dropping and tag not in DROPPED:
            self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if self.dropping:
            if tag == self.dropping[-1]:
                self.dropping.pop()
        elif tag not in DROPPED:
            self.parts.append(f"</{DOORS.get(tag, tag)}>")

    def handle_data(self, data: str) -> None:
        if not self.dropping:
            self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")
