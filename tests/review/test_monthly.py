"""The monthly review: a sample that nobody can choose, alarms, and what is said of them; never of one's own readings."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.reading import Reading
from sagsflow.review import matters, policy, service
from sagsflow.review.days import month_before
from sagsflow.review.matters import Asked
from sagsflow.review.models import Opinion, ReadReview
from sagsflow.review.service import Said, sample_key
from tests.cast import Cast, Visit, person

SIZE = 5


def asked(cast: Cast, who: str = "lene") -> Asked:
    actor = person(who)
    month = month_before(cast.at.date())
    return Asked(month, policy.scope_of(actor, P.LOG_REVIEW), actor, SIZE)


def read(cast: Cast, db: Session, who: str, case_id: int, minutes: float = 0) -> int:
    at = cast.at - timedelta(days=30) + timedelta(minutes=minutes)
    units = frozenset(seat.unit_id for seat in person(who).seats)
    return eventlog.note(db, Reading("case", case_id=case_id, unit_ids=units), actor=person(who), at=at)


@pytest.fixture
def month(cast: Cast) -> Cast:
    """Last month: thirty readings by three of the team, five by the job service."""
    with cast.database.write() as db:
        for number in range(10):
            for who in ("karen", "bo", "lene"):
                read(cast, db, who, number + 1, minutes=number * 90)
        for number in range(5):
            read(cast, db, "jette", number + 1, minutes=number * 90)
    return cast


def _drawn(cast: Cast, who: str) -> list[int]:
    with cast.database.read() as db:
        lines = matters.sample(db, cast.platform.log_keys, asked(cast, who))
        assert {line.who for line in lines}.isdisjoint({person(who).name})
        return [line.id for line in lines]


def test_the_sample_is_the_same_each_time_and_none_of_ones_own(month: Cast) -> None:
    drawn = _drawn(month, "lene")
    assert (len(drawn), drawn) == (SIZE, _drawn(month, "lene"))
    assert len(_drawn(month, "dorte")) == SIZE


def test_another_secret_draws_another_sample(month: Cast) -> None:
    other = type(month.platform.log_keys).derive("a secret that is not ours at all")
    with month.database.read() as db:
        lines = matters.sample(db, other, asked(month))
    assert [line.id for line in lines] != _drawn(month, "lene")


def test_the_same_surname_and_a_busy_hour_raise_alarms(cast: Cast) -> None:
    with cast.database.write() as db:
        db.execute(sa.text("""UPDATE "user" SET name = 'Bo Prøve' WHERE id = 2"""))
        case = cast.open_case(db, number=1)
        read(cast, db, "bo", case.id)
        for number in range(31):
            read(cast, db, "karen", 1_000 + number, minutes=600 + number)
        for number in range(31):
            read(cast, db, "jonas", 1_000 + number, minutes=number * 3)
        found = {(alarm.rule, alarm.who) for alarm in matters.alarms(db, asked(cast, "dorte"))}
    assert found == {("same-surname", "Bo Prøve"), ("many-cases", "Karen Holm")}


def test_what_is_said_stands_and_is_an_event(month: Cast) -> None:
    key = sample_key(_drawn(month, "lene")[0])
    keys = month.platform.log_keys
    with month.database.write() as db:
        empty = Said(key, Opinion.LOOK_INTO, " ")
        with pytest.raises(Invalid):
            service.review(db, asked(month), empty, keys=keys, at=month.at)
        for said in (Said(key, Opinion.LOOK_INTO, "Hvorfor?"), Said(key, Opinion.OK, "Spurgt.")):
            service.review(db, asked(month), said, keys=keys, at=month.at)
        assert db.get_one(ReadReview, key).opinion is Opinion.OK
        told = sa.select(sa.func.count()).where(Event.kind == "reading-reviewed")
        assert db.scalar(told) == 2


def test_nobody_reviews_her_own_or_what_was_not_drawn(month: Cast) -> None:
    with month.database.write() as db:
        own = read(month, db, "lene", 1)
        for key in (sample_key(own), "sample:999999", "many-cases:1:2026-08"):
            said = Said(key, Opinion.OK, "")
            with pytest.raises(NotFound):
                service.review(db, asked(month), said, keys=month.platform.log_keys, at=month.at)


def test_the_page_leads_to_each_and_takes_the_answer(month: Cast, visit: Visit) -> None:
    lene, key = visit("lene"), sample_key(_drawn(month, "lene")[0])
    page = lene.get("/read-log/review")
    assert (page.status_code, "Stikprøve" in page.text, key in page.text) == (200, True, True)
    one = f"/read-log/review/one?month=2026-08&about={key}"
    refused = lene.submit(one, {"opinion": "look_into", "note": ""}, action="/one")
    assert (refused.status_code, "Skriv med få ord" in refused.text) == (422, True)
    assert lene.submit(one, {"opinion": "ok", "note": "Set."}, action="/one").status_code == 303
    assert "Set." in lene.get("/read-log/review").text
    assert lene.get("/read-log/review?month=1999-01").status_code == 404
    assert visit("karen").get("/read-log/review").status_code == 403
