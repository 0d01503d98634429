"""Many papers at once: by the rules of one, printed piece by piece by the worker, sealed, for who asked, and gone after a day."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader
from pypdf.generic import Destination

from sagsflow.batches import printing, queries, service
from sagsflow.batches.models import BatchStatus, PrintBatch, PrintItem
from sagsflow.batches.service import NewBatch
from sagsflow.cases.models import Case
from sagsflow.core.errors import Invalid
from sagsflow.eventlog.models import ReadEntry
from sagsflow.jobs.registry import Duties
from sagsflow.jobs.worker import Worker
from sagsflow.paper import binding
from tests.cast import SCHOOL, Cast, Visit, person
from tests.vera.checker import assert_pdf_ua

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
UNIT = NewBatch("da", "Ledelsen", "Gennemgang", sensitive=False, pathway=None, mine=False)


@pytest.fixture
def refs(cast: Cast) -> list[str]:
    """Three open cases of the team, one of them another worker's, and one of another team."""
    with cast.database.write() as db:
        cast.open_case(db, "oda", number=9)
        return [
            cast.open_case(db, who, number=number).ref
            for number, who in enumerate(("karen", "bo", "karen"), 1)
        ]


def ask(cast: Cast, new: NewBatch = UNIT, who: str = "karen") -> int:
    with cast.database.write() as db:
        return service.ask(db, new, actor=person(who), at=cast.at).id


def work(cast: Cast, pieces: int = 99) -> None:
    """A worker that begins now, and ends after so many pieces."""
    worker = Worker(cast.database, cast.platform.clock, Duties(printing.HANDLERS))
    while pieces and worker.work_once():
        pieces -= 1


def batch_of(cast: Cast, number: int) -> PrintBatch:
    with cast.database.read() as db:
        return db.get_one(PrintBatch, number)


def test_each_case_of_the_unit_is_printed_logged_and_fetched_as_one_file(
    app: Flask, cast: Cast, visit: Visit, refs: list[str]
) -> None:
    karen = visit("karen")
    asked = karen.submit(
        "/batches",
        {"whose": "unit", "bound": "apart", "recipient": "Ledelsen", "purpose": "Gennemgang"},
        button="Begynd at udskrive",
    )
    here = asked.location
    assert "0 af 3 udskrevet" in karen.get(here).text
    work(cast)
    assert "3 af 3 udskrevet" in karen.get(here).text
    packed = zipfile.ZipFile(io.BytesIO(karen.get(f"{here}/papers").data))
    assert packed.namelist() == [f"{ref}.pdf" for ref in refs]
    assert all(packed.read(name).startswith(b"%PDF") for name in packed.namelist())
    with cast.database.read() as db:
        rows = db.scalars(sa.select(ReadEntry).where(ReadEntry.what == "case-printed")).all()
        assert {(row.recipient, row.purpose, row.user_id) for row in rows} == {("Ledelsen", "Gennemgang", 1)}
        assert len({row.case_id for row in rows}) == len(rows) == 3
        assert db.scalars(sa.select(ReadEntry.what)).all().count("batch-fetched") == 1


def test_a_worker_that_ends_in_the_middle_is_followed_by_one_that_goes_on(
    app: Flask, cast: Cast, visit: Visit, refs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "PIECE", 1)
    number = ask(cast)
    while batch_of(cast, number).done < 1:
        work(cast, 1)
    assert batch_of(cast, number).status is BatchStatus.PRINTING
    page, watched = f"/batches/{number}", f'data-progress="/batches/{number}"'
    assert watched in visit("karen").get(page).text
    work(cast)
    assert watched not in visit("karen").get(page).text
    made = batch_of(cast, number)
    assert (made.done, made.refused, made.status) == (3, 0, BatchStatus.READY)


def test_the_papers_are_sealed_and_another_gets_neither_the_page_nor_the_file(
    app: Flask, cast: Cast, visit: Visit, refs: list[str]
) -> None:
    number = ask(cast)
    assert visit("karen").get(f"/batches/{number}/papers").status_code == 404
    work(cast)
    with cast.database.read() as db:
        assert not any(b"%PDF" in (row or b"") for row in db.scalars(sa.select(PrintItem.sealed)))
    for who in ("bo", "lene", "oda", "mette"):
        addresses = (f"/batches/{number}", f"/batches/{number}/papers")
        assert [visit(who).get(address).status_code for address in addresses] == [404, 404]


def test_stopped_at_the_printer_nothing_is_kept_nor_logged(
    app: Flask, cast: Cast, visit: Visit, refs: list[str]
) -> None:
    number = ask(cast)
    karen = visit("karen")
    assert karen.submit(f"/batches/{number}", button="Stop og fjern").status_code == 303
    work(cast)
    stopped = karen.get(f"/batches/{number}").text
    assert "Stoppet" in stopped
    assert "Bestil andre papirer" in stopped
    with cast.database.read() as db:
        assert db.scalars(sa.select(PrintItem)).all() == []
        assert "case-printed" not in db.scalars(sa.select(ReadEntry.what)).all()


def test_what_may_not_be_printed_when_its_turn_comes_is_left_out_and_counted(
    app: Flask, cast: Cast, refs: list[str]
) -> None:
    number = ask(cast)
    with cast.database.write() as db:
        other = cast.open_case(db, "oda", number=8)
        db.scalars(sa.select(PrintItem).where(PrintItem.position == 2)).one().case_id = other.id
    work(cast)
    made = batch_of(cast, number)
    assert (made.done, made.refused, made.status) == (2, 1, BatchStatus.READY)


