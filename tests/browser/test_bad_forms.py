"""Every form that is filled in badly comes back: 422, a summary of what is wrong that has the focus, and the typed words."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from tests.browser.cases_of_the_demo import standing_at
from tests.browser.desk import sign_in
from tests.browser.walk import walk
from tests.house.forms import Form, forms_of
from tests.house.server import LiveServer
from tests.house.visitor import ORIGIN, Visitor

WORDS = "Ordene bliver stående"
NO_DAY = "31.02.2026"
OURS = {"csrf_token", "submission", "version", "seen", "back", "order", "direction", "urgent", "ref"}
OURS |= {"about", "month", "opinion", "plan", "quarter"}
NEVER_SHOWN_AGAIN = {"password", "new_password", "repeat_password", "cpr"}
ENOUGH = {"mette": 12, "kirsten": 10, "emil": 8, "layla": 1, "asta": 5}

TYPED = re.compile(r'<(?:textarea|input)\b[^>]*class="[^"]*form-input[^>]*\bname="([^"]+)"')

ASKED = re.compile(r'<(?:textarea|input|select)\b[^>]*\bname="([^"]+)"')


def asks(page: str) -> bool:
    """Whether there is anything to fill in on it; a page without need not be made and read again."""
    return any(name not in NEVER_SHOWN_AGAIN and not is_ours(name) for name in ASKED.findall(page))


def written(form: Form) -> list[str]:
    """The fields that a person fills in."""
    return sorted(name for name in form.names - NEVER_SHOWN_AGAIN if not is_ours(name))


def is_ours(name: str) -> bool:
    """Where a page has several forms of a kind, each name has the form's own before it."""
    return name.rpartition("-")[2] in OURS


def badly_filled(form: Form) -> dict[str, list[str]]:
    """Nothing chosen; words where there is room for words, and a day that does not exist where there stood a day. Where a
    button carries the answer, the last of them is pressed."""
    kept = {name: values for name, values in form.values.items() if is_ours(name)}
    kept |= {name: [value] for name, value in form.buttons.values() if name}
    days = {name for name in form.names if name.endswith(("_on", "_until", "until", "day", "to"))}
    return kept | {name: [NO_DAY if name in days else WORDS] for name in written(form)}


@pytest.mark.parametrize("login", ENOUGH)
@pytest.mark.parametrize("database_system", ["sqlite"])
def test_a_badly_filled_form_comes_back_with_what_is_wrong(app: Flask, client: Visitor, login: str) -> None:
    sign_in(client, login)
    refused, faults = set[str](), list[str]()
    for place in (place for place in walk(app, login, "sqlite").one_of_each_shape(3) if asks(place.text)):
        page = FlaskClient.open(client, place.url, base_url=ORIGIN)  # the walk had another session
        for form in forms_of(page.text, place.url):
            if not written(form):
                continue
            answer = FlaskClient.open(
                client, form.action, method="POST", data=badly_filled(form), base_url=ORIGIN,
                headers={"Referer": ORIGIN + place.url},
            )  # fmt: skip
            if answer.status_code == 422:
                refused.add(place.endpoint)
                faults += [f"{form.action}: {what}" for what in missing_from(answer.text, form)]
            elif answer.status_code not in {200, 303}:
                faults.append(f"{form.action} answers {answer.status_code}")
    assert faults == []
    assert len(refused) >= ENOUGH[login], refused


def missing_from(page: str, form: Form) -> list[str]:
    typed = {
        value
        for name, values in badly_filled(form).items()
        for value in values
        if name in TYPED.findall(page)
    }
    lost = [f"{value} is not shown again" for value in typed & {WORDS, NO_DAY} if value not in page]
    return lost if "data-error-summary" in page else [*lost, "no summary of what is wrong"]


@pytest.mark.parametrize("database_system", ["sqlite"])
@pytest.mark.parametrize("form", ["notes/new", "goals/new", "consents/new", "clock/extend", "owner"])
def test_the_summary_has_the_focus_and_leads_to_the_field(
    page: Page, live_server: LiveServer, form: str
) -> None:
    known = standing_at(live_server.app, "plan_agreed")
    sign_in(page, known.owner)
    page.goto(f"/cases/{known.ref}/{form}")
    page.locator("main form button[type=submit]").last.click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    link = summary.get_by_role("link").first
    target = (link.get_attribute("href") or "").removeprefix("#")
    expect(page.locator(f"[id='{target}']")).to_be_visible()
