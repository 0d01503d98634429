"""The application's hold on one printing process: start it, give it a job, wait no longer than agreed, end it."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sagsflow.paper.child import BROKEN, DEEP, LENGTH, MEMORY, PDF, READY
from sagsflow.paper.errors import PaperFailed, PaperTooLarge
from sagsflow.paper.fonts import font_css, measured

CHILD = Path(__file__).with_name("child.py")
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
NO_FONTS = "<fontconfig><cachedir>{folder}</cachedir></fontconfig>"
REFUSALS = {MEMORY: "took-too-much-memory", DEEP: "too-deep"}
START_SECONDS = 30
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one print may take, and how many prints one process makes before a fresh one takes its place."""

    cpu_seconds: int = 20
    wall_seconds: float = 30
    memory_bytes: int = 1024 * MIB
    html_bytes: int = 8 * MIB
    pdf_bytes: int = 32 * MIB
    jobs: int = 100


class Child:
    """One printing process. It has its own folder for temporary files and a font list without the machine's fonts."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._jobs = 0
        self._ready = False
        self._folder = Path(tempfile.mkdtemp(prefix="sagsflow-paper-"))
        ours, theirs = socket.socketpair()
        with theirs:
            self._wire = ours
            self._process = subprocess.Popen(
                [sys.executable, "-I", str(CHILD), *self._arguments()],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                env=self._environment(),
                start_new_session=True,
            )

    def print(self, html: bytes) -> bytes:
        """The PDF. After a refusal the process is of no more use: end it."""
        if not self._ready:
            self._warm()
        self._jobs += 1
        kind, answer = self._ask([LENGTH.pack(len(html)), html], self._limits.wall_seconds)
        if kind == PDF:
            return answer
        if kind in REFUSALS:
            raise PaperTooLarge(REFUSALS[kind])
        raise PaperFailed("broken", kind=answer.decode())

    @property
    def is_worn(self) -> bool:
        return self._jobs >= self._limits.jobs

    def end(self) -> None:
        """Ends the process at once and leaves nothing behind; doing it twice is no harm."""
        self._process.kill()
        self._process.wait()
        self._wire.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def let_go(self) -> None:
        """In a forked copy of the application: close what was inherited, and leave the process to its owner."""
        self._wire.close()
        self._process.returncode = 0

    def _warm(self) -> None:
        css = font_css().encode()
        parts = [LENGTH.pack(len(css)), css, LENGTH.pack(len(measured()))]
        for font in measured():
            parts += [LENGTH.pack(len(font)), font]
        kind, answer = self._ask(parts, START_SECONDS)
        if kind == BROKEN:
            raise PaperFailed("not-installed", error=answer.decode())
        assert kind == READY
        self._ready = True

    def _ask(self, parts: list[bytes], seconds: float) -> tuple[bytes, bytes]:
        deadline = time.monotonic() + seconds
        try:
            for part in parts:
                self._wire.settimeout(seconds)
                self._wire.sendall(part)
            head = self._receive(1 + LENGTH.size, deadline)
            return head[:1], self._receive(LENGTH.unpack(head[1:])[0], deadline)
        except TimeoutError:
            raise PaperTooLarge("took-too-long") from None
        except OSError:
            raise self._death() from None

    def _receive(self, count: int, deadline: float) -> bytes:
        body = bytearray()
        while len(body) < count:
            self._wire.settimeout(max(deadline - time.monotonic(), 0.001))
            part = self._wire.recv(min(count - len(body), MIB))
            if not part:
                raise self._death()
            body += part
        return bytes(body)

    def _death(self) -> PaperFailed | PaperTooLarge:
        """Why the process ended by itself: the kernel ends one that has used up its time or cannot get memory."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        self._process.kill()
        status = self._process.wait()
        by_limit = {-24: "took-too-long", -9: "took-too-much-memory", -6: "took-too-much-memory"}
        if status in by_limit:
            return PaperTooLarge(by_limit[status])
        return PaperFailed("ended", status=status)

    def _arguments(self) -> list[str]:
        limits = self._limits
        return [str(limits.cpu_seconds), str(limits.memory_bytes), str(limits.pdf_bytes)]

    def _environment(self) -> dict[str, str]:
        fonts, home = self._folder / "fonts.conf", str(self._folder)
        fonts.write_text(NO_FONTS.format(folder=home), encoding="utf-8")
        passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        return {**passed, "LANG": "C.UTF-8", "HOME": home, "TMPDIR": home, "FONTCONFIG_FILE": str(fonts)}
