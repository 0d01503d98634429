"""Compiles the dkfds theme and copies the fonts, icons and licences that Sagsflow ships.

Run only when the theme changes: `.venv/bin/python tools/theme/build.py`. Needs npm; running Sagsflow does not.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent.parent / "sagsflow" / "static"
PACKAGES = ("dkfds@11.2.0", "sass@1.92.0", "@fontsource/ibm-plex-sans-arabic@5.2.8")
SANS_FACES = ("Regular", "Italic", "SemiBold", "SemiBoldItalic", "Bold")
ARABIC_FACES = {"400": "Regular", "700": "Bold"}
ICONS = frozenset(
    "arrow-back arrow-downward arrow-forward arrow-upward assignment attach-file bookmark business "
    "calendar-month chat check checklist chevron-down chevron-left chevron-right chevron-up close copy delete "
    "document download drag-pan edit email error file-pdf flag flag-fill folder forward groups help home "
    "hourglass info language link list-check location lock menu minus more-vert notifications open-in-new "
    "person person-add person-remove persons plus print refresh reply save search send settings share star "
    "science subdirectory-arrow-right success summary sync time tune upload visibility visibility-off warning".split()
)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        workshop = Path(folder)
        _run("npm", "install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", *PACKAGES)
        modules = workshop / "node_modules"
        _compile_theme(modules)
        _copy_icons(modules / "dkfds")
        _copy_fonts(modules)
        _copy_text(modules / "dkfds" / "LICENSE.md", STATIC / "css" / "dkfds.LICENSE.md")
    return 0


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=sys.stderr)


def _compile_theme(modules: Path) -> None:
    target = STATIC / "css" / "dkfds.css"
    target.parent.mkdir(parents=True, exist_ok=True)
    sass = modules / "sass" / "sass.js"
    flags = ("--style=compressed", "--no-source-map", "--quiet", f"--load-path={modules}")
    _run("node", str(sass), *flags, str(HERE / "theme.scss"), str(target))
    css = target.read_text(encoding="utf-8-sig")
    target.write_text(css, encoding="utf-8")
    if "@font-face" in css:
        raise SystemExit("The theme brings its own font faces; keep them in sagsflow/static/css/fonts.css.")
    for name in sorted(set(re.findall(r"svg-icons/([\w-]+)\.svg", css))):
        source = modules / "dkfds" / "dist" / "img" / "svg-icons" / f"{name}.svg"
        _copy(source, STATIC / "img" / "svg-icons" / source.name)


def _copy_icons(dkfds: Path) -> None:
    """One sprite with only the icons in ICONS, each a <symbol> with its dkfds name as id."""
    sprite = (dkfds / "dist" / "img" / "all-svg-icons.svg").read_text(encoding="utf-8")
    symbols = dict(re.findall(r'(?s)(?=<symbol id="([\w-]+)")(<symbol.*?</symbol>)', sprite))
    missing = ICONS - symbols.keys()
    if missing:
        raise SystemExit(f"Icons not in the sprite: {', '.join(sorted(missing))}")
    body = "\n".join(symbols[name] for name in sorted(ICONS))
    text = f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'
    (STATIC / "img" / "icons.svg").write_text(text, encoding="utf-8")
    _copy_text(dkfds / "LICENSE.md", STATIC / "img" / "icons.LICENSE.md")


def _copy_fonts(modules: Path) -> None:
    fonts = STATIC / "fonts"
    plex = modules / "dkfds" / "src" / "fonts" / "IBMPlexSans" / "complete" / "woff2"
    for face in SANS_FACES:
        _copy(plex / f"IBMPlexSans-{face}.woff2", fonts / f"IBMPlexSans-{face}.woff2")
    _copy_text(plex / "license.txt", fonts / "IBMPlexSans.LICENSE.txt")
    arabic = modules / "@fontsource" / "ibm-plex-sans-arabic"
    for weight, face in ARABIC_FACES.items():
        source = arabic / "files" / f"ibm-plex-sans-arabic-arabic-{weight}-normal.woff2"
        _copy(source, fonts / f"IBMPlexSansArabic-{face}.woff2")
    _copy_text(arabic / "LICENSE", fonts / "IBMPlexSansArabic.LICENSE.txt")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _copy_text(source: Path, target: Path) -> None:
    """With our line ends: git would otherwise change the file behind our back."""
    target.write_text(source.read_text(encoding="utf-8-sig").replace("\r\n", "\n"), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
