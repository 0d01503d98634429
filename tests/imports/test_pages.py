"""A coordinator reads a spreadsheet in: columns, preview, trial run, all of it or nothing."""

import io
from datetime import date

import openpyxl
import pytest
import sqlalchemy as sa

from sagsflow.cases.models import Note
from sagsflow.core.calendar import copenhagen_date
from sagsflow.eventlog.models import Event, ReadEntry
from sagsflow.files.models import StoredFile
from sagsflow.imports.models import ImportStage
from tests.cast import PEOPLE, TEAM, Cast, Visit
from tests.house.markup import parse, text_of
from tests.imports.sheets import AISHA, BENT, cases, csv_of, kept, press, residents, send

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])


def test_a_file_becomes_residents_and_cases_of_the_unit(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    page = send(lene, csv_of(AISHA, BENT))
    assert residents(cast) == []
    assert "Aisha Testesen" in lene.get(page).text
    assert "Læst ind" in press(lene, page, "/read-in")
    assert residents(cast) == ["Aisha Testesen", "Bent Prøvesen"]
    with cast.database.read() as db:
        (case,) = cases(db)
        note = db.scalars(sa.select(Note)).one()
    assert (case.owner_unit_id, case.owner_id, case.workflow_id) == (TEAM, PEOPLE["karen"][0], "coordinated")
    assert (copenhagen_date(case.opened_at), case.state_since) == (date(2025, 2, 1), cast.at)
    assert (note.text, note.shared, note.happened_on) == ("Vil gerne i job", False, date(2025, 2, 1))


def test_the_log_says_what_was_read_in_and_the_cells_are_gone(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    press(lene, send(lene, csv_of(AISHA)), "/read-in")
    with cast.database.read() as db:
        kinds = db.scalars(sa.select(Event.kind).order_by(Event.seq)).all()
        read = set(db.scalars(sa.select(ReadEntry.what)))
        assert db.scalars(sa.select(StoredFile)).all() == []
    ours = ("import-sent", "case-opened", "case-imported", "note-written", "import-confirmed")
    assert [kind for kind in kinds if kind in ours] == list(ours)
    assert "import-shown" in read
    assert kept(cast).findings == {}


def test_a_second_press_reads_nothing_in_again(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    page = send(lene, csv_of(AISHA))
    form = lene.form(page, action="/read-in")
    other_tab = lene.form(page, action="/read-in")
    for sent in (form, form, other_tab):
        assert lene.post(sent.action, data=sent.filled({}, "")).location == page
    assert "Filen venter ikke længere" in lene.get(page).text
    assert residents(cast) == ["Aisha Testesen"]


def test_a_trial_run_tells_what_would_come_and_leaves_nothing(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    page = send(lene, csv_of(AISHA, BENT))
    said = press(lene, page, "/try")
    assert "2 nye beboere og 1 sag" in said
    assert residents(cast) == []
    assert (kept(cast).cases_made, kept(cast).stage) == (0, ImportStage.CHECKED)
    assert "Læst ind" in press(lene, page, "/read-in")


def test_a_fault_is_named_by_its_cell_and_keeps_everything_out(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    page = send(lene, csv_of(AISHA, BENT.replace("1.3.1971", "31.2.1971")))
    said = lene.get(page).text
    assert "C3" in said
    assert "Læs ind</span></button>" not in said
    mended = openpyxl.load_workbook(io.BytesIO(lene.get(f"{page}/errors.xlsx").data)).active
    assert [cell.value for cell in mended[2]][:3] == ["Bent", "Prøvesen", "31.2.1971"]
    assert mended[2][11].value.startswith("C3: Skriv datoen")
    said = press(lene, page, "/rows", faulty="leave")
    assert "Læst ind" in press(lene, page, "/read-in")
    assert residents(cast) == ["Aisha Testesen"]


def test_a_fault_that_no_cell_holds_is_named_by_its_field_and_says_what_to_do(
    cast: Cast, visit: Visit
) -> None:
    lene = visit("lene")
    page = send(lene, csv_of("Aisha;Testesen;Koordineret forløb", heading="Fornavn;Efternavn;Forløb"))
    rows = [text_of(row) for row in parse(lene.get(page).text).root.iter("tr")]
    assert [row for row in rows if "Rækken nævner ingen. Vælg den kolonne" in row and "Delaftale" in row], (
        rows
    )
    mended = openpyxl.load_workbook(io.BytesIO(lene.get(f"{page}/errors.xlsx").data)).active
    assert mended[2][3].value.startswith("Delaftale: Rækken nævner ingen.")


def test_no_cell_of_the_rows_to_mend_is_reckoned(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    page = send(lene, csv_of('=HYPERLINK("x");Prøvesen;31.2.1971;;;;;;;;'))
    mended = openpyxl.load_workbook(io.BytesIO(lene.get(f"{page}/errors.xlsx").data)).active
    assert (mended["A2"].value, mended["A2"].data_type) == ('=HYPERLINK("x")', "s")


def test_the_page_of_a_file_that_is_read_in_leads_from_the_old_numbers_to_the_new(
    cast: Cast, visit: Visit
) -> None:
    lene = visit("lene")
    page = send(lene, csv_of(AISHA))
    said = press(lene, page, "/read-in")
    assert '<a href="/cases/BSV-2026-0001">' in said
    assert "Sagen blev læst ind fra en fil, række 2." in lene.get("/cases/BSV-2026-0001").text


def test_a_volunteer_coordinator_reads_in_citizenship_cases_alone(cast: Cast, visit: Visit) -> None:
    vibeke = visit("vibeke")
    send(
        vibeke,
        csv_of(
            AISHA.replace(";karen;", ";;"),
            BENT.replace("71;;;", "71;;;Medborgerskab – beboere, der vil bidrage", 1),
        ),
    )
    assert [fault[::2] for fault in kept(cast).findings["faults"]] == [[2, "pathway-unknown"]]


def test_columns_are_remembered_for_the_next_file_of_the_same_headings(cast: Cast, visit: Visit) -> None:
    lene, file = visit("lene"), (io.BytesIO(b"Hvem;Hvor\nAisha Testesen;Testvej 1\n"), "a.csv")
    columns = lene.submit("/imports/new", {"file": file}, action="/imports/new").location
    refused = lene.submit(columns, action="/columns")
    assert refused.status_code == 422
    assert "Vælg den kolonne, hvor beboerens navn står." in refused.text
    lene.submit(columns, {"column_0": "name", "column_1": "address"}, action="/columns")
    again = (io.BytesIO(b"Hvem;Hvor\nBent Testesen;Testvej 2\n"), "b.csv")
    columns = lene.submit("/imports/new", {"file": again}, action="/imports/new").location
    assert lene.submit(columns, action="/columns").status_code == 303


def test_what_was_sent_is_forgotten_when_dropped(cast: Cast, visit: Visit) -> None:
    lene = visit("lene")
    page = send(lene, csv_of(AISHA))
    lene.submit(page, action="/drop")
    assert "Filens indhold er slettet her." in lene.get(page).text
    assert (kept(cast).file_id, residents(cast)) == (None, [])


@pytest.mark.parametrize("who", ["karen", "adam", "samir", "oda", "vibeke"])
def test_another_s_file_is_nobody_else_s(cast: Cast, visit: Visit, who: str) -> None:
    page = send(visit("lene"), csv_of(AISHA))
    for address in (page, f"{page}/columns", f"{page}/errors.xlsx", f"{page}/undo"):
        assert visit(who).get(address).status_code == 404


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_template_is_understood_when_it_comes_back(
    cast: Cast, visit: Visit, kind: str, language: str
) -> None:
    lene = visit("lene")
    template = lene.get(f"/imports/template?file={kind}&lang={language}")
    page = send(lene, template.data, f"skabelon.{kind}")
    said = lene.get(page).text
    assert "A2" in said
    assert "Testine" not in said


def test_more_rows_than_others_may_wait_for_are_refused(cast: Cast, visit: Visit) -> None:
    file = (io.BytesIO(csv_of(*["a;b"] * 1_001)), "mange.csv")
    answer = visit("lene").submit("/imports/new", {"file": file}, action="/imports/new")
    assert answer.status_code == 422
    assert "højst 1.000 ad gangen" in answer.text


def test_what_is_pressed_on_a_page_that_shows_other_columns_reads_nothing_in(
    cast: Cast, visit: Visit
) -> None:
    lene = visit("lene")
    page = send(lene, csv_of(AISHA))
    stale = {what: lene.form(page, action=what) for what in ("/read-in", "/try")}
    assert lene.submit(f"{page}/columns", {"column_5": ""}, action="/columns").status_code == 303
    for form in stale.values():
        told = lene.post(form.action, data=form.filled({}, ""))
        assert "Noget har ændret sig, siden filen blev tjekket" in lene.get(str(told.location)).text
    assert (residents(cast), kept(cast).stage) == ([], ImportStage.CHECKED)
    assert "Læst ind" in press(lene, page, "/read-in")


@pytest.mark.parametrize(
    "key", ["row-\u00b2", "row-" + "9" * 5_000, "row--1"], ids=["a square", "huge", "negative"]
)
def test_a_choice_about_a_row_that_there_is_none_of_changes_nothing(
    cast: Cast, visit: Visit, key: str
) -> None:
    lene = visit("lene")
    page = send(lene, csv_of(AISHA.replace("14.05.1990", "31.2.1990")))
    press(lene, page, "/rows", faulty="leave", **{key: "new"})
    assert kept(cast).choices == {"faulty": "leave"}
