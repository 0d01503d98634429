"""What an attacker adds to a request: fields that no form has, other methods; and the headers of every answer."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from sagsflow.cases.models import Note
from tests.cast import PEOPLE, TEAM, Cast, Visit
from tests.house.visitor import ORIGIN, Visitor

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
ADDED = {
    "id": "77",
    "case_id": "2",
    "author_id": "99",
    "author_unit_id": "3",
    "written_at": "2000-01-01",
    "corrects_id": "1",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Strict-Transport-Security": "max-age=63072000",
}


def test_fields_that_no_form_has_set_nothing(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        case = cast.clarifying(db)
        cast.clarifying(db, number=2)
    karen, new = visit("karen"), f"/cases/{case.ref}/notes/new"
    form = karen.form(new, action="/new")
    assert karen.post(form.action, data={**form.filled({"text": "Et ord"}), **ADDED}).status_code == 303
    with cast.database.read() as db:
        note = db.scalars(sa.select(Note)).one()
    assert (note.id, note.case_id, note.corrects_id) == (1, case.id, None)
    assert (note.author_id, note.author_unit_id) == (PEOPLE["karen"][0], TEAM)
    assert note.written_at == cast.at


def _answers(karen: Visitor) -> dict[int, dict[str, str]]:
    """One answer of each kind, also of those that no view has given."""
    found = [
        karen.get("/cases"),
        karen.get("/cases?lang=en"),
        karen.get("/cases/BSV-1"),
        karen.get("/admin/people"),
        karen.get("/cases?after=%00"),
        karen.post("/tasks/1/finish"),
        FlaskClient.put(karen, "/cases", base_url=ORIGIN),
        FlaskClient.get(karen, "/nothing/of/ours", base_url=ORIGIN),
        FlaskClient.get(karen, "/sign-in", base_url=ORIGIN),
        karen.post("/account/language", data={"x": "x" * 5_000_000}),
    ]
    return {answer.status_code: dict(answer.headers) for answer in found}


def test_every_kind_of_answer_carries_the_headers(visit: Visit) -> None:
    found = _answers(visit("karen"))
    assert set(found) >= {200, 303, 400, 403, 404, 405, 413}
    for status, headers in found.items():
        missing = {name for name, value in HEADERS.items() if value not in headers.get(name, "")}
        assert missing == set(), status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_no_method_but_get_and_post_does_anything(cast: Cast, visit: Visit, method: str) -> None:
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
    karen = visit("karen")
    assert FlaskClient.open(karen, f"/cases/{ref}", method=method, base_url=ORIGIN).status_code == 405
    disguised = karen.post(f"/cases/{ref}/notes/new", headers={"X-HTTP-Method-Override": method})
    assert disguised.status_code == 400
