"""The status of a quarter on page, paper and as a file; a closed quarter stays as it was given out."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from sagsflow.access.roles import Role
from sagsflow.accounts.models import Membership
from sagsflow.board.models import ClosedQuarter
from tests.cast import PEOPLE, Cast, Visit
from tests.house.markup import parse, text_of
from tests.overview.test_pages import words_in
from tests.vera.checker import assert_pdf_ua

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
LATER = datetime(2026, 10, 6, 8, 0, tzinfo=UTC)
QUARTER = "plan=1&quarter=2026-3"


def _cases(cast: Cast, count: int) -> None:
    with cast.database.write() as db:
        for number in range(1, count + 1):
            cast.open_case(db, number=number)


def _opened(csv: str) -> list[str]:
    """The numbers of cases opened in the whole plan, support first."""
    rows = [line.split(";") for line in csv.splitlines()]
    return [row[7] + row[8] for row in rows if row[3:6] == ["Alle", "Alle", "Sager åbnet"]]


def test_a_closed_quarter_gives_the_same_numbers_ever_after(cast: Cast, visit: Visit) -> None:
    _cases(cast, 6)
    cast.clock.set(LATER)
    mette, address = visit("mette"), f"/plan/numbers?{QUARTER}"
    before = mette.get(address).text
    assert _opened(before) == ["6", "0"]
    assert mette.submit(f"/plan?{QUARTER}", action="/quarters/close").status_code == 303
    with cast.database.write() as db:
        assert db.get(ClosedQuarter, (1, "2026-3")) is not None
        cast.clock.set(datetime(2026, 9, 20, 8, 0, tzinfo=UTC))
        cast.open_case(db, number=7)
        cast.clock.set(LATER)
    assert mette.get(address).text == before
    assert "Tallene blev lukket 06.10.2026." in mette.get(f"/plan?{QUARTER}").text


def test_a_quarter_that_has_not_ended_is_not_closed(cast: Cast, visit: Visit) -> None:
    assert "/quarters/close" not in visit("mette").get(f"/plan?{QUARTER}").text
    assert visit("grete").post("/plan/quarters/close", data={"plan": "1"}).status_code in (400, 403)


def test_small_numbers_are_hidden_on_the_page_in_the_file_and_on_paper(
    cast: Cast, visit: Visit, tmp_path: Path
) -> None:
    _cases(cast, 3)
    grete = visit("grete")
    assert _opened(grete.get(f"/plan/numbers?{QUARTER}").text) == ["skjult", "0"]
    assert "et skjult antal kom til" in grete.get(f"/plan?{QUARTER}").text
    for language in ("da", "en"):
        paper = grete.get(f"/plan/status.pdf?{QUARTER}&lang={language}")
        assert paper.mimetype == "application/pdf"
        (tmp_path / f"{language}.pdf").write_bytes(paper.data)
    said = words_in((tmp_path / "en.pdf").read_bytes())
    assert "Status of the plan, 2026, quarter 3" in said
    assert "Log anchor" in said
    assert_pdf_ua(sorted(tmp_path.glob("*.pdf")))


def test_the_quarters_stand_beside_each_other_with_the_numbers_that_each_tells_itself(
    cast: Cast, visit: Visit
) -> None:
    _cases(cast, 6)
    cast.clock.set(LATER)
    with cast.database.write() as db:
        for number in range(7, 10):
            cast.open_case(db, number=number)
    mette = visit("mette")
    page = mette.get("/plan?plan=1&quarter=2026-4").text
    rows = _course(page)
    assert len(rows) == 8, "two years at most"
    for number in (3, 4):
        told = _opened(mette.get(f"/plan/numbers?plan=1&quarter=2026-{number}").text)
        assert rows[f"2026, {number}. kvartal"][0] == told[0]
    assert rows["2026, 4. kvartal"][0] == "skjult"
    assert "Et skjult antal kom til, og 0 blev afsluttet i kvartalet; i kvartalet før kom" in page
    assert "sf-columns-svg" not in page, "where no number is told there is no picture"
    before = _course(mette.get(f"/plan?{QUARTER}").text)
    assert "2026, 4. kvartal" not in before, "a paper of a quarter tells nothing of what came after"


def test_a_quarter_that_is_closed_stands_among_the_others_as_it_was_given_out(
    cast: Cast, visit: Visit
) -> None:
    _cases(cast, 6)
    cast.clock.set(LATER)
    mette = visit("mette")
    assert mette.submit(f"/plan?{QUARTER}", action="/quarters/close").status_code == 303
    with cast.database.write() as db:
        cast.clock.set(datetime(2026, 9, 20, 8, 0, tzinfo=UTC))
        cast.open_case(db, number=7)
        cast.clock.set(LATER)
        for number in range(8, 11):
            cast.open_case(db, number=number)
    page = mette.get("/plan?plan=1&quarter=2026-4").text
    rows = _course(page)
    assert rows["2026, 3. kvartal"][0] == "6"
    picture = page.split("sf-columns-svg")[1].split("</svg>")[0]
    hidden = [cell for cells in rows.values() for cell in cells if cell == "skjult"]
    assert hidden
    assert picture.count("stroke-dasharray") == len(hidden), "a hidden number has no column"
    still_open = page.split("Endnu ikke lukket")[1].split("</p>")[0]
    assert "2026, 2. kvartal" in still_open
    assert "2026, 3. kvartal" not in still_open


def _course(page: str) -> dict[str, list[str]]:
    """What the table of the quarters says, by quarter."""
    table = next(
        found
        for found in parse(page).root.iter("table")
        if (caption := found.find("caption")) is not None and text_of(caption) == "Hvert kvartals nøgletal"
    )
    return {
        text_of(row[0]): [text_of(cell) for cell in row.iter("td")]
        for row in table.iter("tr")
        if row.find("td") is not None
    }


def test_the_spreadsheet_has_the_same_rows(cast: Cast, visit: Visit) -> None:
    _cases(cast, 6)
    csv = visit("mette").get(f"/plan/numbers?{QUARTER}").text.splitlines()
    book = load_workbook(BytesIO(visit("mette").get(f"/plan/numbers?{QUARTER}&file=xlsx").data))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == len(csv)
    assert [row for row in rows if row[7] == 6]
    assert visit("mette").get(f"/plan/numbers?{QUARTER}&file=exe").status_code == 404


def test_the_first_page_of_who_only_has_the_board_s_role_is_the_plan(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        seat = sa.update(Membership).where(Membership.user_id == PEOPLE["mette"][0])
        db.execute(seat.values(role=Role.BOARD))
    mette = visit("mette")
    assert mette.get("/").headers["Location"] == "/plan"
    assert "Luk kvartalet" not in mette.get("/plan").text
    assert visit("grete").get("/").status_code == 200
