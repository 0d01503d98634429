"""The words that a resident reads, or has read to her, before she consents: data files, by version and language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent / "texts"
DANISH, LANGUAGES = "da", ("da", "en", "ar")
LATEST = max((path.name for path in FOLDER.iterdir() if path.name.isdecimal()), key=int)


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it; the file's further words of the part stand in `more` (name, words)."""

    heading: str
    text: str
    more: tuple[tuple[str, str], ...] = ()

    def word(self, name: str) -> str:
        return dict(self.more)[name]


@dataclass(frozen=True, slots=True)
class Wording:
    """One version in one language. `receipt` has the title of the receipt as its heading."""

    version: str
    language: str
    valid_from: date
    title: str
    intro: str
    to_whom: Part
    what: Part
    why: Part
    how_long: Part
    child: Part
    withdraw: Part
    rights: Part
    complain: Part
    sign: Part
    receipt: Part


PARTS = ("to_whom", "what", "why", "how_long", "child", "withdraw", "rights", "complain", "sign")
HEADING, TEXT = frozenset({"heading", "title"}), frozenset({"text", "intro"})


def versions() -> Sequence[str]:
    """Every version there is, the oldest first."""
    return sorted((path.name for path in FOLDER.iterdir() if path.name.isdecimal()), key=int)


def exists(version: str, language: str) -> bool:
    return version in versions() and language in LANGUAGES


@cache
def wording(version: str, language: str) -> Wording:
    """Call it only with what `exists`."""
    raw = YAML(typ="safe", pure=True).load(
        (FOLDER / version / f"{language}.yaml").read_text(encoding="utf-8")
    )
    return Wording(
        version=raw["version"],
        language=raw["language"],
        valid_from=raw["valid_from"],
        title=raw["title"],
        intro=raw["intro"],
        receipt=_part(raw["receipt"]),
        **{name: _part(raw[name]) for name in PARTS},
    )


def _part(raw: dict[str, str]) -> Part:
    heading = next(text for name, text in raw.items() if name in HEADING)
    text = next((text for name, text in raw.items() if name in TEXT), "")
    more = tuple((name, words) for name, words in raw.items() if name not in HEADING | TEXT)
    return Part(heading, text, more)
