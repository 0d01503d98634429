"""A list as a file holds what its page shows, all of it, harmless to a spreadsheet, and the read log names whom it names."""

import csv
import io
import json
import tracemalloc
from collections.abc import Sequence
from datetime import datetime

import pytest
import sqlalchemy as sa
from defusedxml import ElementTree
from openpyxl import load_workbook

from sagsflow.access.topics import Topic
from sagsflow.directory import service as directory
from sagsflow.directory.importing.tables import rows_of
from sagsflow.directory.models import Capacity
from sagsflow.directory.service import Content, Room
from sagsflow.eventlog.models import Event, ReadEntry
from sagsflow.eventlog.reading import cases_in
from sagsflow.web.spreadsheet import download
from tests.cast import JOBS, Cast, Visit, person


@pytest.fixture
def refs(cast: Cast) -> list[str]:
    """Thirty of Karen's cases, more than a page."""
    with cast.database.write() as db:
        return [cast.clarifying(db, number=number).ref for number in range(1, 31)]


def lines(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def sheet(data: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True))


def last_readings(cast: Cast) -> Sequence[ReadEntry]:
    with cast.database.read() as db:
        return db.scalars(sa.select(ReadEntry).order_by(ReadEntry.id.desc())).all()


def test_a_file_holds_every_page_of_the_list_and_names_each_case_in_the_log(
    cast: Cast, visit: Visit, refs: list[str]
) -> None:
    answer = visit("karen").get("/exports/cases")
    assert answer.data.startswith("\ufeffSag;Beboer;Forløb;Trin;".encode())
    assert sorted(line[0] for line in lines(answer.data)[1:]) == sorted(refs)
    entry = last_readings(cast)[0]
    assert (entry.what, len(cases_in(entry.shown))) == ("case-list-exported", 30)


def test_a_file_is_narrowed_as_its_page_is(visit: Visit, refs: list[str]) -> None:
    karen = visit("karen")
    found = karen.submit("/cases", {"q": refs[3]}, action="/cases", button="")
    narrowed = lines(karen.get(f"/exports{found.location}").data)
    assert [line[0] for line in narrowed[1:]] == [refs[3]]
    assert len(lines(karen.get("/exports/cases?show=closed").data)) == 1


def test_in_a_workbook_a_day_is_a_day_and_a_formula_is_text(
    cast: Cast, visit: Visit, refs: list[str]
) -> None:
    with cast.database.write() as db:
        db.execute(sa.text("UPDATE resident SET given_name = '=1+1' WHERE id = 1"))
    answer = visit("karen").get("/exports/cases?file=xlsx")
    assert (answer.mimetype or "").endswith("spreadsheetml.sheet")
    rows = sheet(answer.data)
    assert len(rows) == 31
    assert isinstance(rows[1][10], datetime)
    book = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    names = [cell for cell in book["B"] if str(cell.value).startswith("=1+1")]
    assert [cell.data_type for cell in names] == ["s"]
    assert "'=1+1" in visit("karen").get("/exports/cases").text


def test_nobody_takes_out_more_than_she_may_see(cast: Cast, visit: Visit, refs: list[str]) -> None:
    with cast.database.write() as db:
        cast.consent(db, refs[0], JOBS, Topic.CORE)
    assert [line[0] for line in lines(visit("jette").get("/exports/cases").data)[1:]] == [refs[0]]
    assert visit("mette").get("/exports/cases").status_code == 404
    assert visit("karen").get("/exports/citizenship").status_code == 404
    assert visit("karen").get("/exports/referrals").status_code == 403


def test_a_protected_resident_stands_without_name_and_area(cast: Cast, visit: Visit, refs: list[str]) -> None:
    with cast.database.write() as db:
        db.execute(sa.text("UPDATE resident SET protected_from = '2026-01-01'"))
    row = lines(visit("karen").get("/exports/cases").data)[1]
    assert (row[1], row[8]) == ("Beskyttet beboer", "")