def test_after_a_day_everything_is_gone(app: Flask, cast: Cast, visit: Visit, refs: list[str]) -> None:
    number = ask(cast)
    with cast.database.write() as db:
        service.remove_old(db, {}, cast.at + timedelta(hours=23))
        assert db.get(PrintBatch, number) is not None
        service.remove_old(db, {}, cast.at + timedelta(hours=24))
    with cast.database.read() as db:
        assert (db.scalars(sa.select(PrintBatch)).all(), db.scalars(sa.select(PrintItem)).all()) == ([], [])
    assert visit("karen").get(f"/batches/{number}").status_code == 404


def test_no_case_and_too_many_are_refused(
    app: Flask, cast: Cast, refs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Invalid, match="no-case"):
        ask(cast, NewBatch("da", "a", "b", sensitive=False, pathway="employment", mine=True))
    monkeypatch.setattr(service, "MOST", 2)
    with pytest.raises(Invalid, match="too-many-cases"):
        ask(cast)


def test_the_papers_come_as_one_pdf_with_a_bookmark_for_each_on_a_sheet_of_its_own(
    app: Flask, cast: Cast, visit: Visit, refs: list[str], tmp_path: Path
) -> None:
    karen = visit("karen")
    asked = karen.submit(
        "/batches",
        {"whose": "unit", "bound": "together", "recipient": "Ledelsen", "purpose": "Gennemgang"},
        button="Begynd at udskrive",
    )
    work(cast)
    assert "Hent PDF" in karen.get(asked.location).text
    file = tmp_path / "papers.pdf"
    file.write_bytes(karen.get(f"{asked.location}/papers").data)
    assert_pdf_ua([file])
    whole = PdfReader(file)
    marks = [mark for mark in whole.outline if isinstance(mark, Destination)]
    begins = [whole.get_destination_page_number(mark) or 0 for mark in marks]
    assert [mark.title for mark in marks] == refs
    assert all(ref in whole.pages[page].extract_text() for ref, page in zip(refs, begins, strict=True))
    assert all(page % 2 == 0 for page in begins)
    with cast.database.read() as db:
        assert db.scalars(sa.select(PrintItem.sealed)).all() == [None] * 3
        assert "batch-fetched" in db.scalars(sa.select(ReadEntry.what)).all()


def test_where_they_cannot_be_put_together_they_are_there_one_by_one(
    app: Flask, cast: Cast, visit: Visit, refs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binding, "MEMORY_BYTES", 1 << 20)
    number = ask(cast, replace(UNIT, together=True))
    work(cast)
    assert (batch_of(cast, number).status, batch_of(cast, number).together) == (BatchStatus.READY, False)
    packed = zipfile.ZipFile(io.BytesIO(visit("karen").get(f"/batches/{number}/papers").data))
    assert len(packed.namelist()) == 3


def test_one_that_is_stopped_while_it_is_put_together_keeps_nothing(
    app: Flask, cast: Cast, refs: list[str]
) -> None:
    number = ask(cast, replace(UNIT, together=True))
    with cast.database.write() as db:
        service.cancel(db, number, actor=person("karen"), at=cast.at)
        service.settle_bound(db, number, b"%PDF")
    assert (batch_of(cast, number).status, batch_of(cast, number).digest) == (BatchStatus.CANCELLED, None)


def test_where_none_may_be_printed_any_more_there_is_nothing_to_put_together(
    app: Flask, cast: Cast, refs: list[str]
) -> None:
    number = ask(cast, replace(UNIT, together=True))
    with cast.database.write() as db:
        db.execute(sa.text("UPDATE membership SET valid_to = '2020-01-01', valid_from = '2019-01-01'"))
    work(cast)
    made = batch_of(cast, number)
    assert (made.done, made.refused, made.status, made.together) == (0, 3, BatchStatus.READY, False)


@pytest.mark.parametrize("bound", ["apart", "together"])
def test_the_paper_of_a_case_whose_consent_was_withdrawn_since_is_not_handed_out(
    app: Flask, cast: Cast, visit: Visit, refs: list[str], bound: str
) -> None:
    with cast.database.write() as db:
        consent = cast.consent(db, refs[0], SCHOOL)
    number = ask(cast, replace(UNIT, together=bound == "together"))
    work(cast)
    cast.clock.advance(timedelta(minutes=5))
    with cast.database.write() as db:
        cast.withdraw(db, refs[0], consent)
    karen = visit("karen")
    page = karen.get(f"/batches/{number}").text
    assert "1 udskrift udleveres ikke" in page
    answer = karen.get(f"/batches/{number}/papers")
    if bound == "together":
        assert "Hent PDF" not in page
        assert (answer.status_code, answer.location) == (303, f"/batches/{number}")
    else:
        assert zipfile.ZipFile(io.BytesIO(answer.data)).namelist() == [f"{ref}.pdf" for ref in refs[1:]]


def test_what_may_not_be_printed_any_more_is_not_handed_out_either(cast: Cast, refs: list[str]) -> None:
    number = ask(cast)
    with cast.database.write() as db:
        rows = db.scalars(sa.select(PrintItem).order_by(PrintItem.position)).all()
        for row in rows:
            row.digest = "0" * 64
        db.get_one(Case, rows[0].case_id).owner_unit_id = SCHOOL
        db.get_one(Case, rows[1].case_id).restricted_at = cast.at
        left = rows[2].case_id
    with cast.database.read() as db:
        batch = db.get_one(PrintBatch, number)
        assert queries.cases_in(db, batch, person("karen"), cast.at) == [left]
        assert queries.cases_in(db, batch, person("oda"), cast.at) == []
