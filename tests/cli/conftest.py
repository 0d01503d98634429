"""The command line as a person at a shell meets it, on the test's own database."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from sagsflow.cli import main
from tests.house.databases import StartingPoint
from tests.tasks.world import WORLD


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def starting_point() -> StartingPoint:
    return WORLD


@pytest.fixture
def sagsflow(database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`sagsflow("log", "verify")`: runs the command on the test's database."""
    monkeypatch.setenv("SAGSFLOW_DATABASE_URL", database_url)

    def run(*arguments: str) -> Said:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        said = capsys.readouterr()
        return Said(int(str(ended.value.code)), said.out, said.err)

    return run
