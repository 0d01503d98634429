"""Three people in one meeting: the chair runs it to approved minutes by keys, the minute-taker helps, a partner reads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from sagsflow.meetings.models import ItemStatus, MeetingStatus, Minutes, MinutesStatus
from sagsflow.web.sessions import LOOPBACK_NAME
from tests.cast import JOBS, SCHOOL, TEAM, open_session
from tests.house.server import LiveServer
from tests.meetings.table import Table

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
ITEMS, FEWER_THAN = 8, 12
HIDDEN_FROM_THE_SCHOOL, BY_THE_MINUTE_TAKER = 6, 4
FURTHEST = 60
WHERE = "(all, name) => all.findIndex(one => one.labels[0].innerText === name) + 1"
SEES = Callable[[str], "Seat"]


@dataclass
class Seat:
    """One person at her own screen, who presses keys and has no mouse; typing words does not count as pressing."""

    page: Page
    presses: int = field(default=0)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.presses += 1

    def enter(self, place: Locator) -> None:
        self.tab_to(place)
        self.press("Enter")
        self.page.wait_for_load_state()

    def tab_to(self, place: Locator) -> None:
        expect(place).to_be_visible()
        for _step in range(FURTHEST):
            if place.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"Tab never reached {place}")

    def decide(self, item: int, words: str) -> None:
        """The item in hand has the focus, or one passes the threshold first; then a figure, the words, and Ctrl+Enter."""
        here = self.page.locator(f"#item-{item}")
        expect(here).to_be_focused()
        threshold = here.get_by_role("button", name="De har forladt lokalet: tag punktet op")
        if threshold.count():
            self.enter(threshold)
            expect(here.locator("form[data-decide]")).to_be_visible()
            expect(here).to_be_focused()
        if place := here.locator("input[name=code]").evaluate_all(WHERE, "Indhent viden"):
            self.press(str(place))
        else:
            self.tab_to(here.locator("textarea[name=text]"))
        self.page.keyboard.type(words)
        self.press("Control+Enter")
        expect(here.locator("form[data-decide]")).to_have_count(0)

    def minutes(self, meeting: int) -> str:
        answer = self.page.request.get(f"/meetings/{meeting}/minutes.pdf")
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.body())).pages)


@pytest.fixture
def seat(chromium: Browser, live_server: LiveServer, table: Table) -> SEES:
    def of(login: str) -> Seat:
        context = chromium.new_context(base_url=live_server.url, locale="da-DK")
        context.set_default_timeout(20_000)
        token = open_session(table.database, login, table.cast.at)
        context.add_cookies([{"name": LOOPBACK_NAME, "value": token, "url": live_server.url}])
        return Seat(context.new_page())

    return of


def _agenda(table: Table) -> tuple[int, list[int]]:
    """A matter without persons first, then seven cases; of one of them the school may not hear."""
    meeting = table.call()
    table.matter(meeting)
    for number in range(1, ITEMS):
        parties = (JOBS,) if number == HIDDEN_FROM_THE_SCHOOL else (SCHOOL, JOBS)
        table.on_the_agenda(meeting, number, *parties, anonymous="Hvem kan følge med på jobcentret?")
    table.sit_down(meeting, TEAM, SCHOOL, JOBS)
    return meeting, table.items(meeting)


def test_eight_items_to_approved_minutes_by_keys_with_three_at_the_table(seat: SEES, table: Table) -> None:
    meeting, items = _agenda(table)
    chair, writer, partner = seat("lene"), seat("karen"), seat("grete")
    for one in (chair, writer, partner):
        one.page.goto(f"/meetings/{meeting}")
    chair.enter(chair.page.get_by_role("button", name="Begynd mødet"))
    for place, item in enumerate(items):
        if place == BY_THE_MINUTE_TAKER:
            writer.page.goto(f"/meetings/{meeting}?item={item}#item-{item}")
            writer.decide(item, f"Aftale {place}")
            expect(chair.page.locator(f"#item-{item}")).to_contain_text(f"Aftale {place}")
        else:
            chair.decide(item, f"Aftale {place}")
            expect(chair.page.locator(f"#item-{item}")).to_contain_text(f"Aftale {place}")
    expect(partner.page.locator("[data-live-items]")).to_contain_text(f"Aftale {ITEMS - 1}")
    expect(partner.page.locator(f"#item-{items[HIDDEN_FROM_THE_SCHOOL]}")).not_to_contain_text("Aftale")
    chair.enter(chair.page.get_by_role("button", name="Afslut mødet"))
    chair.enter(chair.page.get_by_role("button", name="Godkend referatet"))
    expect(chair.page.get_by_text("Godkendt", exact=True).first).to_be_visible()
    assert (chair.presses + writer.presses) / ITEMS < FEWER_THAN
    _each_reads_what_is_hers(table, meeting, chair, writer, partner)


def _each_reads_what_is_hers(table: Table, meeting: int, *seats: Seat) -> None:
    agreed = {f"Aftale {place}" for place in range(ITEMS)}
    hidden = {f"Aftale {HIDDEN_FROM_THE_SCHOOL}"}
    told = [{words for words in agreed if words in one.minutes(meeting)} for one in seats]
    assert told == [agreed, agreed, agreed - hidden]
    names = [f"Beboer{HIDDEN_FROM_THE_SCHOOL}" in one.minutes(meeting) for one in seats]
    assert names == [True, True, False]
    assert {table.item(item).status for item in table.items(meeting)} == {ItemStatus.DECIDED}
    assert table.meeting(meeting).status is MeetingStatus.ENDED
    with table.database.read() as db:
        assert db.get_one(Minutes, meeting).status is MinutesStatus.APPROVED
