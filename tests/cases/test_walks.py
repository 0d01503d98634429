"""Whatever people do in whatever order, a case's events give its state, the log holds, and the reading list agrees."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.models import AccessGrant, Ground
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case, NoteKind, StateStay
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.cases.service.moving import Attempt, move
from sagsflow.cases.service.undoing import undo_last_step
from sagsflow.consents import queries as consents
from sagsflow.core.errors import DomainError
from sagsflow.engine.model import WITHDRAW, Definition, Field
from sagsflow.engine.replay import replay
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import data_of
from tests.cases.agreement import assert_log_is_sound, assert_reading_list_agrees
from tests.cast import JOBS, SCHOOL, TEAM, Cast, person

PATHWAYS = ["coordinated", "employment", "school_absence", "eviction_prevention", "citizenship"]
EVERYBODY = frozenset(
    {
        "chair",
        "minute_taker",
        "coordinator",
        "case_owner",
        "municipal_worker",
        "housing_admin",
        "housing_worker",
    }
)
Act = Callable[[Cast, Session, Case, int, str], object]


def _definition(cast: Cast, case: Case) -> Definition:
    return cast.platform.library.get(case.workflow_id, case.workflow_version)


def _answer(field: Field, day: date) -> object:
    given: dict[str, object] = {
        "date": day,
        "integer": 3,
        "amount": 500,
        "yes_no": True,
        "score": 3,
        "unit": JOBS,
        "units": frozenset({JOBS}),
        "user": 1,
    }
    return field.choices[0].id if field.type == "choice" else given.get(field.type, "Tekst")


def _move(cast: Cast, db: Session, case: Case, choice: int, who: str) -> None:
    """One of the steps with everything filled in; the guards may refuse it."""
    definition = _definition(cast, case)
    if steps := list(definition.outgoing[case.state].values()):
        step = steps[choice % len(steps)]
        answers = {
            field.id: _answer(field, cast.at.date())
            for field in definition.asked(step)
            if field.type != "fact"
        }
        attempt = Attempt(step.trigger, answers, acting_roles=EVERYBODY, present_units=frozenset({TEAM}))
        move(db, case.ref, attempt, actor=person(who), at=cast.at, pathways=cast.platform)


def _consent(cast: Cast, db: Session, case: Case, choice: int, who: str) -> None:
    unit = (case.owner_unit_id, JOBS, SCHOOL, TEAM)[choice % 4]
    expires = cast.at.date() + timedelta(days=choice % 40)
    cast.consent(db, case.ref, unit, *list(Topic)[: choice % 8 + 1], who=who, expires_on=expires)


def _withdraw_consent(cast: Cast, db: Session, case: Case, choice: int, who: str) -> None:
    if live := consents.live(db, case.id, cast.at):
        cast.withdraw(db, case.ref, live[choice % len(live)], who)


def _note(cast: Cast, db: Session, case: Case, choice: int, who: str) -> None:
    new = NewNote(NoteKind.FACT, Topic.CORE, "Ord", cast.at.date(), shared=bool(choice % 2))
    write_note(db, case.ref, new, actor=person(who), at=cast.at)


def _undo(cast: Cast, db: Session, case: Case, _choice: int, who: str) -> None:
    actor = person(who)
    undo_last_step(db, case.ref, seen=case.event_count, actor=actor, at=cast.at, pathways=cast.platform)


def _wait(cast: Cast, _db: Session, _case: Case, choice: int, _who: str) -> None:
    cast.clock.advance(timedelta(hours=choice % 100))


ACTS: tuple[Act, ...] = (
    _move,
    _move,
    _move,
    _move,
    _consent,
    _consent,
    _withdraw_consent,
    _note,
    _undo,
    _wait,
)
WALKS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 200), st.booleans()), min_size=4, max_size=14
)


def _walk(cast: Cast, workflow: str, walk: list[tuple[Act, int, bool]]) -> int:
    """Somebody of the owning unit acts, or now and then a receiver; what is refused changes nothing."""
    own, other = ("vibeke", "karen") if workflow == "citizenship" else ("karen", "jette")
    with cast.database.write() as db:
        case_id = cast.open_case(db, own, workflow=workflow).id
    for act, choice, by_other in walk:
        try:
            with cast.database.write() as db:
                act(cast, db, db.get_one(Case, case_id), choice, other if by_other else own)
        except DomainError:
            continue
        finally:
            _assert_sound(cast, case_id)
    return case_id


def _assert_sound(cast: Cast, case_id: int) -> None:
    with cast.database.read() as db:
        case = db.get_one(Case, case_id)
        events = db.scalars(sa.select(Event).where(Event.case_id == case_id).order_by(Event.case_seq)).all()
        assert [event.case_seq for event in events] == list(range(1, case.event_count + 1))
        definition = _definition(cast, case)
        assert replay(definition, _steps(events)).state == case.state
        assert case.is_open != definition.states[case.state].final
        open_stays = db.scalars(
            sa.select(StateStay.state).where(StateStay.case_id == case_id, StateStay.left_at.is_(None))
        ).all()
        assert open_stays == [case.state]


def _steps(events: Sequence[Event]) -> list[tuple[str, str, str]]:
    """The steps that stand: one that was taken back has not happened."""
    steps: list[tuple[str, str, str]] = []
    for event in events:
        data = data_of(event)
        if event.kind == "case-moved":
            steps.append((str(data["trigger"]), str(data["from"]), str(data["to"])))
        elif event.kind == "case-step-undone":
            steps.pop()
    return steps


@pytest.mark.parametrize("workflow", PATHWAYS)
def test_after_any_walk_events_log_and_lists_agree(cast: Cast, workflow: str) -> None:
    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(WALKS)
    def holds(walk: list[tuple[Act, int, bool]]) -> None:
        _walk(cast, workflow, walk)

    holds()
    with cast.database.read() as db:
        assert_log_is_sound(db)
        assert_reading_list_agrees(db, cast.at)


@pytest.mark.parametrize("workflow", PATHWAYS)
def test_the_resident_may_stop_in_every_state_and_all_sharing_ends(cast: Cast, workflow: str) -> None:
    owner = "vibeke" if workflow == "citizenship" else "karen"
    definition = cast.platform.library.latest(workflow)
    for state in (state for state in definition.states.values() if not state.final):
        with cast.database.write() as db:
            case = cast.open_case(db, owner, workflow=workflow)
            cast.consent(db, case.ref, SCHOOL, Topic.SCHOOL, who=owner)
            case.state, case.meeting_wait = state.id, state.meeting
        with cast.database.write() as db:
            cast.move(db, case.ref, WITHDRAW, owner)
            grants = db.scalars(
                sa.select(AccessGrant).where(AccessGrant.case_id == case.id, ledger.live(cast.at))
            )
            assert {grant.ground for grant in grants} == {Ground.OWNERSHIP}, state.id
            assert db.get_one(Case, case.id).result == "withdrawn", state.id
            assert_reading_list_agrees(db, cast.at)
