"""The virtual environment: made from a lock with hashes, stamped so that an unchanged one costs nothing."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = Path(os.environ.get("VENV") or ".venv")
PIP = ("-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--progress-bar", "off")


class Failed(Exception):
    """pip could not do it; the message holds its own words."""


def prepare(lock: str, *, also_covers: Sequence[str] = ()) -> None:
    """Brings the environment to `lock` and installs the project in it; `also_covers` names locks that it includes."""
    if not _is_sound():
        _make()
    stamps = _read_stamps()
    wanted = _digest(lock)
    if stamps.get(lock) != wanted:
        _install_locked(lock)
        stamps = {name: _digest(name) for name in (lock, *also_covers)}
    project = _digest("pyproject.toml")
    if stamps.get("pyproject.toml") != project or not _bin("sagsflow").exists():
        _install_project()
        stamps["pyproject.toml"] = project
    stamps["root"] = str(ROOT)
    _stamp_file().write_text(json.dumps(stamps, indent=1), encoding="utf-8")


def _folder() -> Path:
    return ROOT / VENV


def _bin(name: str) -> Path:
    return _folder() / "bin" / name


def _stamp_file() -> Path:
    return _folder() / "sagsflow-stamps.json"


def _is_sound() -> bool:
    """A moved checkout or an upgraded Python leaves an environment behind that no longer starts."""
    if not _bin("python").exists() or _read_stamps().get("root", str(ROOT)) != str(ROOT):
        return False
    return (
        subprocess.run(
            [_bin("python"), "-m", "pip", "--version"], capture_output=True, check=False
        ).returncode
        == 0
    )


def _make() -> None:
    print(f"Making {VENV} with Python {sys.version.split()[0]} ...", flush=True)
    shutil.rmtree(_folder(), ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", _folder()], check=True)


def _read_stamps() -> dict[str, str]:
    try:
        stamps: dict[str, str] = json.loads(_stamp_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps


def _digest(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def _install_locked(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    total = sum("==" in line and not line.startswith((" ", "#")) for line in lines)
    command = [str(_bin("python")), *PIP, "--require-hashes", "--only-binary=:all:", "-r", lock]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as pip:
        said = _follow(pip, total)
    if pip.returncode:
        raise Failed("".join(said[-15:]))


def _follow(pip: subprocess.Popen[str], total: int) -> list[str]:
    said: list[str] = []
    found = 0
    for line in pip.stdout or ():
        said.append(line)
        found += line.startswith(("Collecting ", "Requirement already satisfied: "))
        _show_progress(found, total)
    print(f"\r{total} Python packages are in place.{' ' * 30}", flush=True)
    return said


def _show_progress(found: int, total: int) -> None:
    if sys.stdout.isatty():
        filled = min(30, 30 * found // max(total, 1))
        print(f"\rPython packages [{'#' * filled:<30}] {found}/{total}", end="", flush=True)


def _install_project() -> None:
    command = [
        str(_bin("python")),
        *PIP,
        "--quiet",
        "--no-index",
        "--no-build-isolation",
        "--no-deps",
        "--editable",
        ".",
    ]
    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Failed(done.stdout + done.stderr)
