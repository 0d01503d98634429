"""The result measures of a case are answered together, or not; a correction keeps what it replaced; only the owner reads them."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.cases.models import Case, Goal, GoalStatus
from sagsflow.cases.queries import one
from sagsflow.core.errors import Forbidden, Invalid, NotFound
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import data_of
from sagsflow.measures import queries
from sagsflow.measures.models import Measure, MeasureAnswer, Occasion, Unanswered
from sagsflow.measures.service import Asked, record_measures
from tests.cast import SCHOOL, Cast, Visit, person

TODAY = date(2026, 9, 15)
pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])


def _ref(cast: Cast) -> str:
    with cast.database.write() as db:
        return cast.clarifying(db).ref


def _answer(cast: Cast, ref: str, answers: dict[Measure, str | Unanswered], **more: object) -> None:
    asked = Asked(more.get("occasion", Occasion.START), more.get("on", TODAY), answers)  # type: ignore[arg-type]  # as given
    with cast.database.write() as db:
        record_measures(db, ref, asked, actor=person(str(more.get("who", "karen"))), at=cast.at)


def _rows(cast: Cast) -> list[tuple[str, str | None, int | None, bool]]:
    with cast.database.read() as db:
        rows = db.scalars(sa.select(MeasureAnswer).order_by(MeasureAnswer.id)).all()
    return [
        (row.measure.value, row.answer or row.unanswered, row.level, row.replaced_at is None) for row in rows
    ]


def test_an_answer_or_why_there_is_none_is_kept_with_day_and_person_and_stands_in_the_log(cast: Cast) -> None:
    ref = _ref(cast)
    _answer(cast, ref, {Measure.WORK: "sick", Measure.LIFE_SATISFACTION: Unanswered.DECLINED})
    assert _rows(cast) == [("work", "sick", 1, True), ("life_satisfaction", "declined", None, True)]
    with cast.database.read() as db:
        event = db.scalars(sa.select(Event).where(Event.kind == "measures-recorded")).one()
    assert data_of(event)["measures"] == ["life_satisfaction", "work"]


def test_the_same_day_again_corrects_and_keeps_what_stood_and_the_same_answer_changes_nothing(
    cast: Cast,
) -> None:
    ref = _ref(cast)
    for answer in ("sick", "sick", "recovered"):
        _answer(cast, ref, {Measure.WORK: answer})
    assert _rows(cast) == [("work", "sick", 1, False), ("work", "recovered", 2, True)]
    with cast.database.read() as db:
        assert db.scalar(sa.select(sa.func.count()).where(Event.kind == "measures-recorded")) == 2


@pytest.mark.parametrize(
    ("answers", "more", "refusal"),
    [
        ({}, {}, "nothing-answered"),
        ({Measure.WORK: "king"}, {}, {"work": "not-an-answer"}),
        ({Measure.LIFE_SATISFACTION: "11"}, {}, {"life_satisfaction": "not-an-answer"}),
        ({Measure.WORK: "job"}, {"on": TODAY + timedelta(days=1)}, {"asked_on": "in-the-future"}),
        ({Measure.WORK: "job"}, {"on": date(2020, 1, 1)}, {"asked_on": "before-opened"}),
    ],
    ids=["none", "no such answer", "over ten", "tomorrow", "before the case"],
)
def test_what_cannot_be_is_refused(
    cast: Cast, answers: dict[Measure, str | Unanswered], more: dict[str, object], refusal: object
) -> None:
    ref = _ref(cast)
    with pytest.raises(Invalid) as refused:
        _answer(cast, ref, answers, **more)
    assert refusal in (refused.value.reason, refused.value.fields)
    assert _rows(cast) == []


def test_a_closed_case_takes_what_there_was_at_the_end_for_sixty_days(cast: Cast) -> None:
    ref = _ref(cast)
    with cast.database.write() as db:
        cast.move(db, ref, "withdraw")
    with pytest.raises(Invalid):
        _answer(cast, ref, {Measure.WORK: "job"}, occasion=Occasion.FOLLOW_UP)
    _answer(cast, ref, {Measure.WORK: "job"}, occasion=Occasion.CLOSE)
    cast.clock.advance(timedelta(days=61))
    with pytest.raises(Invalid) as refused:
        _answer(cast, ref, {Measure.WORK: "neither"}, occasion=Occasion.CLOSE)
    assert refused.value.reason == "too-late"


def test_goals_met_are_counted_when_the_case_is_closed_and_dropped_ones_left_out(cast: Cast) -> None:
    ref = _ref(cast)
    with cast.database.write() as db:
        case = db.scalars(sa.select(Case)).one()
        for status in (GoalStatus.ACHIEVED, GoalStatus.PARTLY, GoalStatus.DROPPED):
            words = {"case_id": case.id, "own_words": "x", "topic": "core", "responsible_unit_id": 1}
            db.add(Goal(**words, status=status, created_at=cast.at, changed_at=cast.at))
        assert queries.goals_met(db, one.find(db, person("karen"), ref, cast.at)) is None
        cast.move(db, ref, "withdraw")
    with cast.database.read() as db:
        met = queries.goals_met(db, one.find(db, person("karen"), ref, cast.at))
    assert met == queries.GoalsMet(1, 2)


def test_only_the_unit_that_owns_the_case_answers_and_reads(cast: Cast, visit: Visit) -> None:
    ref = _ref(cast)
    _answer(cast, ref, {Measure.WORK: "sick"})
    with cast.database.write() as db:
        cast.consent(db, ref, SCHOOL)
    with pytest.raises(Forbidden):
        _answer(cast, ref, {Measure.WORK: "job"}, who="samir")
    with pytest.raises(NotFound):
        _answer(cast, ref, {Measure.WORK: "job"}, who="oda")
    page = visit("samir").get(f"/cases/{ref}").text
    assert "Sygemeldt" not in page
    assert "resultatmål" not in page.lower()
    assert visit("samir").get(f"/cases/{ref}/measures").status_code == 403
    assert visit("oda").get(f"/cases/{ref}/measures").status_code == 404


def test_the_page_asks_shows_and_corrects_in_both_languages(cast: Cast, visit: Visit) -> None:
    ref, karen = _ref(cast), visit("karen")
    page = f"/cases/{ref}/measures"
    assert "Hvor stor en del af skoledagene" not in karen.get(page).text
    assert (
        karen.submit(page, {"work": "sick", "life_satisfaction": "4"}, action="/measures").status_code == 303
    )
    assert karen.submit(page, {"work": "recovered"}, action="/measures").status_code == 303
    shown = karen.get(f"{page}?lang=en").text
    assert "Well again and ready for work or education" in shown
    assert "<del>On sick leave</del>" in shown
    case = karen.get(f"/cases/{ref}?lang=da").text
    assert "Raskmeldt og klar til job eller uddannelse" in case
    assert karen.submit(page, {"work": "", "life_satisfaction": ""}, action="/measures").status_code == 422


def test_of_two_who_answer_at_once_the_second_is_told(cast: Cast, visit: Visit) -> None:
    ref = _ref(cast)
    page, karen = f"/cases/{ref}/measures", visit("karen")
    stale = karen.form(page, action="/measures").filled({"work": "sick"})
    assert karen.submit(page, {"work": "recovered"}, action="/measures").status_code == 303
    assert karen.post(page, data=stale).status_code == 409
    assert _rows(cast) == [("work", "recovered", 2, True)]
    assert karen.submit(page, {"work": "sick"}, action="/measures").status_code == 303
