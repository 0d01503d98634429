"""Many summaries at once: the same rules and the same log as for one, on several printers, and no paper twice."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from sagsflow.cases.printing import Wish
from sagsflow.cli.batch import Batch, carry_out
from sagsflow.eventlog.models import ReadEntry
from sagsflow.paper.batch import print_many
from sagsflow.paper.errors import PaperTooLarge
from tests.cast import CAST, Cast, cast, person
from tests.house.databases import StartingPoint

__all__ = ["cast"]
SQLITE = pytest.mark.parametrize("database_system", ["sqlite"])
PAGE = "<html lang='da'><title>Prøve</title><p>{}</p>"


@pytest.fixture
def starting_point() -> StartingPoint:
    return CAST


def run(cast: Cast, folder: Path, refs: list[str]) -> Batch:
    folder.mkdir(exist_ok=True)
    wish = Wish("Bestyrelsen", "Stikprøve", "da", task_words={})
    made = Batch(cast.platform, person("karen"), wish, folder, cast.at, {}, [])
    carry_out(made, refs, 2)
    return made


@SQLITE
def test_each_is_printed_and_logged_as_one_is_and_another_team_s_is_not(
    app: Flask, cast: Cast, tmp_path: Path
) -> None:
    with cast.database.write() as db:
        own = [cast.clarifying(db, number=number).ref for number in (1, 2, 3)]
        other = cast.open_case(db, "oda", number=4).ref
    with app.app_context():
        made = run(cast, tmp_path / "papers", [*own, other, "BSV-2026-9999"])
    assert sorted(path.name for path in (tmp_path / "papers").iterdir()) == [f"{ref}.pdf" for ref in own]
    assert made.refused == [other, "BSV-2026-9999"]
    with cast.database.read() as db:
        rows = db.scalars(sa.select(ReadEntry).where(ReadEntry.what == "case-printed")).all()
    assert {(row.recipient, row.purpose) for row in rows} == {("Bestyrelsen", "Stikprøve")}
    assert len({row.case_id for row in rows}) == len(rows) == 3


def test_the_order_is_kept_and_one_that_cannot_be_printed_stops_nobody() -> None:
    pages = [(str(number), PAGE.format(number)) for number in range(6)]
    pages[2] = ("2", PAGE.format("x" * 9_000_000))
    made = list(print_many(iter(pages), printers=2))
    assert [name for name, _paper in made] == list("012345")
    assert [type(paper) for _name, paper in made].count(bytes) == 5
    assert isinstance(made[2][1], PaperTooLarge)
