"""The project's own files, as git knows them: committed, or about to be."""

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from config import ROOT

CODE = ("sagsflow", "config.py", "wsgi.py", "tests", "tools", "benchmarks")
VENDORED = ("sagsflow/static/", "tests/browser/vendor/")
BINARY = {".png", ".woff2", ".woff", ".ttf", ".pdf", ".ico", ".jpg", ".gz"}


@cache
def all_files() -> tuple[Path, ...]:
    """Relative paths of every file that is not ignored."""
    listed = subprocess.run(
        [shutil.which("git") or "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(sorted({Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()}))


def modules(*under: str) -> Iterator[Path]:
    """Python modules below the given folders, or files."""
    for path in all_files():
        if path.suffix == ".py" and any(path.is_relative_to(place) for place in under or CODE):
            yield path


def templates() -> Iterator[Path]:
    yield from (path for path in all_files() if path.is_relative_to("templates") and path.suffix == ".html")


def own_texts() -> Iterator[Path]:
    """Everything that somebody here wrote or will read, vendored files left out."""
    for path in all_files():
        if path.suffix not in BINARY and not path.as_posix().startswith(VENDORED):
            yield path


def read(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def lines(path: Path) -> list[str]:
    return read(path).splitlines()
