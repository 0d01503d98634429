"""Bases in law by the clock: told before they end, written down when they have; and a list of them that has pages."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.cases.service.people import add_party
from sagsflow.consents import bases
from sagsflow.consents.models import LegalBasis, LegalGround
from sagsflow.consents.service import basing, upkeep
from sagsflow.consents.service.basing import NewBasis
from sagsflow.eventlog.models import Event
from sagsflow.tasks import service as tasks
from sagsflow.tasks.models import Task
from tests.cast import JOBS, TEAM, Cast, person
from tests.consents.household import open_tasks

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
LAST = date(2026, 10, 30)
NEW = NewBasis(LegalGround.PUBLIC_TASK, "§ 1", "Vores opgave", frozenset({Topic.EMPLOYMENT}), LAST)


def _stated(cast: Cast, until: date = LAST) -> Case:
    """The job service sees a case by law, and has a task on it."""
    with cast.database.write() as db:
        case = cast.clarifying(db)
        add_party(db, case.ref, unit_id=JOBS, actor=person("karen"), at=cast.at)
        basing.state(db, case.ref, replace(NEW, until=until), actor=person("jette"), at=cast.at)
        kind, day = "first_conversation", date(2026, 9, 20)
        tasks.raise_task(
            db, kind=kind, unit_id=JOBS, assignee_id=5, due_on=day, case_id=case.id, actor=None, at=cast.at
        )
        db.execute(sa.delete(Task).where(Task.kind == "legal_basis_stated"))
        return case


def _go_round(cast: Cast, case: Case) -> list[str]:
    """What the worker does, twice: the second time nothing is left to do."""
    with cast.database.write() as db:
        for case_id in upkeep.due(db, cast.at, 10):
            upkeep.look_after(db, case_id, at=cast.at)
        assert upkeep.due(db, cast.at, 10) == []
        return open_tasks(db, case)


def test_the_owner_is_told_fourteen_days_before_and_once(cast: Cast) -> None:
    case = _stated(cast)
    assert _go_round(cast, case) == ["first_conversation"]
    cast.clock.set(datetime(2026, 10, 17, 12, tzinfo=cast.at.tzinfo))
    assert _go_round(cast, case) == ["first_conversation", "legal_basis_ends"]
    with cast.database.write() as db:
        basing.end(db, db.scalars(sa.select(LegalBasis.id)).one(), actor=person("jette"), at=cast.at)
        assert "legal_basis_ends" not in open_tasks(db, case)


def test_a_short_one_is_not_told_of_again(cast: Cast) -> None:
    case = _stated(cast, until=date(2026, 9, 20))
    assert _go_round(cast, case) == ["first_conversation"]


def test_when_its_day_has_passed_it_is_written_down_and_what_stood_on_it_comes_home(cast: Cast) -> None:
    case = _stated(cast)
    cast.clock.set(datetime(2026, 10, 31, 12, tzinfo=cast.at.tzinfo))
    assert _go_round(cast, case) == ["first_conversation", "handed_back"]
    with cast.database.read() as db:
        kinds = db.scalars(sa.select(Event.kind).where(Event.case_id == case.id)).all()
        assert "legal-basis-expired" in kinds
        home = db.scalars(sa.select(Task).where(Task.kind == "first_conversation")).one()
        assert (home.unit_id, home.assignee_id) == (TEAM, 1)


def test_the_list_of_them_has_pages(cast: Cast) -> None:
    _stated(cast)
    with cast.database.write() as db:
        ref = db.scalars(sa.select(Case.ref)).one()
        for days in (1, 1, 2):
            longer = replace(NEW, until=LAST + timedelta(days=days))
            basing.state(db, ref, longer, actor=person("jette"), at=cast.at)
        first = bases.of_units(db, {JOBS}, cast.at, size=3)
        rest = bases.of_units(db, {JOBS}, cast.at, first.next, size=3)
    assert [row.until.day for row in (*first.rows, *rest.rows)] == [30, 31, 31, 1]
    assert rest.next is None
