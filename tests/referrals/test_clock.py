"""The clock of a referral: who is reminded on which morning, what is handed back, and whose day shows what is overdue."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import holidays
import pytest
import sqlalchemy as sa

from sagsflow.core.calendar import COPENHAGEN, copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.eventlog.models import Event
from sagsflow.jobs.worker import Worker
from sagsflow.referrals import service
from sagsflow.referrals.models import Referral
from sagsflow.tasks.models import Task, TaskStatus
from tests.cast import JOBS, Cast, Visit, person
from tests.referrals.acting import day_of, does, sent, stands, work, worker


@pytest.fixture
def database_system() -> str:
    """What the clock does does not depend on the database; two workers at once are in tests/jobs, on both."""
    return "sqlite"


def _strikes(cast: Cast, referral_id: int) -> datetime | None:
    with cast.database.read() as db:
        return db.get_one(Referral, referral_id).next_at


def _until_next(cast: Cast, referral_id: int) -> None:
    """Moves the clock to the moment of the next strike, and lets the worker work."""
    moment = _strikes(cast, referral_id)
    assert moment is not None
    cast.clock.advance(moment - cast.at)
    work(worker(cast))


def _by_hand(sent_on: date, days: int, closed: frozenset[date]) -> datetime:
    """The morning of the `days`-th working day after, reckoned the slow way."""
    day, free = sent_on, holidays.country_holidays("DK", years=range(2026, 2029))
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5 and day not in free and day not in closed
    return datetime.combine(day, time(8), COPENHAGEN)


def test_a_reminder_a_warning_and_then_it_is_handed_back(cast: Cast) -> None:
    [number] = sent(cast)
    _until_next(cast, number)
    assert day_of(cast, "jette") == ["answer_referral", "to answer"]
    _until_next(cast, number)
    assert "referral_unanswered" in day_of(cast, "karen")
    _until_next(cast, number)
    assert stands(cast, number) == ("unanswered", "referred")
    assert (day_of(cast, "lene"), day_of(cast, "jette")) == (["decide_no_answer"], [])
    assert "referral_unanswered" not in day_of(cast, "karen")


def test_opening_it_does_not_turn_the_clock_back(cast: Cast) -> None:
    [number] = sent(cast)
    _until_next(cast, number)
    before = _strikes(cast, number)
    with cast.database.write() as db:
        service.see(db, number, actor=person("jette"), at=cast.at, pathways=cast.platform)
    assert (stands(cast, number)[0], _strikes(cast, number)) == ("seen", before)
    assert "answer_referral" in day_of(cast, "jette"), "a look is no answer"


def test_the_case_goes_on_when_one_says_yes_and_the_other_says_nothing(cast: Cast) -> None:
    yes, silent = sent(cast, 3, 4)
    assert does(cast, yes, "jette", "accept") == ("accepted", "referred")
    for _strike in range(3):
        _until_next(cast, silent)
    assert stands(cast, silent) == ("unanswered", "follow_up")
    assert does(cast, silent, "lene", "give_up")[0] == "no_answer"


def test_a_pause_moves_the_clock_by_its_own_days(cast: Cast) -> None:
    [number] = sent(cast)
    planned, read = _strikes(cast, number), cast.database.read
    with read() as db:
        version = db.get_one(Referral, number).version
    jette, pathways = person("jette"), cast.platform
    with cast.database.write() as db:
        service.pause(db, number, "Sommerlukket", version, actor=jette, at=cast.at, pathways=pathways)
    assert _strikes(cast, number) is None
    cast.clock.advance(timedelta(days=70))
    work(worker(cast))
    assert stands(cast, number)[0] == "sent"
    with cast.database.write() as db:
        service.resume(db, number, version, actor=jette, at=cast.at, pathways=pathways)
    moved = _strikes(cast, number)
    assert planned is not None
    assert moved is not None
    assert moved > cast.at > planned


def test_the_clock_is_paused_and_runs_again_on_the_page(cast: Cast, visit: Visit) -> None:
    [number] = sent(cast)
    jette, page = visit("jette"), f"/referrals/{number}"
    assert jette.submit(f"{page}/pause", action="/pause").status_code == 422
    assert jette.submit(f"{page}/pause", {"reason": "Ferielukket"}, action="/pause").location == page
    assert "Ferielukket" in visit("karen").get(page).text
    again = jette.post(
        f"{page}/pause", data=jette.form(f"{page}/pause", action="/pause").filled({"reason": "Mere"})
    )
    assert (again.status_code, "Fristen løber ikke" in again.text, "Mere" in again.text) == (422, True, True)
    assert jette.submit(page, action="/resume").location == page
    assert "Næste påmindelse" in jette.get(page).text


def test_a_pause_needs_a_reason(cast: Cast) -> None:
    [number] = sent(cast)
    with cast.database.read() as db:
        version = db.get_one(Referral, number).version
    with cast.database.write() as db, pytest.raises(Invalid):
        service.pause(db, number, "  ", version, actor=person("karen"), at=cast.at, pathways=cast.platform)


WAYS: dict[str, Sequence[tuple[str, str, dict[str, object]]]] = {
    "waiting": [("jette", "queue", {"waiting_position": 2})],
    "accepted": [("jette", "accept", {})],
    "active": [("jette", "accept", {}), ("jette", "begin", {})],
    "declined": [("jette", "decline", {"decline_reason": "other"})],
}
OVERDUE: dict[str, tuple[Sequence[str], tuple[str, str, dict[str, object]]]] = {
    "waiting": (["jette", "karen"], ("jette", "move_in_queue", {"waiting_position": 1})),
    "accepted": (["jette", "karen"], ("karen", "begin", {})),
    "active": (["jette", "karen"], ("jette", "close", {"referral_result": "achieved"})),
    "declined": (["lene", "karen"], ("lene", "uphold", {})),
    "unanswered": (["lene", "karen"], ("lene", "ask_again", {})),
}


@pytest.mark.parametrize("state", OVERDUE)
def test_every_overdue_thing_stands_on_somebodys_day_until_an_act_removes_it(cast: Cast, state: str) -> None:
    [number] = sent(cast)
    for actor, step, typed in WAYS.get(state, ()):
        does(cast, number, actor, step, **typed)
    people, (who, trigger, answers) = OVERDUE[state]
    while not all("referral_overdue" in day_of(cast, one) for one in people):
        _until_next(cast, number)
    assert stands(cast, number)[0] == state
    does(cast, number, who, trigger, **answers)
    assert not any("referral_overdue" in day_of(cast, one) for one in people)


HANDED_BACK = {
    "sent",
    "seen",
}  # silence to an open question never lies: the clock gives it to the coordinator


def test_every_state_of_the_track_is_in_the_table_above_or_here(cast: Cast) -> None:
    states = cast.platform.library.latest(service.WORKFLOW).states.values()
    assert {state.id for state in states if not state.final} == {*OVERDUE, *HANDED_BACK, "draft"}


def test_a_draft_that_is_forgotten_stands_on_its_writers_day_until_she_takes_it_back(cast: Cast) -> None:
    with cast.database.write() as db:
        ref, karen = cast.clarifying(db).ref, person("karen")
        new = service.Handover(frozenset({JOBS}), "Et udkast")
        cast.consent(db, ref, JOBS)
        [draft] = service.write(db, ref, new, actor=karen, at=cast.at, pathways=cast.platform)
    _until_next(cast, draft.id)
    assert day_of(cast, "karen") == ["referral_overdue"]
    does(cast, draft.id, "karen", "withdraw")
    assert day_of(cast, "karen") == []


def test_through_a_year_two_workers_strike_each_hour_once_and_at_eight(cast: Cast) -> None:
    """Summer time, autumn, Christmas with its closed days, New Year and Easter."""
    workers, closed = (worker(cast), worker(cast)), cast.platform.calendar.closed_days
    expected: list[tuple[datetime, str]] = []
    for number in range(1, 14):
        sent(cast, number=number)
        today = copenhagen_date(cast.at)
        for days, kind in ((5, "answer_referral"), (8, "referral_unanswered"), (11, "decide_no_answer")):
            expected.append((_by_hand(today, days, closed), kind))
        _walk(cast, until=cast.at + timedelta(days=28), workers=workers)
    with cast.database.read() as db:
        kinds = {kind for _moment, kind in expected}
        raised = [(task.raised_at, task.kind) for task in db.scalars(sa.select(Task)) if task.kind in kinds]
        handed_back = db.scalars(sa.select(Event.at).where(Event.kind == "referral-handed-back")).all()
        left = db.scalars(
            sa.select(Task.kind).where(Task.status == TaskStatus.OPEN, Task.kind.in_(kinds))
        ).all()
    assert sorted(raised) == sorted(
        moment_and_kind for moment_and_kind in expected if moment_and_kind[0] <= cast.at
    )
    assert len(handed_back) == len([kind for _at, kind in raised if kind == "decide_no_answer"])
    assert set(left) == {"decide_no_answer"}


def _walk(cast: Cast, until: datetime, workers: Sequence[Worker]) -> None:
    """From strike to strike: a second before one nothing happens, and at it everything."""
    while True:
        with cast.database.read() as db:
            moment = db.scalar(sa.select(sa.func.min(Referral.next_at)))
        if moment is None or moment > until:
            break
        cast.clock.advance(moment - timedelta(seconds=1) - cast.at)
        work(*workers)
        cast.clock.advance(timedelta(seconds=1))
        work(*workers)
    cast.clock.advance(until - cast.at)
