"""What Sagsflow needs from the machine itself, how to see whether it is there, and how to get it."""

import ctypes
import glob
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

APT = ("apt-get", "install", "--yes", "--no-install-recommends")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Missing(Exception):
    """Something that this program may not install itself; the message says which one line does it."""


@dataclass(frozen=True)
class Need:
    """A Debian package and the test that says whether what it brings is here already."""

    package: str
    is_here: Callable[[], bool]
    gives: str


def _library(name: str) -> Callable[[], bool]:
    def is_here() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return is_here


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _has_postgresql() -> bool:
    return bool(shutil.which("initdb") or glob.glob("/usr/lib/postgresql/*/bin/initdb"))  # noqa: PTH207 - an absolute pattern


def _has_venv() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


def _has_jaxb() -> bool:
    return os.path.exists("/usr/share/java/jaxb-runtime.jar")  # noqa: PTH110 - one question, no path kept


TO_RUN = (
    Need(f"python3.{sys.version_info.minor}-venv", _has_venv, "virtual environments"),
    Need("libpango-1.0-0", _library("libpango-1.0.so.0"), "text in PDFs"),
    Need("libpangoft2-1.0-0", _library("libpangoft2-1.0.so.0"), "text in PDFs"),
    Need("libharfbuzz-subset0", _library("libharfbuzz-subset.so.0"), "fonts in PDFs"),
)
TO_TEST = (
    Need("chromium", _program(*BROWSERS), "tests in a browser"),
    Need("postgresql", _has_postgresql, "tests on PostgreSQL"),
    Need("default-jre-headless", _program("java"), "PDF/UA tests"),
    Need("libjaxb-java", _has_jaxb, "PDF/UA tests"),
)


def require(needs: Iterable[Need]) -> None:
    """Installs what is missing; raises Missing when it may not, or when that did not help."""
    missing = [need for need in needs if not need.is_here()]
    if not missing:
        return
    packages = [need.package for need in missing]
    prefix = _right_to_install()
    if prefix is None or not _install(prefix, packages):
        raise Missing(advice(packages))
    still_missing = [need.package for need in missing if not need.is_here()]
    if still_missing:
        raise Missing(advice(still_missing))


def wish_for(needs: Iterable[Need]) -> None:
    """Like `require`, package by package, but what cannot be had is only named: its tests say that they are skipped."""
    for need in needs:
        try:
            require([need])
        except Missing as missing:
            print(f"Without {need.package} the {need.gives} are skipped. {missing}", file=sys.stderr)


def advice(packages: Sequence[str]) -> str:
    return f"Install it with: sudo apt-get update && sudo apt-get install --yes {' '.join(packages)}"


def _right_to_install() -> tuple[str, ...] | None:
    """The words to put before apt-get, or None when this user may not install."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ()
    if shutil.which("sudo") and _succeeds(("sudo", "-n", "true")):
        return ("sudo", "-n")
    return None


def _install(prefix: tuple[str, ...], packages: Sequence[str]) -> bool:
    print(f"Installing {', '.join(packages)} ...", flush=True)
    command = (*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *APT, *packages)
    if _succeeds(command):
        return True
    _succeeds((*prefix, "apt-get", "update"))
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
    return done.returncode == 0


def _succeeds(command: Sequence[str]) -> bool:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
