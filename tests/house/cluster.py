"""A throwaway PostgreSQL cluster from the system's binaries, on a unix socket only; works for root and for anybody else."""

import glob
import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "jit": "off",  # compiling a statement takes longer than running it on a test's few rows
    "max_connections": "200",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
ADVICE = "no PostgreSQL here: apt-get install postgresql"


class NoPostgreSQL(Exception):
    """The system has no PostgreSQL binaries."""


def url(folder: Path, name: str) -> str:
    return f"postgresql+psycopg://sagsflow@/{name}?host={folder}"


def start(folder: Path, options: Mapping[str, str] = OPTIONS) -> None:
    """Makes and starts a cluster in `folder`; it outlives this process, until `stop`."""
    programs = _programs()
    folder.mkdir()
    identity = _unprivileged()
    if identity:
        os.chown(folder, identity["user"], identity["group"])
    data = str(folder / "data")
    _run(
        folder,
        programs / "initdb",
        "-D",
        data,
        "-U",
        "sagsflow",
        "--auth=trust",
        "--no-sync",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    )
    told = " ".join([f"-k {folder}", *(f"-c {name}={value or repr('')}" for name, value in options.items())])
    _run(folder, programs / "pg_ctl", "-D", data, "-l", str(folder / "log"), "-w", "-o", told, "start")


def stop(folder: Path) -> None:
    if (folder / "data" / "postmaster.pid").exists():
        _run(folder, _programs() / "pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")


def _programs() -> Path:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    installed = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))  # noqa: PTH207 - an absolute pattern
    if not installed:
        raise NoPostgreSQL(ADVICE)
    return Path(installed[-1]).parent


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root hands it to another user."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(folder: Path, program: Path, *arguments: str) -> None:
    with (folder.parent / "cluster.output").open("a", encoding="utf-8") as output:
        done = subprocess.run(
            [program, *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
            check=False,
            **_unprivileged(),
        )
    if done.returncode:
        raise RuntimeError(f"{program.name} failed:\n{Path(output.name).read_text(encoding='utf-8')}")
