"""What was typed into a step that waits for a consent stands there again, for its author, for a day."""

from datetime import timedelta

import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.web import drafts
from sagsflow.web.models import Draft
from tests.cast import JOBS, Cast, Visit
from tests.house.visitor import Visitor

NOTE = "Ring efter klokken ti"


def _refused(cast: Cast, karen: Visitor) -> str:
    with cast.database.write() as db:
        page = f"/cases/{cast.clarifying(db).ref}/move/refer_directly"
    typed = {"answer_receiving_party": str(JOBS), "answer_handover_note": NOTE}
    answer = karen.submit(page, typed, action="/refer_directly")
    assert (answer.status_code, NOTE in answer.text) == (422, True)
    return page


def test_it_stands_there_after_the_consent_was_given_and_goes_with_the_step(cast: Cast, visit: Visit) -> None:
    karen = visit("karen")
    page = _refused(cast, karen)
    with cast.database.write() as db:
        (row,) = db.scalars(sa.select(Draft))
        assert NOTE.encode() not in row.sealed
        cast.consent(db, page.split("/")[2], JOBS, Topic.EMPLOYMENT)
    assert NOTE in karen.get(page).text
    assert NOTE not in visit("bo").get(page).text
    assert karen.submit(page, action="/refer_directly").status_code == 303
    with cast.database.read() as db:
        assert db.scalars(sa.select(Draft)).all() == []


def test_it_is_gone_after_a_day(cast: Cast, visit: Visit) -> None:
    karen = visit("karen")
    page = _refused(cast, karen)
    cast.clock.advance(timedelta(hours=8))
    cast.clock.advance(timedelta(hours=16))
    with cast.database.write() as db:
        place = db.scalars(sa.select(Draft.place)).one()
        assert drafts.kept(db, place, user_id=1, at=cast.at) is None
        drafts.forget_old(db, cast.at)
        assert db.scalars(sa.select(Draft)).all() == []
    assert NOTE not in visit("karen").get(page).text
