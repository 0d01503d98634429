"""The last step is taken back with all it did, or refused in plain words."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Answer, Case, CaseParty, Deadline, StateStay
from sagsflow.cases.service import answering, clock
from sagsflow.cases.service.loading import lock
from sagsflow.cases.service.moving import Attempt, move
from sagsflow.cases.service.people import add_party, change_owner
from sagsflow.cases.service.planning import GoalText, add_goal
from sagsflow.cases.service.undoing import may_undo, undo_last_step
from sagsflow.core.errors import Invalid, Stale
from sagsflow.engine.replay import NotReversible
from sagsflow.tasks.models import Task, TaskStatus
from tests.cases.agreement import assert_log_is_sound, assert_reading_list_agrees
from tests.cast import CLUB, JOBS, SCHOOL, TEAM, Cast, Visit, person

DAY = date(2026, 10, 1)


def _undo(cast: Cast, ref: str, who: str = "karen", seen: int | None = None) -> Case:
    with cast.database.write() as db:
        if seen is None:
            seen = db.scalars(sa.select(Case.event_count).where(Case.ref == ref)).one()
        case = undo_last_step(db, ref, seen=seen, actor=person(who), at=cast.at, pathways=cast.platform)
        assert_reading_list_agrees(db, cast.at)
        assert_log_is_sound(db)
        return case


def _unowned(cast: Cast) -> str:
    with cast.database.write() as db:
        case = cast.open_case(db)
        case.owner_id = None
        return case.ref


def _invited(db: Session) -> dict[int, bool]:
    return {row.unit_id: row.invited for row in db.scalars(sa.select(CaseParty))}


def _taken(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        cast.move(db, ref, "take", contact_channel="phone", reason_in_residents_words="Et job")


def test_state_owner_and_deadline_are_as_before(cast: Cast) -> None:
    ref = _unowned(cast)
    cast.clock.advance(timedelta(days=1))
    _taken(cast, ref)
    cast.clock.advance(timedelta(hours=1))
    case = _undo(cast, ref)
    assert (case.state, case.owner_id, case.due_on) == ("received", None, date(2026, 9, 18))
    with cast.database.read() as db:
        running = db.scalars(sa.select(Deadline).where(Deadline.ended_at.is_(None))).all()
        assert [(row.state, row.satisfied_by_step) for row in running] == [("received", None)]
        stays = db.scalars(sa.select(StateStay.state).order_by(StateStay.step)).all()
        assert stays == ["received", "clarifying", "received"]


def test_key_worker_and_tasks_are_as_before(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.clarifying(db)
        ref, case.state, case.meeting_wait = case.ref, "on_agenda", "scheduled"
        plan = {"decision_text": "Én plan", "key_worker": 2, "responsible_party": TEAM, "due_date": DAY}
        attempt = Attempt("decide_plan", plan, present_units=frozenset({TEAM}))
        move(db, ref, attempt, actor=person("lene"), at=cast.at, pathways=cast.platform)
        assert (case.key_worker_id, db.scalars(sa.select(Task.kind)).all()) == (2, ["carry_out_plan"])
    case = _undo(cast, ref, "lene")
    assert (case.state, case.key_worker_id) == ("on_agenda", None)
    with cast.database.read() as db:
        assert db.scalars(sa.select(Task).where(Task.status == TaskStatus.OPEN)).all() == []


def test_a_deadline_that_was_paused_is_paused_again(cast: Cast) -> None:
    ref = _unowned(cast)
    with cast.database.write() as db:
        case, actor = lock(db, ref), person("karen")
        clock.pause(db, case, reason="Ferie", until=None, actor=actor, at=cast.at, pathways=cast.platform)
    _taken(cast, ref)
    assert _undo(cast, ref).due_on is None


def test_who_is_invited_is_as_before_and_what_was_typed_counts_no_more_but_stays_in_the_record(
    cast: Cast, visit: Visit
) -> None:
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
        add_goal(db, ref, GoalText("Et job", Topic.EMPLOYMENT, TEAM), actor=person("karen"), at=cast.at)
        for unit_id in (SCHOOL, JOBS, CLUB):
            cast.consent(db, ref, unit_id)
        add_party(db, ref, unit_id=SCHOOL, actor=person("karen"), at=cast.at)
        add_party(db, ref, unit_id=CLUB, actor=person("karen"), at=cast.at)
        wanted = frozenset({JOBS, CLUB})
        cast.move(db, ref, "propose_meeting", question_to_meeting="Hvem?", parties_needed=wanted)
        assert _invited(db) == {SCHOOL: False, CLUB: True, JOBS: True}
    _undo(cast, ref)
    with cast.database.read() as db:
        assert _invited(db) == {SCHOOL: True, CLUB: True}
        case = db.scalars(sa.select(Case)).one()
        assert answering.latest(db, case, frozenset({"question_to_meeting"})) == {}
        stays = db.execute(sa.select(Answer.value, Answer.taken_back_at).order_by(Answer.field)).all()
    assert [(row.value, bool(row.taken_back_at)) for row in stays if row.value == "Hvem?"] == [
        ("Hvem?", True)
    ]
    assert sum(row.taken_back_at is None for row in stays) == 2


def test_a_referral_that_was_sent_cannot_be_taken_back(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        case = cast.clarifying(db)
        cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT)
        cast.refer(db, case.ref, JOBS)
        assert not may_undo(db, case, cast.platform)
    with pytest.raises(NotReversible):
        _undo(cast, case.ref)
    assert "Fortryd det seneste skridt" not in visit("karen").get(f"/cases/{case.ref}").text


def test_what_happened_since_stands_in_the_way(cast: Cast) -> None:
    ref = _unowned(cast)
    _taken(cast, ref)
    with cast.database.write() as db:
        seen = db.scalars(sa.select(Case.event_count).where(Case.ref == ref)).one()
        change_owner(
            db, ref, new_owner_id=2, handover="Ny vagt", seen=seen, actor=person("karen"), at=cast.at
        )
    with pytest.raises(Invalid) as refusal:
        _undo(cast, ref, "bo")
    assert refusal.value.reason == "nothing-to-undo"


def test_only_the_last_step_and_only_once(cast: Cast) -> None:
    ref = _unowned(cast)
    with pytest.raises(Invalid):
        _undo(cast, ref)
    _taken(cast, ref)
    _undo(cast, ref)
    with pytest.raises(Invalid):
        _undo(cast, ref)


def test_an_old_page_takes_nothing_back(cast: Cast) -> None:
    ref = _unowned(cast)
    _taken(cast, ref)
    with pytest.raises(Stale):
        _undo(cast, ref, seen=1)


def test_by_the_button_it_is_taken_back_once_and_otherwise_refused_in_words(cast: Cast, visit: Visit) -> None:
    ref, karen = _unowned(cast), visit("karen")
    _taken(cast, ref)
    form = karen.form(f"/cases/{ref}", action="/undo")
    answers = [karen.post(form.action, data=form.filled({})) for _press in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, f"/cases/{ref}")] * 2
    assert "Tag sagen blev taget tilbage. Sagen er igen i Modtaget." in karen.get(f"/cases/{ref}").text
    with cast.database.read() as db:
        count = db.scalars(sa.select(Case.event_count)).one()
    again = form.filled({"submission": "another-press-of-it", "seen": str(count)})
    refused = karen.post(form.action, data=again)
    assert refused.status_code == 422
    assert "Der er ikke noget skridt at fortryde" in refused.text
