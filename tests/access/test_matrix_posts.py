"""What is sent to a case answers nobody with more than she may see: every form's address × role × ground, sent empty."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from config import Settings
from sagsflow.access.roles import Role
from sagsflow.app import create_app
from sagsflow.core.clock import SettableClock
from tests.access.matrix.asking import BY_WORD, TRIGGERS, WORD, browser_of, values_of
from tests.access.matrix.model import may_open, may_see
from tests.access.matrix.world import MATRIX, RECEIVER, token
from tests.house.application import TUESDAY
from tests.house.forms import forms_of

ASKED = (Role.MUNICIPAL_WORKER, Role.PARTNER_WORKER, Role.GROUP_MEMBER)
SITUATIONS = ("none", "consent", "tenancy", "emergency", "ended this moment")
REFUSED = {403, 404}
OF_A_CASE = {"ref", "note_id", "goal_id", "referral_id", "task_id", "consent_id", "document_id"}


@pytest.fixture
def world(sqlite_copies: Any) -> Iterator[Flask]:
    """Which rows there are is asked on both databases by the matrix of what is read."""
    url = sqlite_copies.copy(MATRIX)
    settings = replace(Settings.from_environment({}), database_url=url)
    app = create_app(settings, clock=SettableClock(TUESDAY), testing=True)
    yield app
    app.extensions["sagsflow"].database.dispose()
    sqlite_copies.drop(url)


def _rules(app: Flask) -> list[Rule]:
    found = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    return sorted((rule for rule in found if rule.arguments & OF_A_CASE), key=lambda rule: rule.endpoint)


def _send(browser: FlaskClient, app: Flask, rule: Rule, values: dict[str, Any], csrf: str) -> Any:
    known = {part: values.get(part, 1) for part in rule.arguments}
    if "trigger" in rule.arguments:
        known["trigger"] = TRIGGERS.get(rule.endpoint.replace(".take", ".step"), "withdraw")
    adapter = app.url_map.bind("localhost", url_scheme="https")
    address = adapter.build(rule.endpoint, known, method="POST", force_external=False)
    data = {"csrf_token": csrf, "seen": "1", "submission": "s" * 43, "version": "1"}
    headers = {"Referer": "https://localhost/"}
    return browser.post(address, data=data, base_url="https://localhost", headers=headers)


@pytest.mark.parametrize("role", ASKED)
def test_an_empty_form_tells_a_receiver_no_more_than_a_page_would(world: Flask, role: Role) -> None:
    values = values_of(world.extensions["sagsflow"].database)
    browser = browser_of(world, token(role, RECEIVER))
    page = browser.get("/", base_url="https://localhost").text
    csrf = forms_of(page, "/")[0].values["csrf_token"][0]
    met = 0
    for name in SITUATIONS:
        for rule in _rules(world):
            answer = _send(browser, world, rule, values[name], csrf)
            words = BY_WORD.keys() & set(WORD.findall(answer.text))
            assert [word for word in words if not may_see(role, BY_WORD[word], owns=False)] == [], rule
            assert answer.status_code < 500, rule
            assert may_open(role, name, owns=False) or answer.status_code in REFUSED, (name, rule)
            met += bool(words)
    assert met or role is Role.GROUP_MEMBER, "no answer showed anything: nothing would be proved"
