"""Personal data is shown only after it has been written down who looks."""

import pytest
import sqlalchemy as sa

from sagsflow.eventlog.models import ReadEntry
from tests.cast import Cast, Visit

RENAME = sa.text("ALTER TABLE read_entry RENAME TO read_entry_elsewhere")


def _ref(cast: Cast) -> str:
    with cast.database.write() as db:
        return cast.clarifying(db, number=77).ref


def _written(cast: Cast) -> list[tuple[int, str, int | None]]:
    with cast.database.read() as db:
        rows = db.scalars(sa.select(ReadEntry).order_by(ReadEntry.id))
        return [(row.user_id, row.what, row.case_id) for row in rows]


def test_each_view_of_a_case_is_written_down(cast: Cast, visit: Visit) -> None:
    ref, bo = _ref(cast), visit("bo")
    for page in ("", "/notes/new", "/move/withdraw"):
        bo.get(f"/cases/{ref}{page}")
    bo.get("/cases")
    assert [what for _user, what, _case in _written(cast)] == ["case", "case-form", "case-step", "case-list"]
    assert {user for user, _what, _case in _written(cast)} == {2}


def test_a_refused_form_that_shows_the_case_is_written_down_too(cast: Cast, visit: Visit) -> None:
    ref, bo = _ref(cast), visit("bo")
    form = bo.form(f"/cases/{ref}/notes/new", action="/new")
    before = len(_written(cast))
    assert bo.post(form.action, data=form.filled({"text": ""})).status_code == 422
    assert len(_written(cast)) == before + 1


def test_what_was_not_shown_is_not_written_down(cast: Cast, visit: Visit) -> None:
    ref = _ref(cast)
    assert visit("oda").get(f"/cases/{ref}").status_code == 404
    assert _written(cast) == []


@pytest.mark.parametrize("page", ["", "/notes/new", "/move/withdraw", "/pathway.pdf"])
def test_if_it_cannot_be_written_nothing_is_shown(cast: Cast, visit: Visit, page: str) -> None:
    ref, bo = _ref(cast), visit("bo")
    with cast.database.write() as db:
        db.execute(RENAME)
    answer = bo.get(f"/cases/{ref}{page}")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "Beboer77" not in answer.text
    assert ref not in answer.text.replace(f"/cases/{ref}", "")
    assert bo.get("/pathways/").status_code == 200


def test_a_refused_form_that_cannot_be_written_down_gives_back_the_text_only(
    cast: Cast, visit: Visit
) -> None:
    ref, bo = _ref(cast), visit("bo")
    form = bo.form(f"/cases/{ref}/notes/new", action="/new")
    with cast.database.write() as db:
        db.execute(RENAME)
    answer = bo.post(form.action, data=form.filled({"text": "Mine ord", "happened_on": "31.02.2026"}))
    assert (answer.status_code, "Mine ord" in answer.text) == (503, True)
    assert "Beboer77" not in answer.text
