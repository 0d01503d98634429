"""The signed paper of a consent is brought from the consent's page, stands there, and is listed on the summary."""

import io

import pytest
import sqlalchemy as sa

from sagsflow.cases.printing import Wish, person_summary
from sagsflow.documents.models import Document, DocumentKind
from tests.cast import SCHOOL, Cast, Visit, person
from tests.documents.papers import PDF, SVG

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])


@pytest.fixture
def page(cast: Cast) -> str:
    with cast.database.write() as db:
        case = cast.clarifying(db)
        return f"/cases/{case.ref}/consents/{cast.consent(db, case.ref, SCHOOL).id}"


def _bring(visit: Visit, page: str, content: bytes) -> tuple[int, str]:
    karen = visit("karen")
    form = karen.form(page, action="/signed")
    typed = {**form.filled({}), "file": (io.BytesIO(content), "scan.pdf")}
    answer = karen.post(form.action, data=typed, content_type="multipart/form-data")
    return answer.status_code, answer.location or answer.text


def test_it_is_brought_there_and_stands_there_with_who_and_when(cast: Cast, visit: Visit, page: str) -> None:
    assert "ikke scannet" in visit("karen").get(page).text
    assert _bring(visit, page, PDF) == (303, f"{page}#signed")
    shown = visit("karen").get(page).text
    assert ("Underskrevet samtykke: Testskolen" in shown, "Karen Holm, 15.09.2026" in shown) == (True, True)
    with cast.database.read() as db:
        paper = db.scalars(sa.select(Document)).one()
    assert (paper.kind, paper.shared, f"/{paper.consent_id}" in page) == (
        DocumentKind.SIGNED_CONSENT,
        False,
        True,
    )


def test_what_is_no_document_is_refused_beside_the_field(visit: Visit, page: str) -> None:
    status, text = _bring(visit, page, SVG)
    assert (status, "uden makroer" in text) == (422, True)


def test_nobody_else_brings_one_and_no_other_consent_takes_it(visit: Visit, page: str) -> None:
    assert visit("samir").get(f"{page}/signed").status_code in {403, 404}
    assert visit("oda").get(f"{page}/signed").status_code == 404
    assert visit("karen").get(f"{page}9/signed").status_code == 404


def test_the_summary_lists_what_its_reader_may_see(cast: Cast, visit: Visit, page: str) -> None:
    _bring(visit, page, PDF)
    ref, wish = page.split("/")[2], Wish("Beboeren", "Samtale", "da")
    with cast.database.read() as db:
        for who, listed in (("karen", 1), ("samir", 0)):
            _seen, paper = person_summary(db, person(who), ref, wish, at=cast.at, pathways=cast.platform)
            assert len(paper.printed_documents) == listed
