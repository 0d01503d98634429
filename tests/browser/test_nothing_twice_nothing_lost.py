"""One press is one act, and what was typed comes back: double clicks, the back button, two tabs, a session that ends."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from sagsflow.core.clock import SettableClock
from tests.browser.cases_of_the_demo import count_of, shared_with, standing_at, times_moved
from tests.browser.desk import Desk, sign_in
from tests.house.server import LiveServer

TYPED = "Det her har jeg brugt ti minutter på at skrive"


@pytest.fixture
def desk(page: Page) -> Desk:
    return Desk(page)


def fill_the_referral(desk: Desk) -> None:
    desk.choose("Hvem skal tage imod?", "Beskæftigelsesindsatsen (har sagt ja)")
    desk.write("Hvad skal modtageren vide?", TYPED)
    desk.write("Hvornår fik beboeren besked?", "14.09.2026")


def test_a_double_click_moves_once_and_going_back_does_not_move_again(
    desk: Desk, live_server: LiveServer
) -> None:
    known = standing_at(live_server.app, "plan_agreed")
    before = times_moved(live_server.app, known.ref)
    sign_in(desk.page, known.owner)
    desk.page.goto(f"/cases/{known.ref}")
    desk.opens("Brobyg")
    fill_the_referral(desk)
    desk.page.get_by_role("button", name="Brobyg", exact=True).dblclick()
    desk.sees("Brobygget siden")
    assert times_moved(live_server.app, known.ref) == before + 1
    desk.page.go_back()
    again = desk.page.get_by_role("button", name="Brobyg", exact=True)
    if again.count():  # the browser kept the form: pressing it must not send the resident on a second time
        fill_the_referral(desk)
        again.click()
    assert times_moved(live_server.app, known.ref) == before + 1
    assert count_of(live_server.app, known.ref, "referral-sent") == 1


def test_a_form_that_is_sent_again_as_it_was_acts_once(desk: Desk, live_server: LiveServer) -> None:
    known = standing_at(live_server.app, "plan_agreed")
    sign_in(desk.page, known.owner)
    desk.page.goto(f"/cases/{known.ref}/notes/new")
    desk.page.get_by_label("Notat", exact=True).fill(TYPED)
    sent = desk.page.evaluate("() => Object.fromEntries(new FormData(document.querySelector('main form')))")
    desk.press("Gem notatet")
    desk.sees(TYPED)
    headers = {"Referer": desk.page.url}
    answer = desk.page.request.post(f"/cases/{known.ref}/notes/new", form=sent, headers=headers)
    assert answer.status == 200
    assert answer.text().count(TYPED) == 1


def test_consent_is_withdrawn_in_one_tab_while_another_writes(
    chromium: Browser, live_server: LiveServer
) -> None:
    known = shared_with(live_server.app, "employment")
    owner = Desk.of(chromium, live_server.url, known.owner)
    layla = Desk.of(chromium, live_server.url, "layla")
    layla.page.goto(f"/cases/{known.ref}/notes/new")
    layla.page.get_by_label("Notat", exact=True).fill(TYPED)
    owner.page.goto(f"/cases/{known.ref}/consents")
    row = owner.page.locator("li.sf-record", has_text="Beskæftigelsesindsatsen").first
    row.locator("summary").click()
    row.get_by_role("button", name="Træk tilbage").click()
    owner.sees("Samtykket er trukket tilbage")
    layla.press("Gem notatet")
    layla.sees("Vi kan ikke finde siden", TYPED)
    layla.sees_no(known.ref)


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_the_end_of_the_session_is_told_and_put_off(desk: Desk, clock: SettableClock) -> None:
    desk.page.clock.install()
    sign_in(desk.page, "mette")
    warning = desk.page.locator("dialog[data-session-seconds]")
    expect(warning).to_be_hidden()
    desk.page.wait_for_load_state()  # the script that watches the session comes last
    desk.page.clock.fast_forward("27:30")
    clock.advance(timedelta(minutes=27, seconds=30))
    expect(warning).to_be_visible()
    desk.press("Bliv logget ind")
    expect(warning).to_be_hidden()
    clock.advance(timedelta(minutes=20))
    desk.page.goto("/cases")
    expect(desk.page.locator("h1")).to_have_text("Sager")


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_what_was_typed_comes_back_after_the_session_has_ended(
    desk: Desk, live_server: LiveServer, clock: SettableClock
) -> None:
    known = standing_at(live_server.app, "plan_agreed")
    sign_in(desk.page, known.owner)
    desk.page.goto(f"/cases/{known.ref}/notes/new")
    desk.page.get_by_label("Notat", exact=True).fill(TYPED)
    clock.advance(timedelta(hours=1))
    desk.press("Gem notatet")
    desk.sees("Du er logget af", TYPED)
