"""Many papers as one PDF with bookmarks, made in a process of its own with limits of time and memory."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from sagsflow.paper.binder import LENGTH
from sagsflow.paper.errors import PaperFailed

BINDER = Path(__file__).with_name("binder.py")
CPU_SECONDS = 300
MEMORY_BYTES = 2 << 30


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
