"""What is kept beside the steps: notes, goals, owner, links and the clock, each with its refusals."""

from datetime import date, timedelta

import holidays
import pytest
import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case, Note, NoteKind
from sagsflow.cases.service import clock, people
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.cases.service.loading import lock
from sagsflow.cases.service.planning import GoalText, add_goal, change_goal
from sagsflow.core.errors import Forbidden, Invalid, NotFound, Stale
from tests.cases.agreement import assert_reading_list_agrees, at_once
from tests.cast import SCHOOL, TEAM, Cast, Visit, person

KAREN = person("karen")


def _ref(cast: Cast, number: int = 1) -> str:
    with cast.database.write() as db:
        return cast.clarifying(db, number=number).ref


def _note(
    cast: Cast, ref: str, who: str = "karen", corrects: int | None = None, *, kind: str = "fact"
) -> int:
    new = NewNote(NoteKind(kind), Topic.CORE, "Ord", cast.at.date(), corrects_id=corrects)
    with cast.database.write() as db:
        return write_note(db, ref, new, actor=person(who), at=cast.at).id


def test_five_kinds_are_kept_and_a_correction_stands_beside_what_it_corrects(cast: Cast) -> None:
    ref = _ref(cast)
    ids = [_note(cast, ref, kind=kind.value) for kind in NoteKind]
    correction = _note(cast, ref, "bo", corrects=ids[0])
    with cast.database.read() as db:
        rows = {note.id: note.corrects_id for note in db.scalars(sa.select(Note))}
    assert rows == dict.fromkeys(ids) | {correction: ids[0]}


def test_another_unit_corrects_nothing_of_ours(cast: Cast) -> None:
    ref = _ref(cast)
    note = _note(cast, ref)
    with cast.database.write() as db:
        cast.consent(db, ref, SCHOOL, Topic.SCHOOL)
    with pytest.raises(NotFound):
        _note(cast, ref, "samir", corrects=note)


def test_a_closed_case_bears_corrections_and_nothing_else(cast: Cast) -> None:
    ref = _ref(cast)
    note = _note(cast, ref)
    with cast.database.write() as db:
        cast.move(db, ref, "withdraw")
    assert _note(cast, ref, corrects=note) > note
    goal = GoalText("Et job", Topic.EMPLOYMENT, TEAM)
    for act in (
        lambda db: add_goal(db, ref, goal, actor=KAREN, at=cast.at),
        lambda db: people.set_urgent(db, ref, urgent=True, actor=KAREN, at=cast.at),
        lambda db: people.add_party(db, ref, unit_id=SCHOOL, actor=KAREN, at=cast.at),
    ):
        with pytest.raises(Invalid) as refusal, cast.database.write() as db:
            act(db)
        assert refusal.value.reason == "case-closed"


def test_a_goal_that_somebody_else_has_changed_is_not_written_over(cast: Cast) -> None:
    ref, text = _ref(cast), GoalText("Et job", Topic.EMPLOYMENT, TEAM)
    with cast.database.write() as db:
        goal = add_goal(db, ref, text, actor=KAREN, at=cast.at)
        change_goal(db, ref, goal.id, text, version=1, actor=KAREN, at=cast.at)
        with pytest.raises(Stale) as refusal:
            change_goal(db, ref, goal.id, text, version=0, actor=KAREN, at=cast.at)
        assert [event.kind for event in refusal.value.details["events"]] == ["goal-changed"]  # type: ignore[attr-defined]  # a list


def test_only_somebody_who_can_do_the_work_becomes_owner(cast: Cast) -> None:
    ref = _ref(cast)
    for stranger in (4, 9, 12, 999):
        with pytest.raises(Invalid) as refusal, cast.database.write() as db:
            people.change_owner(
                db, ref, new_owner_id=stranger, handover="Hej", seen=2, actor=KAREN, at=cast.at
            )
        assert refusal.value.fields == {"owner": "not-a-colleague"}
    with pytest.raises(Forbidden), cast.database.write() as db:
        people.change_owner(db, ref, new_owner_id=2, handover="Hej", seen=2, actor=person("bo"), at=cast.at)


def test_cases_are_linked_from_both_sides_at_once_but_never_to_a_strange_or_a_citizenship_case(
    cast: Cast,
) -> None:
    refs = [_ref(cast, number) for number in (1, 2)]
    with cast.database.write() as db:
        strange = [cast.open_case(db, "oda").ref, cast.open_case(db, "vibeke", workflow="citizenship").ref]

    def link(number: int) -> None:
        with cast.database.write() as db:
            people.link(db, refs[number % 2], refs[1 - number % 2], actor=KAREN, at=cast.at)

    assert at_once(link) == [None] * 8
    for other in (*strange, "BSV-2026-9999", refs[0]):
        with pytest.raises(Invalid), cast.database.write() as db:
            people.link(db, refs[0], other, actor=KAREN, at=cast.at)


def test_a_citizenship_case_is_on_its_own_list_only(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        own, support = cast.open_case(db, "vibeke", workflow="citizenship").ref, cast.open_case(db).ref
    vibeke, karen = visit("vibeke"), visit("karen")
    assert own in vibeke.get("/citizenship").text
    assert vibeke.get("/cases").status_code == karen.get("/citizenship").status_code == 404
    assert support in karen.get("/cases").text
    assert own not in karen.get("/cases").text
    assert karen.get(f"/cases/{own}").status_code == vibeke.get(f"/cases/{support}").status_code == 404


@pytest.mark.parametrize(
    "start", [date(2026, 3, 25), date(2026, 12, 21), date(2026, 5, 12), date(2026, 9, 15)]
)
def test_ten_working_days_are_counted_as_by_hand(cast: Cast, start: date) -> None:
    cast.clock.set(cast.at.replace(year=start.year, month=start.month, day=start.day))
    closed = set(holidays.country_holidays("DK", years=[2026, 2027])) | set(
        cast.platform.calendar.closed_days
    )
    days = (start + timedelta(days=n) for n in range(1, 60))
    working = [day for day in days if day.weekday() < 5 and day not in closed]
    with cast.database.write() as db:
        assert cast.clarifying(db).due_on == working[9]


def test_an_agreed_later_day_survives_a_pause(cast: Cast) -> None:
    ref, agreed = _ref(cast), date(2026, 10, 30)
    with cast.database.write() as db:
        clock.extend(db, lock(db, ref), to=agreed, reason="Aftalt", actor=KAREN, at=cast.at)
    cast.clock.advance(timedelta(days=1))
    with cast.database.write() as db:
        case = lock(db, ref)
        clock.pause(db, case, reason="Syg", until=None, actor=KAREN, at=cast.at, pathways=cast.platform)
        assert case.due_on is None
        with pytest.raises(Invalid):
            clock.pause(db, case, reason="Igen", until=None, actor=KAREN, at=cast.at, pathways=cast.platform)
    cast.clock.advance(timedelta(days=2))
    with cast.database.write() as db:
        clock.resume(db, lock(db, ref), actor=KAREN, at=cast.at, pathways=cast.platform)
        assert db.scalars(sa.select(Case.due_on)).one() == date(2026, 11, 4)
        assert_reading_list_agrees(db, cast.at)
