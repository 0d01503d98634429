"""One folder per test run, shared by its worker processes, and what must be cleared away when the run ends."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.house import cluster

VARIABLE = "SAGSFLOW_TEST_RUN"
MEMORY = Path("/dev/shm")  # noqa: S108 - copying a database in memory takes a tenth of the time
ROOM_WANTED = 4 * 1024**3


def folder() -> Path:
    """The run's folder, the same in every worker."""
    return Path(os.environ[VARIABLE])


@contextmanager
def once(name: str) -> Iterator[bool]:
    """Holds the run-wide lock `name`; the value says whether the work was done before, and it counts as done at exit."""
    done = folder() / f"{name}.done"
    with (folder() / f"{name}.lock").open("a", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield done.exists()
        done.touch()


def _roomy_memory() -> Path | None:
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_WANTED else None


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    path = tempfile.mkdtemp(prefix="sagsflow-tests-", dir=_roomy_memory())
    Path(path).chmod(0o711)
    os.environ[VARIABLE] = path


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or VARIABLE not in os.environ:
        return
    cluster.stop(folder() / "cluster")
    shutil.rmtree(os.environ.pop(VARIABLE), ignore_errors=True)
