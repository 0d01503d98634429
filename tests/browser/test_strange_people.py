"""People and texts as they may come: long, right to left, emoji, or a script; every page carries them as text."""

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from sagsflow.cases.models import Case
from sagsflow.residents.models import Resident
from tests.browser.cases_of_the_demo import standing_at
from tests.browser.desk import Desk, sign_in
from tests.house.browser import Axe
from tests.house.server import LiveServer

SCRIPT = "<script>alert(1)</script>"
NAMES = {
    "script": ("<script>alert(1)</script>", '"><img src=x onerror=alert(2)>'),
    "long": ("Wolfeschlegelsteinhausenbergerdorff" * 3, "Ærøskøbing" * 10),
    "arabic": ("عبد الرحمن", "الاختبار"),
    "emoji": ("🦄👩‍👩‍👧‍👦", "Prøve🧪"),
}

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])


@pytest.fixture
def alarms(page: Page) -> list[str]:
    """Dialogs that a script on the page opened: there must never be one."""
    heard: list[str] = []

    def hear(dialog: object) -> None:
        heard.append(str(dialog))
        page.close()

    page.on("dialog", hear)
    return heard


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_is_text_on_every_page(
    page: Page, axe: Axe, alarms: list[str], live_server: LiveServer, kind: str
) -> None:
    given, family = NAMES[kind]
    ref, uuid = rename_somebody(live_server.app, given, family)
    sign_in(page, "mette")
    for path in [f"/cases/{ref}", f"/cases/{ref}/notes/new", f"/residents/{uuid}", "/cases?q=" + ref, "/"]:
        page.goto(path)
        axe(page)
    page.goto(f"/cases/{ref}")
    expect(page.locator("h1")).to_contain_text(given)
    assert alarms == []


def rename_somebody(app: Flask, given: str, family: str) -> tuple[str, str]:
    known = standing_at(app, "plan_agreed")
    standing = app.extensions["sagsflow"]
    with standing.database.write() as db:
        resident = db.scalars(sa.select(Resident).join(Case).where(Case.ref == known.ref)).one()
        resident.given_name, resident.family_name = given, family
        return known.ref, str(resident.uuid)


def test_a_script_in_every_text_is_only_text(page: Page, alarms: list[str], live_server: LiveServer) -> None:
    known = standing_at(live_server.app, "plan_agreed")
    desk = Desk(page)
    sign_in(page, known.owner)
    for path, button in [("notes/new", "Gem notatet"), ("goals/new", "Gem målet")]:
        page.goto(f"/cases/{known.ref}/{path}")
        for box in page.locator("main textarea").all():
            box.fill(SCRIPT)
        desk.press(button)
        desk.sees(SCRIPT)
    assert alarms == []


def test_a_text_of_100_kilobytes_is_refused_and_kept(page: Page, live_server: LiveServer) -> None:
    known = standing_at(live_server.app, "plan_agreed")
    sign_in(page, known.owner)
    page.goto(f"/cases/{known.ref}/notes/new")
    page.get_by_label("Notat", exact=True).fill("Æ" * 50_000)
    Desk(page).press("Gem notatet")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert page.get_by_label("Notat", exact=True).input_value() == "Æ" * 50_000
