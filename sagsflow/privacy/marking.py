"""Marks what in a passage may be about somebody else: a help to the eye of whoever reviews an answer, never a decision."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from sagsflow.residents.names import tokens

WORD = re.compile(r"[^\W\d_][\w'’-]*")
SENTENCE_END = re.compile(r"(?:^|[.!?:;»«\"”“(\n]|\s[–-])\s*$")
NUMBER = re.compile(r"(?<!\d)(?:\d{6}[\s-]?\d{4}|(?:\d{2}\s?){4})(?!\d)", re.ASCII)
# Capitalised in the middle of a Danish sentence and nobody's name.
NOBODY = frozenset({"i", "de", "dem", "deres", "jeg", "cpr", "sms", "mitid", "nav", "eboks", "sagsflow"})


@dataclass(frozen=True, slots=True)
class Known:
    """Folded words: the resident's own names, other people's that are known, and those of places, units and organisations."""

    own: frozenset[str]
    others: frozenset[str]
    places: frozenset[str]

    @classmethod
    def of(cls, own: Collection[str], others: Collection[str], places: Collection[str]) -> "Known":
        return cls(_folded(own), _folded(others), _folded(places))


def marks(text: str, known: Known) -> tuple[str, ...]:
    """The words and numbers that somebody has to look at, in the order in which they stand; each once."""
    found = [match.group() for match in WORD.finditer(text) if _is_suspect(match, text, known)]
    found += [match.group().strip() for match in NUMBER.finditer(text)]
    return tuple(dict.fromkeys(found))


def _is_suspect(match: re.Match[str], text: str, known: Known) -> bool:
    word = match.group()
    folded = tokens(word)
    if word.lower() in NOBODY or not folded or folded <= known.own:
        return False
    if folded & known.others or tokens(word.removesuffix("s")) & known.others:
        return True
    if not word[0].isupper() or word.isupper() or folded <= known.places:
        return False
    return not SENTENCE_END.search(text[: match.start()])


def _folded(names: Collection[str]) -> frozenset[str]:
    return frozenset(word for name in names for word in tokens(name))
