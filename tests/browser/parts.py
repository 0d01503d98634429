"""What a page is built of: each element in its surroundings. Pages of one view that are built alike look alike."""

from html.parser import HTMLParser

EMPTY = frozenset("area base br col embed hr img input link meta source track wbr".split())
# Of other attributes the value is a word, an address or a number: how an element looks and what it is hangs on these.
TELLING = {"role", "type", "scope", "tabindex", "aria-current", "aria-live", "aria-expanded", "aria-hidden"}
Attributes = list[tuple[str, str | None]]


def parts_of(html: str) -> frozenset[str]:
    """Each element with its attributes, as it stands within everything around it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return frozenset(reader.parts)


def surroundings_of(html: str) -> frozenset[str]:
    """The same without attributes: what styles are chosen by."""
    return frozenset(part.partition(" [")[0] for part in parts_of(html))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: set[str] = set()
        self._around: list[str] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        classes = sorted(next((value or "" for name, value in attrs if name == "class"), "").split())
        self._around.append(".".join([tag, *classes]))
        told = sorted(f"{name}={value}" if name in TELLING else name for name, value in attrs)
        self.parts.add(f"{'>'.join(self._around)} [{' '.join(told)}]")
        if tag in EMPTY:
            self._around.pop()

    def handle_endtag(self, tag: str) -> None:
        if any(_is(tag, one) for one in self._around):
            while not _is(tag, self._around.pop()):
                pass


def _is(tag: str, element: str) -> bool:
    return element.partition(".")[0] == tag
