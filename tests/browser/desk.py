"""A person at a desk: signs in, presses, writes, reads; each has a browser profile of her own."""

import re
from dataclasses import dataclass

from playwright.sync_api import APIResponse, Browser, Page, expect

from tests.browser.world import PASSWORD
from tests.house.visitor import Visitor

PATIENCE = 20_000  # milliseconds: a machine may be busy with other tests
FIRST_PAGE = re.compile("Min dag|Helhedsplanen|Overblik")  # the plan for the board, figures for a manager
expect.set_options(timeout=PATIENCE)


def sign_in(somebody: Page | Visitor, login: str) -> None:
    """In a browser, or as a visitor without one."""
    if isinstance(somebody, Visitor):
        answer = somebody.submit("/sign-in", {"login": login, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return
    somebody.goto("/sign-in")
    somebody.get_by_label("Brugernavn").fill(login)
    somebody.get_by_label("Adgangskode").fill(PASSWORD)
    somebody.get_by_role("button", name="Log ind", exact=True).click()
    expect(somebody.locator("h1")).to_contain_text(FIRST_PAGE)


@dataclass
class Desk:
    """One signed-in person."""

    page: Page

    @classmethod
    def of(cls, chromium: Browser, url: str, login: str, *, javascript: bool = True) -> "Desk":
        context = chromium.new_context(
            base_url=url,
            locale="da-DK",
            timezone_id="Europe/Copenhagen",
            viewport={"width": 1440, "height": 900},
            java_script_enabled=javascript,
        )
        context.set_default_timeout(PATIENCE)
        desk = cls(context.new_page())
        sign_in(desk.page, login)
        return desk

    def prints(self, ref: str, *, recipient: str, purpose: str) -> APIResponse:
        """The summary of a case, by its form; the answer is the paper."""
        self.page.goto(f"/cases/{ref}/pathway.pdf")
        token = self.page.locator("form.sf-form input[name=csrf_token]").input_value()
        typed: dict[str, str | float | bool] = {
            "recipient": recipient,
            "purpose": purpose,
            "csrf_token": token,
        }
        return self.page.request.post(f"/cases/{ref}/pathway.pdf", form=typed)

    def goes_to(self, place: str) -> None:
        """By the main menu."""
        self.page.get_by_role("navigation", name="Hovedmenu").get_by_role(
            "link", name=place, exact=True
        ).click()

    def opens(self, link: str) -> None:
        """A link by the words it begins with: what it is about may follow for screen readers."""
        self.page.get_by_role("link", name=_beginning(link)).first.click()

    def press(self, button: str) -> None:
        """A button by the words it begins with."""
        self.page.get_by_role("button", name=_beginning(button)).first.click()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def choose(self, label: str, option: str) -> None:
        """By the words of an option, or part of them."""
        box = self.page.locator("select").and_(self.page.get_by_label(label)).first
        value = box.locator("option", has_text=option).first.get_attribute("value")
        box.select_option(value=value)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()

    def sees(self, *words: str) -> None:
        for word in words:
            expect(self.page.locator("body")).to_contain_text(word)

    def sees_no(self, word: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(word)

    def status_of(self, path: str) -> int:
        """What the server answers to this person, without opening a page."""
        return self.page.request.get(path).status


def _beginning(words: str) -> re.Pattern[str]:
    return re.compile("^" + re.escape(words))
