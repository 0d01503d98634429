"""The gallery: an example of every kind of paper, of made-up people only, printed by those who may."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy.orm import Session

from sagsflow.cli.gallery import NotTheDemo, make, make_extreme
from sagsflow.demo.extremes import EMPTIEST, LONGEST
from sagsflow.gallery.kinds import KINDS
from sagsflow.residents.models import Resident
from sagsflow.web.platform import EXTENSION, Platform
from tests.demo.conftest import PLAYED
from tests.house.databases import StartingPoint
from tests.house.visitor import Visitor
from tests.paper.test_printing_process import text_of
from tests.vera.checker import assert_pdf_ua

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
NOT_IN_THE_DEMO = {"answer", "consent-in-arabic"}


@pytest.fixture
def starting_point() -> StartingPoint:
    return PLAYED


def test_every_kind_that_the_demo_has_is_made_and_keeps_the_rules_of_pdf_ua(
    app: Flask, tmp_path: Path
) -> None:
    made = make(app, tmp_path / "papers", ["da"])
    assert {path.stem.removesuffix("-da") for path in made} == {kind.code for kind in KINDS} - NOT_IN_THE_DEMO
    assert_pdf_ua(made)
    plan = next(path for path in made if path.stem == "my-plan-da")
    assert "Formål: Beboerens egen plan" in text_of(plan.read_bytes()), (
        "it asked in the language of the paper"
    )


@pytest.mark.parametrize(("extreme", "language"), [(LONGEST, "en"), (EMPTIEST, "da")])
def test_the_longest_and_the_emptiest_papers_are_made_and_keep_the_rules(
    app: Flask, tmp_path: Path, extreme: str, language: str
) -> None:
    made = make_extreme(extreme, tmp_path, [language])
    assert {path.stem.removesuffix(f"-{language}") for path in made} == {kind.code for kind in KINDS}
    assert_pdf_ua(made)
    plan = next(path for path in made if path.stem == f"my-plan-{language}").read_bytes()
    assert len(PdfReader(BytesIO(plan)).pages) <= 2, "who it is for reads two pages"
    assert ("Gets the plan under way" in text_of(plan)) is (extreme == LONGEST), (
        "what the form has ticked is printed"
    )
    certificate = next(path for path in made if path.stem.startswith("certificate")).read_bytes()
    assert {LONGEST: "365 days after closing", EMPTIEST: "365 dage efter afslutningen"}[extreme] in text_of(
        certificate
    )


def test_it_refuses_where_anybody_may_be_real(app: Flask, tmp_path: Path) -> None:
    platform: Platform = app.extensions[EXTENSION]
    with platform.database.write() as db:
        _first(db).fictional = False
    with pytest.raises(NotTheDemo):
        make(app, tmp_path / "papers", ["da"])
    assert not (tmp_path / "papers").exists()


def test_the_page_shows_what_one_s_role_prints_and_names_the_rest(app: Flask, client: Visitor) -> None:
    client.submit("/sign-in", {"login": "mette", "password": "regn paa cykelstien"}, button="Log ind")
    page = client.get("/gallery").text
    yours, others = page.split("Andres papirer")
    assert "my-plan.pdf" in yours
    assert "Et databrud" in others
    assert 'href="/gallery"' in client.get("/").text or 'href="/gallery"' in page


def _first(db: Session) -> Resident:
    return db.query(Resident).order_by(Resident.id).limit(1).one()
