"""Kept figures, made anew and checked from a shell."""

import pytest
import sqlalchemy as sa

from sagsflow.cases.models import Case
from sagsflow.core.database import Database
from tests.cli.conftest import Run
from tests.house.databases import StartingPoint
from tests.overview.town import TOWN


@pytest.fixture
def starting_point() -> StartingPoint:
    return TOWN


def test_the_shell_makes_them_anew_and_finds_one_that_is_wrong(
    database: Database, sagsflow: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "nothing is kept" in sagsflow("figures", "verify").out
    monkeypatch.setenv("SAGSFLOW_FIGURES_KEPT_FROM", "100")
    assert "are kept, as of" in sagsflow("figures", "rebuild").out
    assert "are what the rows say" in sagsflow("figures", "verify").out
    with database.write() as db:
        db.execute(sa.update(Case).where(Case.state == "follow_up").values(state="clarifying"))
    said = sagsflow("figures", "verify")
    assert said.status == 1
    assert "differs: plan 1, support, coordinated" in said.out
