"""Many papers as one PDF with bookmarks, made in a process of its own with limits of time and memory."""

import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

from sagsflow.paper.batch import print_many
from sagsflow.paper.binder import LENGTH
from sagsflow.paper.errors import PaperFailed
from sagsflow.paper.render import render_pdf

BINDER = Path(__file__).with_name("binder.py")
CPU_SECONDS = 300
MEMORY_BYTES = 2 << 30


def print_bound(pages: Sequence[tuple[str, str]], *, title: str, language: str) -> bytes:
    """One paper of (name, HTML) volumes, each within what one print may take, printed on every core. Raises PaperTooLarge or
    PaperFailed."""
    if len(pages) == 1:
        return render_pdf(pages[0][1])
    return bind(_all(pages), title=title, language=language)


def _all(pages: Sequence[tuple[str, str]]) -> Iterable[tuple[str, bytes]]:
    for name, printed in print_many(pages):
        if not isinstance(printed, bytes):
            raise printed
        yield name, printed


def bind(papers: Iterable[tuple[str, bytes]], *, title: str, language: str) -> bytes:
    """The papers in their order, each a tagged PDF of ours with the name of its bookmark. One of them at a time is in memory
    here, then the whole. Raises PaperFailed."""
    limits = [str(CPU_SECONDS), str(MEMORY_BYTES)]
    with subprocess.Popen(
        [sys.executable, "-I", str(BINDER), *limits],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as binder:
        assert binder.stdin is not None
        assert binder.stdout is not None
        try:
            _hand_over(binder.stdin, papers, title, language)
        except BrokenPipeError:
            binder.kill()
        whole = binder.stdout.read()
    if binder.returncode:
        raise PaperFailed("ended", status=binder.returncode)
    return whole


def _hand_over(wire: IO[bytes], papers: Iterable[tuple[str, bytes]], title: str, language: str) -> None:
    for part in (title.encode(), language.encode()):
        wire.write(LENGTH.pack(len(part)) + part)
    for name, pdf in papers:
        for part in (name.encode(), pdf):
            wire.write(LENGTH.pack(len(part)))
            wire.write(part)
    wire.close()
