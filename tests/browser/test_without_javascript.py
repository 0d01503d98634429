"""Everything works in a browser that runs no script; script only makes it quicker."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.cases_of_the_demo import count_of, standing_at, times_moved
from tests.browser.desk import Desk
from tests.house.server import LiveServer

# What a browser does hangs on no database; the main story and several people at once are told on both.
pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])


def test_a_case_is_worked_on_without_javascript(chromium: Browser, live_server: LiveServer) -> None:
    known = standing_at(live_server.app, "plan_agreed")
    worker = Desk.of(chromium, live_server.url, known.owner, javascript=False)
    worker.page.goto(f"/cases/{known.ref}")
    worker_writes_a_note(worker)
    worker_takes_down_a_consent(worker)
    worker_refers_the_resident(worker)
    assert times_moved(live_server.app, known.ref) == 5
    assert count_of(live_server.app, known.ref, "referral-sent") == 1
    answer = worker.prints(known.ref, recipient="Beboeren", purpose="Overblik")
    assert answer.body().startswith(b"%PDF")
    layla_takes_it_on(Desk.of(chromium, live_server.url, "layla", javascript=False), known.ref)
    assert count_of(live_server.app, known.ref, "referral-accepted") == 1


def worker_writes_a_note(worker: Desk) -> None:
    worker.opens("Skriv et notat")
    worker.tick("Kontakt")
    worker.page.get_by_label("Notat", exact=True).fill("Talt i telefon uden script")
    worker.press("Gem notatet")
    worker.sees("Talt i telefon uden script")


def worker_takes_down_a_consent(worker: Desk) -> None:
    worker.opens("Registrér samtykke")
    worker.choose("Hvem må få noget at vide?", "Familierådgivningen")
    worker.tick("Familie")
    worker.write("Hvad skal det bruges til?", "Støtte til familien")
    worker.press("Gem samtykket")
    worker.sees("Samtykket er skrevet ned.", "Familierådgivningen")


def worker_refers_the_resident(worker: Desk) -> None:
    worker.opens("Brobyg")
    worker.choose("Hvem skal tage imod?", "Beskæftigelsesindsatsen (har sagt ja)")
    worker.write("Hvad skal modtageren vide?", "Vil gerne i gang")
    worker.write("Hvornår fik beboeren besked?", "14.09.2026")
    worker.press("Brobyg")
    worker.sees("Brobygget siden")


def layla_takes_it_on(layla: Desk, ref: str) -> None:
    layla.goes_to("Henvisninger")
    layla.page.get_by_role("link", name=re.compile(ref)).first.click()
    layla.opens("Tag imod, og skriv")
    layla.write("Hvem", "Layla")
    layla.write("Dato for det første møde", "22.09.2026")
    layla.press("Tag imod")
    layla.sees("Taget imod")


def test_a_meeting_is_held_without_javascript(chromium: Browser, live_server: LiveServer) -> None:
    chair = Desk.of(chromium, live_server.url, "kirsten", javascript=False)
    chair.goes_to("Møder")
    chair.opens("15.09.2026")
    items = chair.page.locator(".sf-agenda-item")
    second = items.nth(1).get_attribute("data-title") or ""
    chair.page.get_by_role("button", name=f"Flyt {second} op").click()
    expect(items.first).to_have_attribute("data-title", second)
    chair.press("Begynd mødet")
    chair.page.get_by_role("button", name=re.compile("^Tag op BSV-")).first.click()
    chair.page.locator("input[name=code]:not([disabled])").first.check()
    chair.page.locator("textarea[name=text]").fill("Vi går videre med det samme")
    chair.press("Gem beslutningen")
    chair.sees("Vi går videre med det samme")
