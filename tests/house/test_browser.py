"""The browser of the house is a real one: it meets a real server, and sees what is wrong with a page."""

from pathlib import Path

import pytest
from flask import Flask, Response
from playwright.sync_api import Error, Page

from tests.house import browser
from tests.house.browser import Axe, Screenshot

PAGE = """<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Min dag</title>
<meta name="viewport" content="width=device-width"></head><body><main><h1>Min dag</h1>{}</main></body></html>"""
BODIES = {
    "sound": "<p>Intet venter.</p>",
    "unlabelled": "<input>",
    "wide": f"<pre>{'bred ' * 200}</pre>",
    "inline": "<script>document.title = 'andet'</script>",
}


@pytest.fixture
def app() -> Flask:
    """A small site with one sound page and three bad ones."""
    app = Flask(__name__)

    @app.get("/<any(sound, unlabelled, wide, inline):name>")
    def show(name: str) -> Response:
        return Response(PAGE.format(BODIES[name]), headers={"Content-Security-Policy": "default-src 'self'"})

    return app


def test_a_sound_page_passes(page: Page, axe: Axe) -> None:
    page.goto("/sound")
    assert page.get_by_role("heading", name="Min dag").is_visible()
    axe(page)


def test_an_unlabelled_field_is_found(page: Page, axe: Axe) -> None:
    page.goto("/unlabelled")
    with pytest.raises(AssertionError, match="critical: label"):
        axe(page)


def test_a_page_that_is_too_wide_is_found(page: Page, axe: Axe) -> None:
    page.goto("/wide")
    with pytest.raises(AssertionError, match="scrolls sideways at 320 px"):
        axe(page)


def test_an_inline_script_does_not_run_and_is_complained_of(page: Page, complaints: list[str]) -> None:
    page.goto("/inline")
    assert page.title() == "Min dag"
    assert "Content Security Policy" in complaints.pop()


def test_the_browser_reaches_no_other_machine(page: Page) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://192.0.2.1/")


def test_screenshots_are_kept_in_both_widths(
    page: Page, screenshot: Screenshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "SCREENSHOTS", tmp_path)
    page.goto("/sound")
    screenshot(page, "min-dag")
    assert {path.name for path in tmp_path.iterdir()} == {"min-dag-1440.png", "min-dag-375.png"}
