"""How wide words are drawn, and where to break them, without asking any font: a little wide, so that nothing is clipped."""

from functools import lru_cache

NARROW = frozenset("iljtfrI.,:;'|!()[] -–»«/")
WIDE = frozenset("mwMWæÆœ@%—…")
NARROW_EM, WIDE_EM, CAPITAL_EM, USUAL_EM, BOLD = 0.36, 0.95, 0.73, 0.61, 1.13
REMEMBERED = 4096  # the words of a few dozen pathways; they are wrapped for every page that shows one


def width(text: str, size: float, *, bold: bool = False) -> float:
    """An upper estimate of the width of `text` at a font size, for the sans-serif fonts that the pages use."""
    ems = sum(_em(letter) for letter in text)
    return ems * size * (BOLD if bold else 1.0)


@lru_cache(REMEMBERED)
def wrap(text: str, size: float, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """Lines that fit into `room`; a word that is too long by itself is broken with a hyphen."""
    lines: list[str] = []
    for whole in text.split():
        pieces = _pieces(whole, size, room, bold=bold)
        for index, word in enumerate(pieces):
            longer = f"{lines[-1]} {word}" if lines and index == 0 else ""
            if longer and width(longer, size, bold=bold) <= room:
                lines[-1] = longer
            else:
                lines.append(word)
    return tuple(lines)


def _pieces(word: str, size: float, room: float, *, bold: bool) -> list[str]:
    pieces: list[str] = []
    while width(word, size, bold=bold) > room and len(word) > 3:
        cut = len(word) - 1
        while cut > 2 and width(word[:cut] + "-", size, bold=bold) > room:
            cut -= 1
        pieces.append(word[:cut] + "-")
        word = word[cut:]
    return [*pieces, word]


def _em(letter: str) -> float:
    if letter in NARROW:
        return NARROW_EM
    if letter in WIDE:
        return WIDE_EM
    return CAPITAL_EM if letter.isupper() else USUAL_EM
