"""A page that is printed from the browser: what is read stands on the paper, what is pressed does not."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.cases_of_the_demo import standing_at
from tests.browser.desk import sign_in
from tests.house.server import LiveServer

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])


def printed(page: Page) -> str:
    pages = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    return re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in pages))


def test_a_case_is_readable_on_paper(page: Page, live_server: LiveServer) -> None:
    known = standing_at(live_server.app, "plan_agreed")
    sign_in(page, known.owner)
    page.goto(f"/cases/{known.ref}")
    paper = printed(page)
    assert known.ref in paper
    assert "Plan aftalt" in paper
    assert "Mål" in paper
    assert "Journal" in paper
    assert "Skriv et notat" not in paper
    assert "Log af" not in paper


def test_an_agenda_is_readable_on_paper(page: Page) -> None:
    sign_in(page, "kirsten")
    page.goto("/meetings/")
    page.get_by_role("link", name=re.compile("^15.09.2026")).click()
    page.wait_for_load_state()
    paper = printed(page)
    assert "Møde 15.09.2026" in paper
    assert len(re.findall(r"BSV-2026-\d{4}", paper)) >= 6
    assert "Åbn punktet" not in paper
    assert "Sæt på dagsordenen" not in paper
