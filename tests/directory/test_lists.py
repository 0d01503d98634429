"""Lists are read in from CSV, XLSX and HSDS: shown row by row with faults, and written only when somebody confirms."""

import io
import zipfile

import openpyxl
import pytest
import sqlalchemy as sa

from sagsflow.core.errors import Invalid, NotFound
from sagsflow.directory.importing import service
from sagsflow.directory.importing.tables import rows_of
from sagsflow.directory.models import Capacity, Offer, OfferImport
from sagsflow.eventlog.models import Event
from sagsflow.jobs.models import Job
from sagsflow.jobs.registry import Duties
from sagsflow.jobs.worker import Worker
from tests.cast import JOBS, SCHOOL, Cast, Visit, person

LIST = (
    "Navn;Enhed;Delaftale;Alder fra;Alder til;Plads;Ventetid;Nummer\n"
    "Jobklub;Jobhjælpen;Beskæftigelse;18;30;venteliste;3 uger;J1\n"
    "Lektiecafé;Testskolen;;6;16;ledig;;L1\n"
    "Uden enhed;Findes ikke;;;;;;\n"
    ";Testskolen;Månerejser;gammel;;måske;;\n"
).encode()


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (
        ["Navn", "Enhed", "Alder fra"],
        ["=1+1", "Testskolen", 6.0],
        [None],
        ["Café", "Testskolen", 6.0],
    ):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _hsds() -> bytes:
    tables = {
        "organizations.csv": "id,name\no1,Testskolen\n",
        "services.csv": "id,organization_id,name,status,minimum_age,wait_time\n"
        's1,o1,"Cafe, and homework",active,6.0,about a month\ns2,o1,Old,defunct,,\n',
        "phones.csv": "id,service_id,number\np1,s1,12345678\n",
        "languages.csv": "id,service_id,name\nl1,s1,Danish\nl2,s1,Arabic\n",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, text in tables.items():
            packed.writestr(f"hsds/{name}", text)
    return target.getvalue()


def _take_in(cast: Cast, data: bytes, who: str = "adam", name: str = "liste.csv") -> int:
    with cast.database.write() as db:
        return service.take_in(db, name, data, SCHOOL, actor=person(who), at=cast.at).id


def _faults(cast: Cast, import_id: int) -> dict[int, list[tuple[str, str]]]:
    with cast.database.read() as db:
        kept = db.get_one(OfferImport, import_id)
        return {row.number: row.faults for row in service.meant_rows(kept)}


def _confirm_and_work(cast: Cast, import_id: int, who: str = "adam") -> None:
    with cast.database.write() as db:
        service.confirm(db, import_id, actor=person(who), at=cast.at)
    worker = Worker(cast.database, cast.clock, Duties(service.HANDLERS))
    while worker.work_once():
        pass


def _offers(cast: Cast) -> list[Offer]:
    with cast.database.read() as db:
        return list(db.scalars(sa.select(Offer).order_by(Offer.name)).unique())


def test_each_row_tells_every_fault_and_nothing_is_in_the_directory_yet(cast: Cast) -> None:
    import_id = _take_in(cast, LIST)
    assert _offers(cast) == []
    assert _faults(cast, import_id) == {
        2: [],
        3: [],
        4: [("unit", "unit-unknown")],
        5: [
            ("capacity", "capacity"),
            ("name", "missing"),
            ("sub_agreement", "sub_agreement-unknown"),
            ("age_from", "age"),
        ],
    }


def test_the_good_rows_are_in_the_directory_when_somebody_has_confirmed_them(cast: Cast) -> None:
    _confirm_and_work(cast, _take_in(cast, LIST))
    jobs, school = _offers(cast)
    assert (jobs.unit_id, jobs.capacity, jobs.waiting_weeks) == (JOBS, Capacity.WAITING_LIST, 3)
    assert (school.unit_id, school.capacity, school.age_to) == (SCHOOL, Capacity.OPEN, 16)
    with cast.database.read() as db:
        kinds = db.scalars(sa.select(Event.kind).order_by(Event.seq)).all()
        job = db.scalars(sa.select(Job)).one()
    assert kinds[-3:] == ["offers-import-confirmed", "offer-added", "offer-added"]
    assert (job.done, job.total) == (2, 2)


def test_the_same_list_again_changes_what_is_there(cast: Cast) -> None:
    _confirm_and_work(cast, _take_in(cast, LIST))
    _confirm_and_work(cast, _take_in(cast, LIST.replace(b"Jobklub", b"Jobklubben")))
    assert [offer.name for offer in _offers(cast)] == ["Jobklubben", "Lektiecafé"]


def test_a_workbook_is_read_and_a_formula_is_not_carried_out(cast: Cast) -> None:
    import_id = _take_in(cast, _workbook(), name="liste.xlsx")
    assert _faults(cast, import_id) == {2: [("name", "missing")], 3: []}
    _confirm_and_work(cast, import_id)
    assert [(offer.name, offer.age_from) for offer in _offers(cast)] == [("Café", 6)]


def test_open_referral_tables_are_put_together(cast: Cast) -> None:
    import_id = _take_in(cast, _hsds(), name="hsds.zip")
    assert _faults(cast, import_id) == {2: [], 3: [("capacity", "gone")]}
    _confirm_and_work(cast, import_id)
    (offer,) = _offers(cast)
    assert (offer.name, offer.unit_id, offer.phone) == ("Cafe, and homework", SCHOOL, "12345678")
    assert (offer.languages, offer.age_from, offer.description) == ("Danish, Arabic", 6, "about a month")


def test_a_leader_reads_in_her_own_unit_s_offers_only(cast: Cast) -> None:
    faults = _faults(cast, _take_in(cast, LIST, "grete"))
    assert (faults[2], faults[3]) == ([("unit", "not-yours")], [])


def test_a_list_is_its_sender_s_alone_and_is_confirmed_once(cast: Cast) -> None:
    import_id = _take_in(cast, LIST)
    with cast.database.write() as db, pytest.raises(NotFound):
        service.confirm(db, import_id, actor=person("grete"), at=cast.at)
    _confirm_and_work(cast, import_id)
    with cast.database.write() as db, pytest.raises(NotFound):
        service.confirm(db, import_id, actor=person("adam"), at=cast.at)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"Navn;Enhed\n", "empty"),
        (b"PK\x03\x04 not a zip at all", "empty"),
        (b"x" * (2 * 1024 * 1024 + 1), "too-large"),
        (b"navn\n" + b"a\n" * 2_001, "too-many"),
        (b'navn;b\n"aldrig lukket', "unreadable"),
    ],
    ids=["nothing", "heading only", "broken zip", "too large", "too many", "broken quotes"],
)
def test_what_is_no_list_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rows_of(data)
    assert refusal.value.fields == {"file": code}


def test_a_zip_that_would_fill_the_memory_is_not_unpacked() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("services.csv", b"0" * (41 * 1024 * 1024))
    with pytest.raises(Invalid) as refusal:
        rows_of(target.getvalue())
    assert refusal.value.fields == {"file": "too-large"}


def test_the_pages_lead_from_the_file_to_the_directory(cast: Cast, visit: Visit) -> None:
    adam = visit("adam")
    answer = adam.submit(
        "/offers/lists/new", {"file": (io.BytesIO(LIST), "liste.csv")}, action="/offers/lists/new"
    )
    assert answer.location == "/offers/lists/1"
    page = adam.get("/offers/lists/1").text
    assert "Der er ingen enhed med dette navn." in page
    adam.submit("/offers/lists/1", action="/confirm")
    assert "0 af 2" in adam.get("/offers/lists/1").text
    worker = Worker(cast.database, cast.clock, Duties(service.HANDLERS))
    while worker.work_once():
        pass
    assert "Listen er læst ind." in adam.get("/offers/lists/1").text
    assert visit("karen").get("/offers/lists/new").status_code == 403
