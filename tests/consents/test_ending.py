"""Withdrawn or run out: what stood on a consent goes back, once, and the owner is told."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.topics import Topic
from sagsflow.cases.guards import snapshot_of
from sagsflow.cases.models import Case
from sagsflow.consents import duties
from sagsflow.consents.ages import end_of
from sagsflow.consents.disclosed import Sent, disclosed
from sagsflow.consents.models import Consent
from sagsflow.consents.service import Longer, extend, upkeep
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import note_reading
from sagsflow.jobs.models import Job
from sagsflow.jobs.registry import Duties
from sagsflow.jobs.worker import Worker
from sagsflow.referrals.models import Referral
from sagsflow.tasks import queries as tasks
from sagsflow.tasks import service as task_service
from sagsflow.tasks.models import Task
from tests.cast import JOBS, SCHOOL, TEAM, Cast, person
from tests.consents.household import is_what_was_said, open_tasks, seen_by

TODAY, LAST = date(2026, 9, 15), date(2026, 9, 30)
on_sqlite = pytest.mark.parametrize("database_system", ["sqlite"])


def _referred(cast: Cast, *, until: date = LAST) -> tuple[Case, int]:
    """A case that stands with the job centre, which has a task on it, on a consent that ends soon."""
    with cast.database.write() as db:
        case = cast.clarifying(db)
        consent = cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT, expires_on=until)
        cast.refer(db, case.ref, JOBS)
        task_service.raise_task(
            db,
            kind="first_conversation",
            unit_id=JOBS,
            assignee_id=5,
            due_on=TODAY,
            case_id=case.id,
            actor=None,
            at=cast.at,
        )
        return case, consent.id


def test_withdrawing_brings_referral_and_tasks_home_in_one_transaction(cast: Cast) -> None:
    case, consent_id = _referred(cast)
    with cast.database.write() as db:
        done = cast.withdraw(db, case.ref, _consent(db, consent_id))
        assert done.handed_back == 2
        home = db.scalars(sa.select(Task).where(Task.kind == "first_conversation")).one()
        assert (home.unit_id, home.assignee_id) == (TEAM, 1)
        assert db.scalars(sa.select(Referral.state)).all() == ["withdrawn"]
        assert open_tasks(db, case) == ["first_conversation", "handed_back"]
        assert is_what_was_said(db, done.consent)
        db.rollback()
    with cast.database.read() as db:
        assert seen_by(cast, db, case, JOBS) != set()
        assert db.scalars(sa.select(Referral.state)).all() == ["sent"]


@on_sqlite
def test_while_another_consent_holds_the_receiver_keeps_its_tasks(cast: Cast) -> None:
    case, consent_id = _referred(cast)
    with cast.database.write() as db:
        cast.consent(db, case.ref, JOBS, Topic.FAMILY)
        cast.withdraw(db, case.ref, _consent(db, consent_id))
        kept = db.scalars(sa.select(Task).where(Task.kind == "first_conversation")).one()
        assert (kept.unit_id, kept.assignee_id) == (JOBS, 5)
        assert seen_by(cast, db, case, JOBS) == {Topic.CORE, Topic.FAMILY}


@on_sqlite
def test_a_consent_that_runs_out_counts_as_withdrawn_before_anybody_writes_it_down(cast: Cast) -> None:
    case, _consent_id = _referred(cast)
    with cast.database.read() as db:
        kept = db.get_one(Case, case.id)
        (task_id,) = db.scalars(sa.select(Task.id).where(Task.kind == "first_conversation"))
        assert [track.open for track in snapshot_of(db, kept, cast.at).tracks] == [True]
        cast.clock.set(_midnight(LAST))
        (track,) = snapshot_of(db, kept, cast.at).tracks
        assert (track.open, track.answered, track.state) == (False, False, "withdrawn")
        assert snapshot_of(db, kept, cast.at).facts["receiving_units"] == frozenset()
        assert seen_by(cast, db, case, JOBS) == set()
        assert tasks.find(db, person("jette"), task_id, cast.at) is None
        assert tasks.find(db, person("karen"), task_id, cast.at) is not None
        assert tasks.find(db, person("oda"), task_id, cast.at) is None


def test_the_worker_writes_an_expiry_down_once(cast: Cast) -> None:
    case, consent_id = _referred(cast)
    cast.clock.set(_midnight(LAST))
    worker = Worker(cast.database, cast.clock, Duties(duties.HANDLERS, (duties.ROUND,)))
    for _again in range(2):
        while worker.work_once():
            pass
        cast.clock.advance(timedelta(minutes=15))
    with cast.database.read() as db:
        kinds = db.scalars(
            sa.select(Event.kind).where(Event.case_id == case.id).order_by(Event.case_seq)
        ).all()
        assert kinds[-4:] == ["consent-expired", "referral-withdrawn", "task-reassigned", "task-raised"]
        assert open_tasks(db, case) == ["first_conversation", "handed_back"]
        assert is_what_was_said(db, _consent(db, consent_id))
        assert (
            db.scalars(
                sa.select(Job.error).where(Job.kind.in_(duties.HANDLERS), Job.error.is_not(None))
            ).all()
            == []
        )


@on_sqlite
def test_a_new_consent_does_not_bring_back_what_had_run_out(cast: Cast) -> None:
    case, _consent_id = _referred(cast)
    cast.clock.set(_midnight(LAST))
    with cast.database.write() as db:
        cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT)
        assert db.scalars(sa.select(Referral.state)).all() == ["withdrawn"]


@on_sqlite
def test_fourteen_days_before_the_owner_is_told_once_until_it_is_made_longer(cast: Cast) -> None:
    with cast.database.write() as db:
        case = cast.clarifying(db)
        consent = cast.consent(db, case.ref, SCHOOL, expires_on=date(2026, 10, 15))
        cast.consent(db, case.ref, JOBS, expires_on=TODAY + timedelta(days=3))
        cast.clock.set(_midnight(date(2026, 10, 1)) - timedelta(minutes=1))
        upkeep.look_after(db, case.id, at=cast.at)
        assert "consent_expires" not in open_tasks(db, case)
        cast.clock.advance(timedelta(minutes=1))
        for _again in range(2):
            upkeep.look_after(db, case.id, at=cast.at)
        assert open_tasks(db, case).count("consent_expires") == 1
        due = sa.select(Task.due_on).where(Task.kind == "consent_expires")
        assert db.scalars(due).all() == [date(2026, 10, 15)]
        wish = Longer(date(2027, 1, 1), said_on=TODAY, version=1)
        extend(db, case.ref, consent.id, wish, actor=person("karen"), at=cast.at)
        assert "consent_expires" not in open_tasks(db, case)


@on_sqlite
def test_what_was_disclosed_while_it_held_is_listed_and_nothing_else(cast: Cast) -> None:
    case, consent_id = _referred(cast)
    with cast.database.write() as db:
        note_reading(
            db, actor=person("jette"), at=cast.at, what="case", case_id=case.id, unit_ids=frozenset({JOBS})
        )
        note_reading(db, actor=person("karen"), at=cast.at, what="case", case_id=case.id)
        note_reading(
            db,
            actor=person("karen"),
            at=cast.at,
            what="case-printed",
            case_id=case.id,
            recipient="Jobhjælpen",
            purpose="Mødet",
        )
        consent = _consent(db, consent_id)
        found = disclosed(db, case.id, JOBS, consent.given_at, cast.at)
        assert (found.openings, found.first, found.last) == (1, TODAY, TODAY)
        assert found.sent == (Sent(TODAY, "referral"),)
        assert [(print_.recipient, print_.purpose) for print_ in found.prints] == [("Jobhjælpen", "Mødet")]
        assert disclosed(db, case.id, SCHOOL, consent.given_at, cast.at).openings == 0
        later = cast.at + timedelta(seconds=1)
        assert disclosed(db, case.id, JOBS, later, later).is_nothing


@on_sqlite
def test_the_agenda_s_parties_and_the_ledger_agree_on_the_minute(cast: Cast) -> None:
    case, _consent_id = _referred(cast)
    with cast.database.read() as db:
        last, first = _midnight(LAST) - timedelta(minutes=1), _midnight(LAST)
        views = [ledger.view_of_units(db, [JOBS], case.id, at).is_empty for at in (last, first)]
    assert views == [False, True]


def _consent(db: Session, consent_id: int) -> Consent:
    return db.get_one(Consent, consent_id, populate_existing=True)


def _midnight(last_day: date) -> datetime:
    """The first moment after a day."""
    return end_of(last_day)
