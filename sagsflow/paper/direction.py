"""Which way a text runs: the printer does not find out by itself."""

import unicodedata


def direction_of(text: str) -> str:
    """By its first letter; "ltr" where there is none."""
    strong = (unicodedata.bidirectional(character) for character in text)
    return "rtl" if next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") != "L" else "ltr"
