"""The typefaces of every print, as CSS that carries them inside: nothing of the machine's own fonts is used."""

import base64
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "static" / "fonts"
LATIN = "IBM Plex Sans"
ARABIC = "IBM Plex Sans Arabic"
FACES = (
    (LATIN, "normal", 400, "IBMPlexSans-Regular.woff2"),
    (LATIN, "italic", 400, "IBMPlexSans-Italic.woff2"),
    (LATIN, "normal", 600, "IBMPlexSans-SemiBold.woff2"),
    (LATIN, "normal", 700, "IBMPlexSans-Bold.woff2"),
    (ARABIC, "normal", 400, "IBMPlexSansArabic-Regular.woff2"),
    (ARABIC, "normal", 700, "IBMPlexSansArabic-Bold.woff2"),
)


@cache
def font_css() -> str:
    """One @font-face rule per face; its address is the font itself."""
    return "\n".join(_face(*face) for face in FACES)


@cache
def measured() -> tuple[bytes, ...]:
    """One file per family: together they tell which characters can be printed."""
    return tuple(
        (FOLDER / file).read_bytes() for _, style, weight, file in FACES if (style, weight) == ("normal", 400)
    )


def _face(family: str, style: str, weight: int, file: str) -> str:
    font = base64.b64encode((FOLDER / file).read_bytes()).decode()
    return (
        f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight}; '
        f"src: url(data:font/woff2;base64,{font}) format('woff2') }}"
    )
