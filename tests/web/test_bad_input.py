"""What no form of ours sends, and what people do send: each gets a clear answer, and nothing is lost."""

import pytest
import sqlalchemy as sa
from flask import Flask

from sagsflow.cases.models import Note
from tests.cast import Cast, Visit

NAMES = [
    "Æøå Ørum",
    "سمير حداد",
    "Zoë 👩‍👩‍👧‍👦",
    "<script>alert('x')</script>",
    "Robert'); DROP TABLE note;--",
]


@pytest.fixture
def ref(cast: Cast) -> str:
    with cast.database.write() as db:
        return cast.clarifying(db).ref


def _texts(cast: Cast) -> list[str]:
    with cast.database.read() as db:
        return list(db.scalars(sa.select(Note.text).order_by(Note.id)))


@pytest.mark.parametrize("text", NAMES)
def test_any_letter_is_kept_and_shown_as_it_was_typed(cast: Cast, visit: Visit, ref: str, text: str) -> None:
    karen = visit("karen")
    assert karen.submit(f"/cases/{ref}/notes/new", {"text": text}, action="/new").status_code == 303
    page = karen.get(f"/cases/{ref}").text
    assert _texts(cast) == [text]
    assert "<script>alert" not in page
    assert text.replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;") in page


def test_a_hundred_kilobytes_are_refused_beside_the_field_and_stand_there_still(
    cast: Cast, visit: Visit, ref: str
) -> None:
    text = "Ærlig talt. " * 9_000
    answer = visit("karen").submit(f"/cases/{ref}/notes/new", {"text": text}, action="/new")
    assert (answer.status_code, _texts(cast)) == (422, [])
    assert text.strip() in answer.text
    assert "20000" in answer.text


def test_more_than_the_server_takes_is_told(visit: Visit, ref: str) -> None:
    karen = visit("karen")
    form = karen.form(f"/cases/{ref}/notes/new", action="/new")
    assert karen.post(form.action, data=form.filled({"text": "x" * 5_000_000})).status_code == 413


def test_a_nul_is_no_text(cast: Cast, visit: Visit, ref: str) -> None:
    karen = visit("karen")
    form = karen.form(f"/cases/{ref}/notes/new", action="/new")
    assert karen.post(form.action, data=form.filled({"text": "a\0b"})).status_code == 400
    assert [karen.get(page).status_code for page in ("/cases/BSV%00", "/cases?q=%00")] == [400, 400]
    assert _texts(cast) == []


@pytest.mark.parametrize(
    "page",
    [
        "/cases?after=nonsense",
        "/cases?after=WyIyMDI2LTk5LTk5IiwgMV0",
        "/cases?after=WyIyMDI2LTA5LTE1IiwgIngiXQ",
        "/cases?state=..&area=99999999999999999999&owner=٣&waits=x&show=x",
        "/cases?q=" + "%E2%80%8F" * 300,
    ],
)
def test_an_address_that_was_tampered_with_narrows_nothing(visit: Visit, page: str) -> None:
    assert visit("karen").get(page).status_code == 200


def test_numbers_beyond_any_row_are_not_found(visit: Visit, ref: str) -> None:
    karen = visit("karen")
    for page in (f"/cases/{ref}/goals/{10**30}", f"/cases/{ref}/notes/{10**30}/correct", f"/tasks/{10**30}"):
        assert karen.get(page).status_code == 404, page
    assert karen.get("/pathways/nonsense").status_code == 404


def test_a_page_that_knows_no_such_way_says_so(visit: Visit, ref: str) -> None:
    assert visit("karen").get(f"/cases/{ref}/undo").status_code == 405


def test_a_form_without_its_token_gives_the_text_back_under_its_label(
    app: Flask, visit: Visit, ref: str
) -> None:
    karen = visit("karen")
    form = karen.form(f"/cases/{ref}/notes/new", action="/new")
    answer = karen.post(form.action, data=form.filled({"text": "Det lange svar", "csrf_token": "gone"}))
    assert answer.status_code == 400
    assert ">Notat</label>" in answer.text
    assert "Det lange svar" in answer.text
    assert "happened_on" not in answer.text
    assert form.values["submission"][0] not in answer.text


def test_a_button_that_does_not_say_which_press_it_is_does_nothing(visit: Visit, ref: str) -> None:
    karen = visit("karen")
    form = karen.form(f"/cases/{ref}", action="/urgent")
    for key in ("", "x" * 200):
        assert karen.post(form.action, data=form.filled({"submission": key})).status_code == 400
