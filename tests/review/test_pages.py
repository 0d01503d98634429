"""Who has opened the case, and the read log: told to those who own the case or look after the log, and itself written down."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.eventlog.models import ReadEntry
from sagsflow.review.words import WHAT
from sagsflow.web.spreadsheet import harmless
from tests.cast import JOBS, Cast, Visit

KIND = re.compile(r'(?:Reading\(\s*|what=|shows\((?:row|case|seen|found), )"([a-z]+(?:-[a-z]+)*)"')


@pytest.fixture
def ref(cast: Cast) -> str:
    """A case of the team that the job service sees too."""
    with cast.database.write() as db:
        case = cast.clarifying(db, number=77)
        cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT)
        return case.ref


def _last(cast: Cast) -> str | None:
    with cast.database.read() as db:
        return db.scalar(sa.select(ReadEntry.what).order_by(ReadEntry.id.desc()).limit(1))


def test_the_owners_see_who_opened_the_case_and_that_is_written_too(
    cast: Cast, visit: Visit, ref: str
) -> None:
    visit("jette").get(f"/cases/{ref}")
    karen = visit("karen")
    assert f"/cases/{ref}/readings" in karen.get(f"/cases/{ref}").text
    page = karen.get(f"/cases/{ref}/readings")
    assert [word in page.text for word in ("Jette Krag", "Jobhjælpen", "Prøvekommunen", "Karen Holm")] == [
        True
    ] * 4
    assert _last(cast) == "case-readings"
    assert "Hvem har åbnet sagen" in karen.get(f"/cases/{ref}/readings").text


def test_the_log_names_each_reader_s_role_in_words(visit: Visit) -> None:
    dorte = visit("dorte")
    dorte.get("/read-log")
    assert "Databeskyttelsesrådgiver, " in dorte.get("/read-log").text
    assert "Data protection officer, " in dorte.get("/read-log?lang=en").text


def test_who_saw_the_case_on_a_list_is_told_apart(cast: Cast, visit: Visit, ref: str) -> None:
    visit("bo").get("/cases")
    karen = visit("karen")
    assert "Bo Lund" not in karen.get(f"/cases/{ref}/readings").text
    assert "Bo Lund" in karen.get(f"/cases/{ref}/readings?show=listed").text
    assert karen.get(f"/cases/{ref}/readings?show=nonsense").status_code == 404


def test_a_receiver_does_not_learn_who_else_has_read(cast: Cast, visit: Visit, ref: str) -> None:
    jette = visit("jette")
    assert "/readings" not in jette.get(f"/cases/{ref}").text
    assert [jette.get(f"/cases/{ref}/readings{end}").status_code for end in ("", ".pdf")] == [404, 404]


@pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
def test_it_can_be_printed(cast: Cast, visit: Visit, ref: str) -> None:
    karen = visit("karen")
    karen.get(f"/cases/{ref}")
    paper = karen.get(f"/cases/{ref}/readings.pdf")
    assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")
    assert _last(cast) == "case-readings-printed"


def test_it_leaves_as_a_file_that_says_of_no_other_case(cast: Cast, visit: Visit, ref: str) -> None:
    visit("jette").get(f"/cases/{ref}")
    visit("bo").get("/cases")
    karen = visit("karen")
    address = f"/cases/{ref}/readings/list"
    assert address in karen.get(f"/cases/{ref}/readings").text
    opened, listed = karen.get(address).text, karen.get(f"{address}?show=listed").text
    assert ["Jette Krag" in opened, "Bo Lund" in opened, "Bo Lund" in listed] == [True, False, True]
    assert "BSV-" not in listed
    assert _last(cast) == "case-readings-exported"
    assert [karen.get(f"{address}?{end}").status_code for end in ("file=exe", "show=x")] == [404, 404]
    assert visit("jette").get(address).status_code == 404


def test_a_leader_sees_the_log_of_her_unit_and_the_protection_officer_all_without_names_of_residents(
    cast: Cast, visit: Visit, ref: str
) -> None:
    for login in ("jette", "karen"):
        visit(login).get(f"/cases/{ref}")
    lene, dorte = visit("lene").get("/read-log").text, visit("dorte").get("/read-log").text
    assert ("Karen Holm" in lene, "Jette Krag" in lene) == (True, False)
    assert ("Karen Holm" in dorte, "Jette Krag" in dorte) == (True, True)
    assert (ref in dorte, "Beboer77" in dorte) == (True, False)
    assert visit("karen").get("/read-log").status_code == 403


def test_the_log_is_narrowed_and_a_wrong_date_is_said(cast: Cast, visit: Visit, ref: str) -> None:
    for login in ("bo", "karen"):
        visit(login).get(f"/cases/{ref}")
    lene = visit("lene")
    found = lene.get("/read-log?who=lund").text
    assert ("Bo Lund" in found, "Karen Holm" in found) == (True, False)
    assert "Bo Lund" in lene.get(f"/read-log?ref={ref.lower()}").text
    assert "Bo Lund" not in lene.get("/read-log?since=01.01.2026&until=01.02.2026").text
    wrong = lene.get("/read-log?since=31.02.2026&who=lund")
    assert (wrong.status_code, "Bo Lund" in wrong.text) == (422, True)


def test_the_log_as_a_file_is_written_down_and_carries_no_formula(cast: Cast, visit: Visit, ref: str) -> None:
    with cast.database.write() as db:
        db.execute(sa.text("""UPDATE "user" SET name = '=cmd()' WHERE id = 2"""))
    visit("bo").get(f"/cases/{ref}")
    answer = visit("lene").get("/read-log.csv")
    lines = answer.data.decode("utf-8").splitlines()
    assert (answer.mimetype, lines[0][0]) == ("text/csv", "\ufeff")
    assert "'=cmd()" in lines[1]
    assert ref in lines[1]
    assert _last(cast) == "log-exported"
    assert visit("karen").get("/read-log.csv").status_code == 403


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1", "'=1"),
        (" +1", "' +1"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("A=1", "A=1"),
        ("\uff1d1", "'\uff1d1"),
        ("\uff201", "'\uff201"),
        ("\u00a0\u200b=1", "'\u00a0\u200b=1"),
        ("\r=1", "'\r=1"),
        ("\u00e6=1", "\u00e6=1"),
        ("", ""),
    ],
)
def test_a_cell_that_begins_like_a_formula_is_text(typed: str, written: str) -> None:
    assert harmless(typed) == written


def test_every_kind_of_reading_has_its_words() -> None:
    found: set[str] = set()
    for path in Path(__file__).parents[2].joinpath("sagsflow").rglob("*.py"):
        found |= set(KIND.findall(path.read_text(encoding="utf-8")))
    assert sorted(found - WHAT.keys()) == []
    assert "meeting" in found