def test_consents_referrals_and_tasks_have_files_too(cast: Cast, visit: Visit, refs: list[str]) -> None:
    with cast.database.write() as db:
        cast.consent(db, refs[0], JOBS, Topic.CORE, expires_on=(cast.at.date().replace(day=28)))
        cast.refer(db, refs[0], JOBS)
    consents = lines(visit("karen").get("/exports/consents?show=soon").data)
    assert [(line[0], line[2]) for line in consents[1:]] == [(refs[0], "Jobhjælpen")]
    referrals = lines(visit("jette").get("/exports/referrals").data)
    assert [(line[0], line[3]) for line in referrals[1:]] == [(refs[0], "Jobhjælpen")]
    assert lines(visit("jette").get("/exports/tasks").data)[0][0] == "Opgave"
    kinds = {entry.what for entry in last_readings(cast)}
    assert {"consent-list-exported", "referrals-exported", "task-list-exported"} <= kinds


def test_the_directory_leaves_in_the_columns_in_which_it_is_read_in(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        new = Content("Lektiehjælp; torsdag", "Hver uge", valid_from=cast.at.date())
        offer = directory.add(db, JOBS, new, Room(Capacity.OPEN), actor=person("adam"), at=cast.at)
        assert offer.unit_id == JOBS
    rows = rows_of(visit("karen").get("/exports/offers").data)
    assert [(row["navn"], row["enhed"], row["plads"]) for row in rows] == [
        ("Lektiehjælp; torsdag", "Jobhjælpen", "ledig")
    ]


@pytest.mark.parametrize("address", ["cases?file=pdf", "consents?show=never", "consents?cases=volunteer"])
def test_a_file_or_a_list_that_there_is_not_is_not_found(visit: Visit, address: str) -> None:
    assert visit("karen").get(f"/exports/{address}").status_code == 404


def test_the_event_log_has_as_many_cases_and_events_as_the_log(
    cast: Cast, visit: Visit, refs: list[str]
) -> None:
    """Read back as its standards say it: XES with traces and events, OCEL 2.0 with objects, events and their types."""
    with cast.database.read() as db:
        number = db.scalar(sa.select(sa.func.count()).select_from(Event).where(Event.case_id.is_not(None)))
    lene = visit("lene")
    log = ElementTree.fromstring(lene.get("/exports/events").data)
    assert {trace[0].get("value") for trace in log.findall("trace")} == set(refs)
    assert (len(log.findall("trace/event")), log.find("trace/event/date") is not None) == (number, True)
    found = json.loads(lene.get("/exports/events?file=ocel").data)
    assert found.keys() == {"events", "objects", "eventTypes", "objectTypes"}
    assert {thing["id"] for thing in found["objects"] if thing["type"] == "case"} == set(refs)
    assert len(found["events"]) == number
    known = {thing["id"] for thing in found["objects"]}
    assert all(row["objectId"] in known for event in found["events"] for row in event["relationships"])
    assert {event["type"] for event in found["events"]} == {kind["name"] for kind in found["eventTypes"]}
    assert last_readings(cast)[0].what == "event-log-exported"


def test_the_event_log_names_nobody_and_is_for_those_who_lead(visit: Visit, refs: list[str]) -> None:
    for kind in ("xes", "ocel"):
        said = visit("lene").get(f"/exports/events?file={kind}").text
        assert refs[0] in said
        assert not any(name in said for name in ("Beboer", "Prøve", "Karen", "Et job"))
    assert visit("karen").get("/exports/events").status_code == 403
    assert len(ElementTree.fromstring(visit("lene").get("/exports/events?urgent=1").data)) == 2


def test_a_long_file_is_never_whole_in_memory() -> None:
    """Rows are made while they are written, and leave piece by piece."""
    rows = (("x" * 100, number) for number in range(100_000))
    tracemalloc.start()
    answer = download("many", ["A", "B"], rows)
    pieces = [len(piece) for piece in answer.response]
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    answer.close()
    assert sum(pieces) > 10_000_000
    assert most < 2_000_000
