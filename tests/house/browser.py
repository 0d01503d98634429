"""A real headless Chromium: pages, the accessibility check, and screenshots in var/screenshots/."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from config import ROOT
from tests.house.accessibility import COLOURS, faults_on
from tests.house.server import LiveServer

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--js-flags=--max-opt=1,--no-flush-bytecode",  # a page lives a second: thorough compiling costs more than it gains
]
SCREENSHOTS = ROOT / "var" / "screenshots"
LAUNCH_TAKES_AT_MOST = 120_000  # milliseconds: a machine may be busy with other tests
WIDTHS = (1440, 375)
NARROWEST = 320

Axe = Callable[[Page], None]
Screenshot = Callable[[Page, str], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def _executable(playwright: Playwright) -> str:
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    own = playwright.chromium.executable_path
    if not Path(own).exists():
        pytest.skip("no Chromium here: apt-get install chromium")
    return own


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser per worker process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_executable(playwright), args=ARGUMENTS, timeout=LAUNCH_TAKES_AT_MOST
        )
        yield browser
        browser.close()


@pytest.fixture
def browser_context(chromium: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A Danish visitor in Viborg, with a clean profile, on the test's own server."""
    context = chromium.new_context(
        base_url=live_server.url,
        locale="da-DK",
        timezone_id="Europe/Copenhagen",
        viewport={"width": WIDTHS[0], "height": 900},
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console complained of; a test that provokes a complaint takes it out."""
    return []


@pytest.fixture
def page(browser_context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """A page in Chromium; a complaint in its console (a breach of the CSP, a script that failed) fails the test."""
    page = browser_context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console", lambda said: complaints.append(said.text) if _is_complaint(said.type, said.text) else None
    )
    yield page
    assert complaints == [], f"the browser's console complained: {complaints}"


ON_PURPOSE = (
    "Failed to load resource: the server responded with a status of 4",
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
)


def _is_complaint(kind: str, text: str) -> bool:
    """What the server refuses, and a connection that a test has cut, are told in the console as well."""
    return kind == "error" and not text.startswith(ON_PURPOSE)


@pytest.fixture
def axe() -> Axe:
    """`axe(page)`: axe-core finds nothing serious or critical, and nothing is wider than the narrowest screen."""
    return _check


@pytest.fixture
def axe_but_for_colours() -> Axe:
    """The same for a page whose colours were looked at in another language."""
    return partial(_check, but_for=(COLOURS,))


def _check(page: Page, but_for: Iterable[str] = ()) -> None:
    faults = faults_on(page, but_for=but_for)
    assert faults == [], f"{page.url}:\n" + "\n".join(faults)
    assert _fits_narrow(page), f"{page.url} scrolls sideways at {NARROWEST} px"


def _fits_narrow(page: Page) -> bool:
    before = page.viewport_size
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    fits: bool = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if before:
        page.set_viewport_size(before)
    return fits


@pytest.fixture
def screenshot() -> Screenshot:
    """`screenshot(page, name)` keeps the whole page at 1440 and at 375 px as var/screenshots/<name>-<width>.png."""

    def take(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for width in reversed(WIDTHS):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)

    return take
