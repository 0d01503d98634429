"""The overview as its readers meet it: page and PDF, both languages, no case behind any number."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cast import PEOPLE
from tests.house.databases import StartingPoint
from tests.house.markup import parse, text_of
from tests.house.visitor import ORIGIN, Visitor
from tests.overview.town import CASES, OPEN, TOWN, lives
from tests.vera.checker import assert_pdf_ua

OPEN_NOW = sum(life.result is None for life in lives(CASES))


@pytest.fixture
def starting_point() -> StartingPoint:
    return TOWN


def come_in(client: Visitor, who: str) -> None:
    """Signs a person in past the door, which has tests of its own."""
    with client.session_transaction(base_url=ORIGIN) as session:
        session["_user_id"] = str(PEOPLE[who][0])


def words_of(html: str) -> str:
    return text_of(parse(html).root)


def words_in(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def test_a_manager_reads_in_words_how_many_cases_are_open_and_closed(client: Visitor) -> None:
    come_in(client, "mette")
    said = words_of(client.get("/overview?period=plan").text)
    assert f"Koordineret forløb, Hele planen, Plan: {OPEN_NOW} sager er åbne i dag." in said
    assert f"{CASES - OPEN_NOW} blev afsluttet fra 01.01.2025 til 31.12.2026." in said


def test_the_same_in_english(client: Visitor) -> None:
    come_in(client, "mette")
    said = words_of(client.get("/overview?lang=en").text)
    assert f"Coordinated pathway, The whole plan, Plan: {OPEN_NOW} cases are open today." in said


def test_small_numbers_are_hidden_in_tables_and_diagram_and_the_page_says_why(client: Visitor) -> None:
    come_in(client, "mette")
    page = client.get("/overview?where=area-92").text
    assert "Tal under 5 er skjult" in words_of(page)
    assert "antal skjult" in page
    small = [
        count
        for state in OPEN
        if 0 < (count := sum(x.state == state and x.area == 92 for x in lives(CASES))) < 5
    ]
    assert small
    cells = [text_of(cell) for cell in parse(page).root.iter("td")]
    assert "skjult" in cells
    counts = [
        text_of(part) for part in parse(page).root.iter("text") if text_of(part).endswith((" sager", " sag"))
    ]
    assert not any(text.startswith(("1 ", "2 ", "3 ", "4 ")) for text in counts)


def test_no_page_leads_from_a_number_to_a_case(client: Visitor) -> None:
    come_in(client, "mette")
    page = client.get("/overview")
    assert not re.search(r"BSV-\d{4}", page.text)
    assert not any((link.get("href") or "").startswith("/cases/") for link in parse(page.text).root.iter("a"))
    assert client.get("/cases/BSV-2026-0001").status_code == 404
    assert client.get("/cases/BSV-2026-0001/pathway.pdf").status_code == 404


def test_support_and_citizenship_are_two_pages(client: Visitor) -> None:
    come_in(client, "vibeke")
    support, citizens = client.get("/overview").text, client.get("/overview?domain=volunteer").text
    assert "Koordineret forløb" in words_of(support)
    assert "Medborgerskab – beboere der vil bidrage" not in words_of(support)
    assert "Koordineret forløb" not in words_of(citizens)
    assert "7 sager er åbne i dag." in words_of(citizens)


@pytest.mark.parametrize(
    "query",
    [
        "plan=99",
        "plan=x&period=2019-9&where=area-99",
        "pathway=citizenship",
        "domain=x&where=sub-",
        "period=",
    ],
)
def test_an_address_with_choices_that_do_not_exist_shows_the_usual_ones(client: Visitor, query: str) -> None:
    come_in(client, "mette")
    page = client.get(f"/overview?{query}")
    assert page.status_code == 200
    assert f"Hele planen, Plan: {OPEN_NOW} sager" in words_of(page.text)


@pytest.mark.parametrize("who", ["samir", "clara", "adam", "dorte"])
@pytest.mark.parametrize("address", ["/overview", "/overview/map", "/overview/pathway.pdf"])
def test_nobody_without_the_permission_sees_figures(client: Visitor, who: str, address: str) -> None:
    come_in(client, who)
    assert client.get(address).status_code == 403


def test_the_paper_says_the_same_as_the_page_and_keeps_the_rules_of_pdf_ua(
    client: Visitor, tmp_path: Path
) -> None:
    come_in(client, "mette")
    for language, query in (("da", "period=plan"), ("en", "where=area-92"), ("da", "domain=volunteer")):
        answer = client.get(f"/overview/pathway.pdf?lang={language}&{query}")
        assert answer.mimetype == "application/pdf"
        (tmp_path / f"{len(list(tmp_path.iterdir()))}.pdf").write_bytes(answer.data)
    said = words_in((tmp_path / "0.pdf").read_bytes())
    assert f"Koordineret forløb, Hele planen, Plan: {OPEN_NOW} sager er åbne i dag." in said
    assert "udskrevet af Mette Krogh · 15.09.2026 10.00 · side 1 af" in said
    assert said.index("Ind og ud") < said.index("Tallet i hver boks") < said.index("Resultater")
    assert said.index("Belastningen på hver") < said.index("Logmærke:")
    assert "hidden" in words_in((tmp_path / "1.pdf").read_bytes())
    assert_pdf_ua(sorted(tmp_path.glob("*.pdf")))
