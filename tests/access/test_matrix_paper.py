"""The person summary on paper: role × ground holds what the plain model says, and the PDF that is handed out is that paper."""

from collections.abc import Iterator
from dataclasses import asdict, replace
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from config import Settings
from sagsflow.access.models import Ground
from sagsflow.access.roles import Role
from sagsflow.app import create_app
from sagsflow.cases.printing import Wish, person_summary
from sagsflow.core.clock import SettableClock
from sagsflow.core.errors import NotFound
from tests.access.matrix.asking import WORD, browser_of, values_of
from tests.access.matrix.model import EVERY, RUN_CASES, marked, may_open, stands_on_the_page
from tests.access.matrix.world import MATRIX, RECEIVER, ROLES, person, token
from tests.cast import TEAM
from tests.house.application import TUESDAY
from tests.house.forms import forms_of

PRINT = RUN_CASES | {Role.MUNICIPAL_WORKER}
PRINTED = {"name", "note", "goal", "task", "document"}
SAME = {"Referer": "https://localhost/"}
WISH = Wish(recipient="Mappen", purpose="Overblik", language="da", sensitive=True)


@pytest.fixture(scope="module")
def world(sqlite_copies: Any) -> Iterator[Flask]:
    """Paper is the same on both databases; which rows there are is asked on both by the matrix of what is read."""
    url = sqlite_copies.copy(MATRIX)
    settings = replace(Settings.from_environment({}), database_url=url)
    app = create_app(settings, clock=SettableClock(TUESDAY), testing=True)
    yield app
    app.extensions["sagsflow"].database.dispose()
    sqlite_copies.drop(url)


def _expected(role: Role, name: str, *, owns: bool) -> set[str] | None:
    """None: no paper. An emergency lets one look, and print nothing."""
    opens = may_open(role, name, owns=owns) and role in PRINT
    if not opens or (not owns and EVERY[name].ground is Ground.BREAK_GLASS):
        return None
    on_paper = (mark for mark in marked(name) if mark.what in PRINTED)
    return {mark.word for mark in on_paper if stands_on_the_page(role, mark, owns=owns)}


def _summary(world: Flask, role: Role, unit: int, ref: str) -> set[str] | None:
    platform = world.extensions["sagsflow"]
    with platform.database.read() as db:
        try:
            _seen, told = person_summary(db, person(role, unit), ref, WISH, at=TUESDAY, pathways=platform)
        except NotFound:
            return None
    return set(WORD.findall(repr(asdict(told))))


def test_the_paper_holds_what_the_model_says_for_every_role_on_every_ground(world: Flask) -> None:
    values = values_of(world.extensions["sagsflow"].database)
    for unit in (RECEIVER, TEAM):
        for role in ROLES:
            for name in EVERY:
                found = _summary(world, role, unit, values[name]["ref"])
                assert found == _expected(role, name, owns=unit == TEAM), (role, unit, name)


@pytest.mark.parametrize("name", ["consent", "sensitive", "tenancy"])
def test_the_pdf_that_is_handed_out_is_that_paper(world: Flask, name: str) -> None:
    role = Role.MUNICIPAL_WORKER
    ref = values_of(world.extensions["sagsflow"].database)[name]["ref"]
    browser, page = browser_of(world, token(role, RECEIVER)), f"/cases/{ref}/pathway.pdf"
    forms = forms_of(browser.get(page, base_url="https://localhost").text, page)
    form = next(form for form in forms if "recipient" in form.names)
    typed = form.filled({"recipient": "Mappen", "purpose": "Overblik", "sensitive": "y"})
    answer = browser.post(page, data=typed, base_url="https://localhost", headers=SAME, follow_redirects=True)
    assert answer.mimetype == "application/pdf"
    text = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages).split())
    assert {mark.word for mark in marked(name) if mark.word in text} == _expected(role, name, owns=False)
