"""The room in a real browser: by keyboard, by drag, and for everybody's eyes."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from sagsflow.web.sessions import LOOPBACK_NAME
from tests.cast import JOBS, SCHOOL, TEAM, open_session
from tests.house.browser import Axe
from tests.house.server import LiveServer
from tests.meetings.table import Table

# What a browser does hangs on no database; the main story and several people at once are told on both.
pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])


def _as(context: BrowserContext, server: LiveServer, table: Table, login: str) -> None:
    token = open_session(table.database, login, table.cast.at)
    context.add_cookies([{"name": LOOPBACK_NAME, "value": token, "url": server.url}])


def test_a_chair_decides_by_keyboard_and_the_next_item_has_the_focus(
    page: Page, browser_context: BrowserContext, live_server: LiveServer, table: Table, axe: Axe
) -> None:
    meeting = table.call()
    first, second = table.on_the_agenda(meeting), table.on_the_agenda(meeting, 2)
    table.sit_down(meeting, TEAM, SCHOOL)
    table.begin(meeting)
    _as(browser_context, live_server, table, "lene")
    page.goto(f"/meetings/{meeting}?item={first}#item-{first}")
    axe(page)
    page.get_by_label("Indhent viden").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Skolen spørger læreren")
    page.get_by_role("button", name="Gem beslutningen").press("Enter")
    expect(page.locator(f"#item-{second}")).to_be_focused()
    expect(page.locator(f"#item-{first}")).to_contain_text("Skolen spørger læreren")
    expect(page.get_by_text("Besluttet: Indhent viden.")).to_be_in_viewport()


def test_buttons_and_a_drag_reorder_without_leaving_and_keep_what_is_being_typed(
    page: Page, browser_context: BrowserContext, live_server: LiveServer, table: Table
) -> None:
    meeting = table.call()
    first, second = table.on_the_agenda(meeting), table.on_the_agenda(meeting, 2)
    third = table.matter(meeting)
    _as(browser_context, live_server, table, "karen")
    page.goto(f"/meetings/{meeting}?item={first}")
    page.get_by_label("Hvad blev I enige om, og hvorfor?").fill("Halvt skrevet")
    for _press in range(2):
        with page.expect_response(lambda answer: answer.url.endswith(f"/meetings/{meeting}")):
            page.locator(f"#item-{third} button[value=up]").click()
    assert table.items(meeting) == [third, first, second]
    page.set_viewport_size({"width": 1440, "height": 2000})  # a drag does not scroll
    with page.expect_response(lambda answer: answer.url.endswith(f"/meetings/{meeting}")):
        page.locator(f"#item-{second} [data-handle]").drag_to(page.locator(f"#item-{third} [data-handle]"))
    assert table.items(meeting) == [second, third, first]
    expect(page.get_by_label("Hvad blev I enige om, og hvorfor?")).to_have_value("Halvt skrevet")


def test_a_press_without_a_connection_takes_nothing_away_and_what_is_decided_is_sent_later(
    page: Page, browser_context: BrowserContext, live_server: LiveServer, table: Table
) -> None:
    meeting = table.call()
    first, second = table.matter(meeting, "Et"), table.matter(meeting, "To")
    table.begin(meeting)
    _as(browser_context, live_server, table, "karen")
    page.goto(f"/meetings/{meeting}?item={first}")
    page.get_by_label("Hvad blev I enige om, og hvorfor?").fill("Halvt skrevet")
    page.route("**/order", lambda route: route.abort("internetdisconnected"))
    page.get_by_role("button", name="Flyt To op").click()
    expect(page.locator("[data-reorder-status]")).to_have_text(
        "Ingen forbindelse. Rækkefølgen står, som den stod."
    )
    expect(page.locator(".sf-agenda-item").first).to_have_id(f"item-{first}")
    browser_context.set_offline(True)
    page.get_by_role("button", name="Tag op To").click()
    expect(page.get_by_text("Ingen forbindelse. Intet er gået tabt")).to_be_visible()
    expect(page.get_by_label("Hvad blev I enige om, og hvorfor?")).to_have_value("Halvt skrevet")
    page.get_by_role("button", name="Gem beslutningen").click()
    browser_context.set_offline(False)
    expect(page.locator(f"#item-{first}")).to_contain_text("Besluttet")
    assert table.item(first).decision_text == "Halvt skrevet"
    assert table.items(meeting) == [first, second]


def test_the_pages_hold_for_everybody(
    page: Page, browser_context: BrowserContext, live_server: LiveServer, table: Table, axe: Axe
) -> None:
    meeting = table.call()
    table.on_the_agenda(meeting, 1, SCHOOL)
    table.on_the_agenda(meeting, 2, JOBS, anonymous="Uden navn?")
    table.ready(3)
    _as(browser_context, live_server, table, "lene")
    for address in (
        "/meetings/",
        "/meetings/new",
        f"/meetings/{meeting}",
        f"/meetings/{meeting}?item=next&lang=en",
    ):
        page.goto(address)
        axe(page)
    _as(browser_context, live_server, table, "grete")
    page.goto(f"/meetings/{meeting}")
    axe(page)
