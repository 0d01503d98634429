"""The main job by keyboard alone: every place is reached by Tab, and the focus is seen."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cases_of_the_demo import count_of, standing_at, times_moved
from tests.browser.desk import sign_in
from tests.browser.keys import Keyboard
from tests.browser.world import PASSWORD
from tests.house.server import LiveServer

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])


@pytest.fixture
def keyboard(page: Page) -> Keyboard:
    return Keyboard(page)


def test_somebody_signs_in_and_opens_the_first_case_of_the_day(page: Page, keyboard: Keyboard) -> None:
    page.goto("/sign-in")
    keyboard.write(page.get_by_label("Brugernavn"), "mette")
    keyboard.write(page.get_by_label("Adgangskode"), PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Min dag")
    keyboard.enter(page.get_by_role("link", name=re.compile("^BSV-")).first)
    expect(page).to_have_title(re.compile("^BSV-"))


def test_a_note_is_written_and_a_step_is_taken(
    page: Page, keyboard: Keyboard, live_server: LiveServer
) -> None:
    known = standing_at(live_server.app, "plan_agreed")
    sign_in(page, known.owner)
    page.goto(f"/cases/{known.ref}")
    keyboard.enter(page.get_by_role("link", name="Skriv et notat").first)
    keyboard.write(page.get_by_label("Notat", exact=True), "Skrevet uden mus")
    keyboard.enter(page.get_by_role("button", name="Gem notatet"))
    expect(page.locator("#journal")).to_contain_text("Skrevet uden mus")
    before = times_moved(live_server.app, known.ref)
    keyboard.enter(page.get_by_role("link", name="Brobyg", exact=True))
    keyboard.tab_to(page.get_by_label("Hvem skal tage imod?"))
    page.keyboard.type("Beskæf")
    keyboard.write(page.get_by_label("Hvad skal modtageren vide?"), "Vil gerne i gang")
    keyboard.write(page.get_by_label("Hvornår fik beboeren besked?"), "14.09.2026")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("Brobygget siden")
    assert times_moved(live_server.app, known.ref) == before + 1


def test_a_meeting_is_prepared_and_held(page: Page, keyboard: Keyboard, live_server: LiveServer) -> None:
    ready = standing_at(live_server.app, "ready_for_meeting").ref
    sign_in(page, "kirsten")
    page.goto("/meetings/")
    keyboard.enter(page.get_by_role("link", name=re.compile("^15.09.2026")))
    keyboard.tick(page.locator(f"[id='ready-{ready}']"))
    keyboard.enter(page.get_by_role("button", name="Sæt på dagsordenen"))
    item = page.locator(f"li[data-title='{ready}']")
    number = int(item.locator("[data-number]").inner_text())
    keyboard.enter(page.get_by_role("button", name=f"Flyt {ready} op"))
    expect(item.locator("[data-number]")).to_have_text(str(number - 1))
    expect(page.locator("[data-reorder-status]")).to_contain_text(f"{ready} er nu nummer {number - 1}")
    keyboard.enter(page.get_by_role("button", name="Begynd mødet"))
    keyboard.enter(page.get_by_role("button", name=re.compile(f"^Tag op {ready}")))
    keyboard.tick(page.locator("input[name=code]:not([disabled])").first)
    keyboard.write(page.locator("textarea[name=text]"), "Besluttet uden mus")
    keyboard.enter(page.get_by_role("button", name="Gem beslutningen"))
    expect(item).to_contain_text("Besluttet uden mus")
    assert count_of(live_server.app, ready, "agenda-item-decided") == 1


def test_the_first_tab_leads_past_the_menu(page: Page) -> None:
    sign_in(page, "mette")
    page.goto("/cases")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Spring til indholdet")).to_be_focused()
    expect(page.get_by_role("link", name="Spring til indholdet")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_user_menu_closes_with_escape(page: Page, keyboard: Keyboard) -> None:
    sign_in(page, "mette")
    opener = page.locator("details.sf-user > summary")
    keyboard.enter(opener)
    expect(page.get_by_role("link", name="Min konto")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Min konto")).to_be_hidden()
    expect(opener).to_be_focused()
