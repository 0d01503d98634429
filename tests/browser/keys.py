"""Hands on a keyboard, and no mouse: goes to a thing by Tab, and sees where the focus is on the way."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

FURTHEST = 150
SHOWN = """element => {
  const parts = [element, element.nextElementSibling, element.closest("label")].filter(Boolean);
  return parts.some(part => [null, "::before"].some(pseudo => {
    const style = getComputedStyle(part, pseudo);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  }));
}"""


@dataclass(frozen=True)
class Keyboard:
    """Presses keys on one page."""

    page: Page

    def tab_to(self, place: Locator) -> None:
        """Fails when Tab never gets there, or when the focus cannot be seen once it has."""
        for _step in range(FURTHEST):
            self.page.keyboard.press("Tab")
            if place.evaluate("element => element === document.activeElement"):
                assert place.evaluate(SHOWN), f"the focus on {place} cannot be seen"
                return
        raise AssertionError(f"Tab never reached {place}")

    def enter(self, place: Locator) -> None:
        """Follows a link or presses a button."""
        self.tab_to(place)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def tick(self, place: Locator) -> None:
        self.tab_to(place)
        self.page.keyboard.press("Space")

    def write(self, place: Locator, text: str) -> None:
        self.tab_to(place)
        self.page.keyboard.type(text)
