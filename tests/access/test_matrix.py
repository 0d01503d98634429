"""Every route × role × ground, by real requests on both databases, says what the plain model says."""

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from config import Settings
from sagsflow.app import create_app
from sagsflow.core.clock import SettableClock
from tests.access.matrix import page
from tests.access.matrix.asking import PAGE, Asked, ask_everything, unknown_parts
from tests.access.matrix.model import KNOW_RESIDENTS, marked, may_open, may_see, stands_on_the_page
from tests.access.matrix.world import MATRIX
from tests.house.application import TUESDAY
from tests.house.databases import SYSTEMS

BY_RESIDENT = ("residents.", "privacy.")
REFUSED = {403, 404}


@pytest.fixture(scope="module", params=SYSTEMS)
def world(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application on a world of its own, for all the questions."""
    copies = request.getfixturevalue(f"{request.param}_copies")
    url = copies.copy(MATRIX)
    settings = replace(Settings.from_environment({}), database_url=url)
    app = create_app(settings, clock=SettableClock(TUESDAY), testing=True)
    yield app
    app.extensions["sagsflow"].database.dispose()
    copies.drop(url)


def test_every_answer_is_what_the_model_allows_and_stands_in_the_docs(world: Flask) -> None:
    """One test, for the questions are asked once."""
    assert unknown_parts(world) == set(), (
        "say in tests/access/matrix/asking.py what leads to this part of an address"
    )
    answers = ask_everything(world, world.extensions["sagsflow"].database)
    assert [one for one in answers if one.status >= 500] == []
    assert list(_leaks(answers)) == []
    assert list(_opened(answers)) == []
    assert list(_other_pages(answers)) == []
    written = page.page(world, answers)
    if os.environ.get("SAGSFLOW_WRITE_ACCESS_MATRIX"):
        page.FILE.write_text(written, encoding="utf-8")
    assert page.FILE.read_text(encoding="utf-8") == written, (
        "look at what has changed: python -m tools.access_matrix"
    )


def _leaks(answers: list[Asked]) -> Iterator[tuple[str, str, str, str]]:
    """Words that stood where they may not."""
    for one in answers:
        for mark in one.marks:
            if not may_see(one.role, mark, owns=one.owns):
                yield (one.endpoint, one.role.value, "team" if one.owns else "receiver", mark.word)


def _opened(answers: list[Asked]) -> Iterator[tuple[str, str, str | None, int]]:
    """Pages of a case that opened to whom it is not open."""
    for one in answers:
        if one.case is None or may_open(one.role, one.case, owns=one.owns) or one.status in REFUSED:
            continue
        if not (one.endpoint.startswith(BY_RESIDENT) and one.owns and one.role in KNOW_RESIDENTS):
            yield (one.endpoint, one.role.value, one.case, one.status)


def _other_pages(answers: list[Asked]) -> Iterator[tuple[str, str, set[str]]]:
    """Pages of the case on which something else stands than the model says."""
    for one in answers:
        if one.endpoint == PAGE and one.case is not None:
            wanted = {
                mark.word for mark in marked(one.case) if stands_on_the_page(one.role, mark, owns=one.owns)
            }
            if one.words != wanted:
                yield (one.role.value, one.case, set(one.words ^ wanted))
