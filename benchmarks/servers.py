"""Both sides behind the production server, each in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from config import ROOT

THREADS = 8
PATIENCE = 60.0


@contextmanager
def ours(url: str) -> Iterator[int]:
    """`sagsflow serve`, as an installation runs it, on a free port."""
    port = _free_port()
    settings = {"SAGSFLOW_DATABASE_URL": url, "SAGSFLOW_PORT": str(port), "SAGSFLOW_THREADS": str(THREADS)}
    code = "from sagsflow.cli import main; main(['serve'])"
    with _running([sys.executable, "-c", code], settings, port):
        yield port


@contextmanager
def floor(file: Path) -> Iterator[int]:
    port = _free_port()
    settings = {"FLOOR_FILE": str(file), "FLOOR_PORT": str(port), "FLOOR_THREADS": str(THREADS)}
    with _running([sys.executable, "-m", "benchmarks.floor_app"], settings, port):
        yield port


@contextmanager
def _running(command: list[str], settings: Mapping[str, str], port: int) -> Iterator[None]:
    environment = {**os.environ, **settings}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _await(process, port)
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}: {process.args!r}")
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not answer")


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port
