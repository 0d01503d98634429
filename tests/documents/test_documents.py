"""Documents on a case: each is seen by its own unit, and by others only as the resident has agreed."""

import io

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from sagsflow.access.topics import Topic
from sagsflow.documents.models import Document, DocumentKind
from sagsflow.documents.service import NewDocument, add_document
from sagsflow.eventlog.models import ReadEntry
from sagsflow.files.models import StoredFile
from tests.cast import JOBS, SCHOOL, Cast, Visit, person
from tests.documents import papers
from tests.house.visitor import Visitor

ONE_IS_ENOUGH = pytest.mark.parametrize("database_system", ["sqlite"])


@pytest.fixture
def ref(cast: Cast) -> str:
    """A case that the school may see the school topic of."""
    with cast.database.write() as db:
        case = cast.clarifying(db)
        cast.consent(db, case.ref, SCHOOL, Topic.SCHOOL)
        return case.ref


def put(
    cast: Cast, ref: str, *, topic: Topic = Topic.SCHOOL, shared: bool = False, sensitive: bool = False
) -> int:
    new = NewDocument(DocumentKind.LETTER, "Brev fra skolen", topic, papers.PDF, sensitive, shared)
    with cast.database.write() as db:
        return add_document(db, ref, new, actor=person("karen"), at=cast.at).id


def send(karen: Visitor, ref: str, content: bytes, **typed: object) -> TestResponse:
    """As a browser sends it; the client's own way of sending a large file leaves a file of its own open."""
    form = karen.form(f"/cases/{ref}/documents/new", button="Gem dokumentet")
    fields = form.filled({"title": "Brev", "topic": "school"} | typed, "Gem dokumentet")
    file = FileStorage(io.BytesIO(content), "../../<b>010190-1234</b>.html")
    boundary, body = encode_multipart({**fields, "file": file})
    return karen.post(form.action, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def test_a_document_is_added_opened_and_taken_away(cast: Cast, visit: Visit, ref: str) -> None:
    karen = visit("karen")
    assert send(karen, ref, papers.PDF, kind="letter").status_code == 303
    with cast.database.read() as db:
        here = f"/cases/{ref}/documents/{db.scalars(sa.select(Document.id)).one()}"
    opened = karen.get(here)
    assert (opened.status_code, opened.data, opened.mimetype) == (200, papers.PDF, "application/pdf")
    assert "Brev" in karen.get(f"/cases/{ref}").text
    answer = karen.submit(f"{here}/remove", {"because": "Lagt på den forkerte sag"}, button="Slet filen")
    assert answer.status_code == 303
    assert karen.get(here).status_code == 410
    assert "Lagt på den forkerte sag" in karen.get(f"/cases/{ref}").text
    with cast.database.read() as db:
        assert db.scalars(sa.select(StoredFile)).all() == []


@ONE_IS_ENOUGH
def test_the_browser_saves_it_and_runs_nothing_in_it(cast: Cast, visit: Visit, ref: str) -> None:
    number = put(cast, ref)
    headers = visit("karen").get(f"/cases/{ref}/documents/{number}").headers
    assert headers["Content-Disposition"] == f'attachment; filename="{ref}-{number}.pdf"'
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"


@ONE_IS_ENOUGH
@pytest.mark.parametrize(
    ("shared", "topic", "sensitive", "seen"),
    [
        (True, Topic.SCHOOL, False, True),
        (False, Topic.SCHOOL, False, False),
        (True, Topic.HEALTH, False, False),
        (True, Topic.SCHOOL, True, False),
    ],
)
def test_another_unit_opens_what_the_resident_has_agreed_to(
    cast: Cast, visit: Visit, ref: str, *, shared: bool, topic: Topic, sensitive: bool, seen: bool
) -> None:
    number = put(cast, ref, shared=shared, topic=topic, sensitive=sensitive)
    samir = visit("samir")
    assert (samir.get(f"/cases/{ref}/documents/{number}").status_code == 200) is seen
    assert ("Brev fra skolen" in samir.get(f"/cases/{ref}").text) is seen
    assert samir.get(f"/cases/{ref}/documents/{number}/remove").status_code == 404
    assert visit("jette").get(f"/cases/{ref}/documents/{number}").status_code == 404


@ONE_IS_ENOUGH
def test_a_document_is_not_opened_through_another_case(cast: Cast, visit: Visit, ref: str) -> None:
    number = put(cast, ref)
    with cast.database.write() as db:
        other = cast.clarifying(db, number=2).ref
    assert visit("karen").get(f"/cases/{other}/documents/{number}").status_code == 404
    assert visit("karen").get(f"/cases/{other}/documents/{number}/remove").status_code == 404


@ONE_IS_ENOUGH
def test_when_consent_is_withdrawn_the_document_closes_at_once(cast: Cast, visit: Visit, ref: str) -> None:
    number, samir = put(cast, ref, shared=True), visit("samir")
    with cast.database.write() as db:
        consent = cast.consent(db, ref, SCHOOL, Topic.SCHOOL, Topic.HEALTH)
    assert samir.get(f"/cases/{ref}/documents/{number}").status_code == 200
    with cast.database.write() as db:
        for standing in {consent.id, consent.id - 1}:
            cast.withdraw(db, ref, db.get_one(type(consent), standing))
    assert samir.get(f"/cases/{ref}/documents/{number}").status_code == 404


@ONE_IS_ENOUGH
def test_whoever_opens_it_is_written_down(cast: Cast, visit: Visit, ref: str) -> None:
    number = put(cast, ref)
    visit("karen").get(f"/cases/{ref}/documents/{number}")
    with cast.database.read() as db:
        assert "document-opened" in db.scalars(sa.select(ReadEntry.what)).all()


@ONE_IS_ENOUGH
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (papers.SVG, "Den slags fil kan ikke gemmes her"),
        (b"", "Filen er tom"),
        (papers.PDF + bytes(10 * 1024 * 1024), "Filen er større end 10 MB"),
    ],
    ids=["kind", "empty", "large"],
)
def test_a_file_that_is_not_taken_loses_nothing_that_was_typed(
    cast: Cast, visit: Visit, ref: str, content: bytes, said: str
) -> None:
    answer = send(visit("karen"), ref, content, title="Brev fra Ærø")
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Brev fra Ærø"' in answer.text
    with cast.database.read() as db:
        assert db.scalars(sa.select(StoredFile)).all() == []


@ONE_IS_ENOUGH
def test_far_too_much_is_refused_before_it_is_read(visit: Visit, ref: str) -> None:
    assert send(visit("karen"), ref, papers.PDF + bytes(12 * 1024 * 1024)).status_code == 413


@ONE_IS_ENOUGH
def test_a_form_without_a_file_says_so(visit: Visit, ref: str) -> None:
    answer = visit("karen").submit(f"/cases/{ref}/documents/new", {"title": "Brev"}, button="Gem dokumentet")
    assert answer.status_code == 422
    assert "Vælg en fil." in answer.text


@ONE_IS_ENOUGH
def test_a_signed_form_names_a_consent_of_its_own_case(cast: Cast, visit: Visit, ref: str) -> None:
    with cast.database.write() as db:
        other = cast.clarifying(db, number=2)
        foreign = cast.consent(db, other.ref, JOBS, Topic.EMPLOYMENT).id
    karen = visit("karen")
    assert send(karen, ref, papers.PDF, consent=str(foreign), kind="signed_consent").status_code == 422
