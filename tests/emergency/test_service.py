"""What an emergency opens, to whom, for how long, and what it leaves closed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.permissions import Permission as P
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case, Note, NoteKind
from sagsflow.cases.queries import many, one
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound, TooManyTries
from sagsflow.emergency import queries, service
from sagsflow.emergency.models import EmergencyReason, EmergencyRequest
from sagsflow.eventlog.models import Event
from sagsflow.tasks.models import Task
from tests.cases.agreement import assert_log_is_sound, assert_reading_list_agrees
from tests.cast import Cast, person

WORDS = "Naboen hører råb og barnegråd lige nu"


def ask(cast: Cast, db: Session, ref: str, who: str = "samir") -> EmergencyRequest:
    reason, calendar = EmergencyReason.CHILD, cast.platform.calendar
    return service.ask(db, ref, reason, WORDS, actor=person(who), at=cast.at, calendar=calendar)


def sees(cast: Cast, who: str, ref: str) -> bool:
    """On the case and in the list alike."""
    with cast.database.read() as db:
        listed = ref in [row.case.ref for row in many.page(db, person(who), many.Filters(), cast.at).rows]
        try:
            one.find(db, person(who), ref, cast.at)
        except NotFound:
            assert not listed
            return False
        assert listed
        return True


@pytest.fixture
def ref(cast: Cast) -> str:
    with cast.database.write() as db:
        return cast.clarifying(db).ref


def test_it_opens_the_case_to_one_person_and_not_to_her_unit(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        ask(cast, db, f" {ref.lower()} ")
    assert [sees(cast, who, ref) for who in ("samir", "grete", "jette", "oda")] == [True, False, False, False]
    with cast.database.read() as db:
        assert_reading_list_agrees(db, cast.at)
        assert_log_is_sound(db)


def test_it_holds_for_24_hours_by_the_clock_and_not_a_second_more(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        ask(cast, db, ref)
    cast.clock.advance(timedelta(hours=24) - timedelta(seconds=1))
    assert sees(cast, "samir", ref)
    cast.clock.advance(timedelta(seconds=1))
    assert not sees(cast, "samir", ref)


def test_it_ends_when_the_person_says_so_and_nobody_else_can(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        asked = ask(cast, db, ref).id
        with pytest.raises(NotFound):
            service.end(db, asked, actor=person("jette"), at=cast.at)
        service.end(db, asked, actor=person("samir"), at=cast.at)
        service.end(db, asked, actor=person("samir"), at=cast.at)
    assert not sees(cast, "samir", ref)
    with cast.database.read() as db:
        kinds = db.scalars(sa.select(Event.kind).where(Event.kind.like("emergency-%"))).all()
        assert kinds == ["emergency-opened", "emergency-ended"]


def test_closing_the_case_does_not_cut_it_short(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        ask(cast, db, ref)
        cast.move(db, ref, "withdraw")
    with cast.database.read() as db:
        assert not one.find(db, person("samir"), ref, cast.at).case.is_open


def test_what_is_shared_is_read_and_what_a_unit_keeps_stays_closed(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        for shared, sensitive, text in ((True, True, "delt"), (False, False, "teamets eget")):
            day = copenhagen_date(cast.at)
            new = NewNote(NoteKind.CONTACT, Topic.HEALTH, text, day, sensitive=sensitive, shared=shared)
            write_note(db, ref, new, actor=person("karen"), at=cast.at)
        ask(cast, db, ref)
    with cast.database.read() as db:
        journal = one.journal(db, person("samir"), one.find(db, person("samir"), ref, cast.at))
        assert [note.text for note in journal] == ["delt"]


def test_it_lets_one_look_and_do_nothing(cast: Cast, ref: str) -> None:
    note = NewNote(NoteKind.CONTACT, Topic.CORE, "Et notat", copenhagen_date(cast.at))
    with cast.database.write() as db:
        ask(cast, db, ref)
        with pytest.raises(Forbidden):
            write_note(db, ref, note, actor=person("samir"), at=cast.at)
        assert db.scalars(sa.select(Note)).all() == []
        seen = one.find(db, person("samir"), ref, cast.at)
        assert (seen.roles, seen.view.working_unit_ids) == (frozenset(), frozenset())


def test_leader_and_officer_get_a_task_that_names_no_case(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        ask(cast, db, ref)
    with cast.database.read() as db:
        rows = db.scalars(sa.select(Task).where(Task.kind == service.TASK)).all()
        assert {row.assignee_id for row in rows} == {person("lene").user_id, person("dorte").user_id}
        assert {row.case_id for row in rows} == {None}


@pytest.mark.parametrize("number", ["BSV-2026-9999", "0042", "Beboer1 Prøve"])
def test_a_number_that_is_none_opens_nothing_and_is_kept(cast: Cast, ref: str, number: str) -> None:
    with cast.database.write() as db:
        assert ask(cast, db, number).case_id is None
    with cast.database.read() as db:
        (row,) = queries.openings(db, person("dorte")).rows
        assert (row.request.typed_number, row.ref, row.who) == (number, None, "Samir Haddad")
        (event,) = db.scalars(sa.select(Event).where(Event.kind == "emergency-refused"))
        assert number not in event.body
        assert db.scalars(sa.select(Task).where(Task.kind == service.TASK)).all() == []
    assert ref


def test_a_citizenship_case_is_never_opened_this_way(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db, "vibeke", workflow="citizenship")
        assert ask(cast, db, case.ref).case_id is None


def test_nothing_is_looked_up_before_the_reason_stands(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        for number in (ref, "BSV-2026-9999"):
            with pytest.raises(Invalid) as refused:
                service.ask(
                    db,
                    number,
                    EmergencyReason.LIFE,
                    "Det haster meget",
                    actor=person("samir"),
                    at=cast.at,
                    calendar=cast.platform.calendar,
                )
            assert refused.value.fields == {"words": "say-more"}
        assert db.scalars(sa.select(EmergencyRequest)).all() == []


def test_five_in_an_hour_then_wait(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        for _try in range(5):
            ask(cast, db, "BSV-2026-9999")
            cast.clock.advance(timedelta(minutes=1))
        with pytest.raises(TooManyTries) as slow:
            ask(cast, db, ref)
        assert slow.value.retry_after == 55 * 60
        cast.clock.advance(timedelta(minutes=55))
        assert ask(cast, db, ref).case_id is not None


@pytest.mark.parametrize("who", ["grete", "clara", "vibeke", "mette", "adam", "dorte"])
def test_who_does_no_casework_breaks_no_glass(cast: Cast, ref: str, who: str) -> None:
    with cast.database.write() as db, pytest.raises(Forbidden):
        ask(cast, db, ref, who)
    assert not person(who).may(P.CASE_EMERGENCY)


def test_who_sees_the_case_already_needs_no_emergency(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        with pytest.raises(Invalid, match="open-already"):
            ask(cast, db, ref, "bo")
        ask(cast, db, ref)
        with pytest.raises(Invalid, match="open-already"):
            ask(cast, db, ref)


def test_a_consent_that_comes_meanwhile_shows_the_case_once_in_the_list(cast: Cast, ref: str) -> None:
    with cast.database.write() as db:
        ask(cast, db, ref, "samir")
        cast.consent(db, ref, person("samir").seats[0].unit_id)
    with cast.database.read() as db:
        rows = many.page(db, person("samir"), many.Filters(), cast.at).rows
        assert [row.case.ref for row in rows] == [ref]
        assert many.count(db, person("samir"), many.Filters(), cast.at) == 1
        assert_reading_list_agrees(db, cast.at)
        assert db.scalars(sa.select(Case)).one().ref == ref
