"""`sagsflow seed` at a shell."""

import pytest

from tests.cli.conftest import Run, sagsflow
from tests.demo.conftest import SEEDED
from tests.house.databases import EMPTY, StartingPoint

__all__ = ["sagsflow"]


@pytest.fixture
def starting_point() -> StartingPoint:
    return EMPTY


def test_it_says_what_was_added_and_the_log_can_be_verified(sagsflow: Run) -> None:
    seeded = sagsflow("seed", "--cases", "12", "--seed", "3")
    assert seeded.status == 0, seeded.err
    assert seeded.out.startswith("12 cases with ")
    assert sagsflow("log", "verify").status == 0


@pytest.mark.parametrize(
    "wrong", [("--cases", "0"), ("--cases", "many"), ("--cases", "5", "--days", "9000"), ()]
)
def test_nonsense_is_refused_before_anything_is_written(sagsflow: Run, wrong: tuple[str, ...]) -> None:
    refused = sagsflow("seed", *wrong)
    assert refused.status == 2
    assert "Usage" in refused.err


class TestWithRealData:
    """A database that is already at work."""

    @pytest.fixture
    def starting_point(self) -> StartingPoint:
        return SEEDED

    def test_production_is_refused(self, sagsflow: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SAGSFLOW_MODE", "production")
        monkeypatch.setenv("SAGSFLOW_SECRET", "a secret of this test that nobody else knows")
        refused = sagsflow("seed", "--cases", "5")
        assert refused.status == 1
        assert "production" in refused.err
