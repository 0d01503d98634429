"""The full product role × unit × ground × topic × sensitive: the Python face and the SQL face of each policy say what the plain
table says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View
from sagsflow.access.models import ReadingList
from sagsflow.access.roles import Role
from sagsflow.access.topics import Topic
from sagsflow.cases import policy
from sagsflow.cases.models import Case, Domain, Goal, Note
from sagsflow.consents import policy as consents
from sagsflow.consents.models import Consent, ConsentForm, GiverKind, LegalBasis, LegalGround
from sagsflow.documents import policy as documents
from sagsflow.documents.models import Document
from sagsflow.meetings import policy as meetings
from sagsflow.meetings.models import Meeting, MeetingKind, Participant
from sagsflow.referrals import policy as referrals
from sagsflow.referrals.models import Referral
from sagsflow.tasks import policy as tasks
from sagsflow.tasks.models import Task
from tests.access import product as table
from tests.access.matrix.model import ANSWER_REFERRALS, RUN_CASES, SIT_AT_MEETINGS
from tests.access.product import (
    EVERYBODY,
    MOVE,
    NOTES,
    NOW,
    OWNER,
    RECEIVER,
    RUN,
    STRANGER,
    UNITS,
    WORK,
    Cell,
)

Asked = Callable[[Actor, Cell], View]
Text = tuple[int, Topic, bool, bool]
T = TypeVar("T", Note, Document)
CELLS = table.cells()
NOW_ONLY = [cell for cell in CELLS if cell.period == "now"]


@pytest.fixture(scope="module")
def db() -> Iterator[Session]:
    session = table.in_memory(CELLS)
    yield session
    session.close()
    session.get_bind().dispose()  # type: ignore[union-attr]  # it is bound to an engine


@pytest.fixture(scope="module")
def cases(db: Session) -> dict[int, Case]:
    return {case.id: case for case in db.scalars(sa.select(Case))}


@pytest.fixture(scope="module")
def view_of(db: Session) -> Asked:
    """Asked of the ledger once for each set of units; those who differ in nothing that it is asked share the answer."""
    named = {table.actor(cell.only, RECEIVER).user_id for cell in CELLS if cell.only}
    known: dict[tuple[object, ...], View] = {}

    def view(actor: Actor, cell: Cell) -> View:
        permission = policy.READ[cell.domain]
        key = (cell.id, actor.units(permission), actor.user_id if actor.user_id in named else None)
        if key not in known:
            known[key] = ledger.view_of(db, actor, cell.id, NOW, permission)
        return known[key]

    return view


def test_a_case_is_seen_by_whom_the_table_says_on_both_faces_and_on_the_way_to_the_list(
    db: Session, cases: Mapping[int, Case], view_of: Asked
) -> None:
    for role, unit, actor in EVERYBODY:
        expected = {cell.id for cell in CELLS if cell.seen_by(role, unit)}
        by_python = {cell.id for cell in CELLS if policy.may_see(actor, cases[cell.id], view_of(actor, cell))}
        by_sql = set(db.scalars(sa.select(Case.id).where(policy.visible_to(actor, NOW))))
        assert by_python == by_sql == expected, (role, unit)
        assert expected <= _walked(db, actor), (role, unit)


def _walked(db: Session, actor: Actor) -> set[int]:
    """The reading list leads to all of it; the ledger is asked for each row."""
    return {
        case_id
        for domain in Domain
        for case_id in db.scalars(
            sa.select(ReadingList.case_id).where(
                ledger.readable_cases(actor, policy.READ[domain], NOW), ReadingList.domain == domain.value
            )
        )
    }


def test_a_text_is_read_by_whom_the_table_says(view_of: Asked) -> None:
    """Notes and documents of every topic, sensitive or not, shared or not, beside every grant."""
    texts = list(product((OWNER, RECEIVER), Topic, (True, False), (True, False)))
    for (role, unit, actor), cell in product(EVERYBODY, NOW_ONLY):
        if cell.seen_by(role, unit):
            view = view_of(actor, cell)
            for text in texts:
                expected = _reads(cell, role, unit, text)
                note = _text(Note, text)
                assert policy.may_read_note(actor, cell.domain, note, view) is expected, (
                    cell,
                    role,
                    unit,
                    text,
                )
                paper = _text(Document, text)
                assert documents.may_read(actor, cell.domain, paper, view) is expected, (
                    cell,
                    role,
                    unit,
                    text,
                )


def _text(kind: type[T], text: Text) -> T:
    author, topic, sensitive, shared = text
    return kind(author_unit_id=author, topic=topic, sensitive=sensitive, shared=shared)


def _reads(cell: Cell, role: Role, unit: int, text: Text) -> bool:
    author, topic, sensitive, shared = text
    if role not in NOTES[cell.domain]:
        return False
    return author == unit or (shared and (unit == OWNER or cell.covers(topic, sensitive=sensitive)))


def test_a_goal_is_read_by_whom_the_table_says(view_of: Asked) -> None:
    for (role, unit, actor), cell, topic in product(EVERYBODY, NOW_ONLY, Topic):
        seen, view = cell.seen_by(role, unit), view_of(actor, cell)
        expected = seen and (unit == OWNER or topic is cell.topic)
        assert policy.may_read_goal(Goal(topic=topic), view) is expected, (cell, role, unit, topic)


def test_what_may_be_done_on_a_case_is_done_by_whom_the_table_says(
    cases: Mapping[int, Case], view_of: Asked
) -> None:
    for (role, unit, actor), cell in product(EVERYBODY, CELLS):
        case, view = cases[cell.id], view_of(actor, cell)
        works, runs = cell.worked_on_by(role, unit), role in RUN[cell.domain]
        wanted = {
            policy.may_write: runs and cell.owned_by(unit),
            policy.may_move: works and role in MOVE[cell.domain],
            policy.may_write_note: works and role in WORK[cell.domain],
            policy.may_print: works and role in WORK[cell.domain],
            documents.may_add: works and role in WORK[cell.domain],
        }
        for asked, expected in wanted.items():
            assert asked(actor, case, view) is expected, (asked.__name__, cell, role, unit)


def test_a_referral_is_seen_by_whom_the_table_says_on_both_faces(db: Session) -> None:
    """Only support cases are referred."""
    support = [cell for cell in CELLS if cell.domain is Domain.SUPPORT]
    rows = {row.id: row for row in db.scalars(sa.select(Referral))}
    of_unit = {
        unit: {cell.id: ledger.view_of_units(db, [unit], cell.id, NOW) for cell in support} for unit in UNITS
    }
    for role, unit, actor in EVERYBODY:
        mine = {cell.id for cell in support if _answers(cell, role, unit)}
        both = mine | {cell.id for cell in support if role in RUN_CASES and cell.owned_by(unit)}
        views = of_unit[unit]
        assert {key for key, view in views.items() if referrals.receives(actor, rows[key], view)} == mine
        assert {key for key, view in views.items() if referrals.may_see(actor, rows[key], view)} == both
        for asked, expected in ((referrals.received_by, mine), (referrals.visible, both)):
            found = db.scalars(sa.select(Referral.id).where(asked(actor, NOW), Referral.id.in_(views)))
            assert set(found) == expected, (role, unit)


def _answers(cell: Cell, role: Role, unit: int) -> bool:
    return role in ANSWER_REFERRALS and unit == RECEIVER and cell.worked_on_by(role, unit)


def test_a_task_is_found_by_whom_the_table_says(db: Session) -> None:
    for role, unit, actor in EVERYBODY:
        expected = {(cell.id, unit) for cell in CELLS if cell.worked_on_by(role, unit)}
        found = db.execute(sa.select(Task.case_id, Task.unit_id).where(tasks.visible_to(actor, NOW)))
        assert {tuple(row) for row in found} == expected, (role, unit)


def test_a_meeting_is_seen_by_whom_the_table_says_on_both_faces(db: Session) -> None:
    named = table.actor(Role.MUNICIPAL_WORKER, RECEIVER).user_id
    asked: dict[str, list[tuple[int, int | None]]] = {
        "own": [],
        "unit": [(RECEIVER, None)],
        "one": [(RECEIVER, named)],
    }
    made = {name: _meeting(db, parts) for name, parts in asked.items()}
    for role, unit, actor in EVERYBODY:
        if role not in SIT_AT_MEETINGS or unit == STRANGER:
            expected = set()
        elif unit == OWNER:
            expected = set(made.values())
        else:
            expected = {made["unit"]} | ({made["one"]} if actor.user_id == named else set())
        by_sql = set(db.scalars(sa.select(Meeting.id).where(meetings.visible_to(actor))))
        by_python = {row.id for row in db.scalars(sa.select(Meeting)) if meetings.may_see(actor, row)}
        assert by_sql == by_python == expected, (role, unit)


def _meeting(db: Session, parts: Sequence[tuple[int, int | None]]) -> int:
    meeting = Meeting(
        kind=MeetingKind.GROUP,
        unit_id=OWNER,
        starts_at=NOW,
        ends_at=NOW + timedelta(hours=1),
        place="",
        chair_id=1,
        minute_taker_id=1,
        participants=[Participant(unit_id=unit, user_id=user) for unit, user in parts],
    )
    db.add(meeting)
    db.flush()
    return meeting.id


def test_a_consent_and_a_basis_hold_at_the_same_moments_on_both_faces(db: Session) -> None:
    around = [NOW + timedelta(microseconds=step) for step in (-1, 0, 1)]
    for number, (start, end, stop) in enumerate(product(around, around, (None, *around)), start=1):
        if end > start:
            given = Consent(given_at=start, expires_at=end, withdrawn_at=stop)
            stated = LegalBasis(stated_at=start, expires_at=end, ended_at=stop)
            expected = start <= NOW < end and (stop is None or stop > NOW)
            assert given.holds(NOW) is stated.holds(NOW) is expected
            db.execute(sa.insert(Consent).values(_consent(number, start, end, stop)))
            db.execute(sa.insert(LegalBasis).values(_basis(number, start, end, stop)))
            for rule, model in ((consents.holds, Consent), (consents.basis_holds, LegalBasis)):
                found = db.scalars(sa.select(model.id).where(model.id == number, rule(NOW))).all()
                assert bool(found) is expected, (model, start, end, stop)


def _consent(number: int, start: datetime, end: datetime, stop: datetime | None) -> dict[str, object]:
    fixed = {"case_id": 1, "resident_id": 1, "receiving_unit_id": RECEIVER, "recorded_by": 1, "purpose": ""}
    said = {"giver_kind": GiverKind.RESIDENT, "form": ConsentForm.WRITTEN, "given_on": NOW.date()}
    period = {"given_at": start, "agreed_until": NOW.date(), "expires_at": end, "withdrawn_at": stop}
    return {"id": number, **fixed, **said, **period}


def _basis(number: int, start: datetime, end: datetime, stop: datetime | None) -> dict[str, object]:
    fixed = {"case_id": 1, "unit_id": RECEIVER, "stated_by": 1, "sensitive": False, "until": NOW.date()}
    words = {"legal_ground": LegalGround.PUBLIC_TASK, "paragraph": "", "note": "", "topics": "core"}
    period = {"stated_at": start, "expires_at": end, "ended_at": stop}
    return {"id": number, **fixed, **words, **period}
