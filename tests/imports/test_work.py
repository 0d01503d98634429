"""Large files are the worker's, a refused row leaves nothing, and what nobody reads in is forgotten."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sagsflow.accounts.models import Membership
from sagsflow.eventlog.models import Event
from sagsflow.files.models import StoredFile
from sagsflow.imports.models import CaseImport, Doing, ImportStage
from sagsflow.imports.service import taking
from sagsflow.imports.work import handlers
from sagsflow.jobs.registry import Duties
from sagsflow.jobs.worker import Worker
from sagsflow.organisations.models import Plan
from tests.cast import PEOPLE, Cast, Visit
from tests.imports.sheets import AISHA, BENT, csv_of, kept, press, residents, send

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
MANY = csv_of(
    *(f"Beboer{number};Nummer{number};1.1.1980" for number in range(taking.AT_HAND + 1)),
    heading="Fornavn;Efternavn;Adresse",
)


def _work(cast: Cast) -> None:
    worker = Worker(cast.database, cast.clock, Duties(handlers(cast.platform)))
    while worker.work_once():
        pass


def test_a_large_file_is_checked_and_read_in_by_the_worker(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    page = send(lene, MANY)
    assert "Rækkerne bliver tjekket." in lene.get(page).text
    _work(cast)
    drop = lene.form(page, action="/drop")
    assert "Den bliver læst ind." in press(lene, page, "/read-in")
    busy = lene.post(drop.action, data=drop.filled({}, ""), follow_redirects=True)
    assert "Der er allerede noget i gang med filen." in busy.text
    _work(cast)
    assert len(residents(cast)) == taking.AT_HAND + 1
    assert kept(cast).stage is ImportStage.WRITTEN


def test_the_worker_goes_on_where_somebody_stopped_waiting(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    send(lene, csv_of(AISHA))
    with cast.database.write() as db:
        taking.ask(db, db.get_one(CaseImport, 1), Doing.WRITE, at=cast.at)
    cast.clock.advance(taking.NET)
    _work(cast)
    assert residents(cast) == ["Aisha Testesen"]


def test_who_may_not_any_more_reads_nothing_in(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    page = send(lene, MANY)
    _work(cast)
    press(lene, page, "/read-in")
    with cast.database.write() as db:
        db.get_one(Membership, PEOPLE["lene"][0]).valid_to = (cast.at - timedelta(days=1)).date()
    _work(cast)
    assert (residents(cast), kept(cast).outcome) == ([], {"problem": "no-right"})


def test_a_row_that_is_refused_leaves_nothing_of_the_others(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    page = send(lene, csv_of(BENT, AISHA))
    with cast.database.write() as db:
        db.execute(sa.update(Plan).values(end_year=2025))
    said = press(lene, page, "/read-in")
    assert "Række 3: Der er ingen plan for denne periode." in said
    assert residents(cast) == []


def test_a_file_that_nobody_reads_in_is_gone_after_a_day(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    page = send(lene, csv_of(AISHA))
    cast.clock.advance(timedelta(hours=24))
    with cast.database.write() as db:
        taking.forget_old(db, {}, cast.at)
    with cast.database.read() as db:
        assert db.scalars(sa.select(StoredFile)).all() == []
        assert db.scalars(sa.select(Event.kind).order_by(Event.seq.desc())).first() == "import-dropped"
    assert "Filens indhold er slettet her." in visit("lene").get(page).text
