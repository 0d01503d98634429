"""Simulated years of work stand up to the same checks as real ones."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.accounts.models import User
from sagsflow.cases.models import Case, CaseNumber, Deadline
from sagsflow.cases.service.warning import warn_of_passed
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo import service, simulate
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.verify import verify
from sagsflow.referrals.models import Referral
from sagsflow.residents.models import Resident
from sagsflow.web.platform import Platform
from tests.demo.conftest import PLAYED, SEEDED, SEEDED_CASES
from tests.demo.truths import histories_hold, reading_list_is_the_ledger
from tests.house.databases import StartingPoint


class TestWhatIsThere:
    """A database that was empty before."""

    @pytest.fixture
    def starting_point(self) -> StartingPoint:
        return SEEDED

    def test_the_log_can_be_verified(self, platform: Platform) -> None:
        with platform.database.read() as db:
            verdict = verify(db, platform.log_keys)
        assert verdict.is_sound, verdict
        assert verdict.events > 10 * SEEDED_CASES

    def test_every_history_leads_to_where_the_case_stands(self, platform: Platform) -> None:
        with platform.database.read() as db:
            assert histories_hold(db, platform.library)

    def test_the_reading_list_says_what_the_ledger_says(self, platform: Platform) -> None:
        with platform.database.read() as db:
            assert reading_list_is_the_ledger(db, platform.clock.now())

    def test_case_numbers_have_no_gaps(self, platform: Platform) -> None:
        with platform.database.read() as db:
            given = [
                tuple(row)
                for row in db.execute(sa.select(Case.year, Case.number).order_by(Case.year, Case.number))
            ]
            last = {row.year: row.last for row in db.scalars(sa.select(CaseNumber))}
        assert given == [(year, number) for year in sorted(last) for number in range(1, last[year] + 1)]

    def test_every_pathway_is_walked_and_referrals_are_answered_both_ways(self, platform: Platform) -> None:
        with platform.database.read() as db:
            pathways = set(db.scalars(sa.select(Case.workflow_id)))
            states = set(db.scalars(sa.select(Referral.state)))
            results = set(db.scalars(sa.select(Case.result)))
        assert len(pathways) == 5
        assert {"active", "refused", "closed"} <= states
        assert {"achieved", "withdrawn", "no_need", None} <= results

    def test_nobody_has_to_be_told_of_a_deadline_that_passed_long_ago(self, platform: Platform) -> None:
        today = copenhagen_date(platform.clock.now())
        untold = sa.select(Deadline).where(
            Deadline.ended_at.is_(None), Deadline.due_on < today, Deadline.warned_at.is_(None)
        )
        with platform.database.read() as db:
            assert db.scalars(untold).all() == []

    def test_people_go_on_where_the_simulation_ended(self, platform: Platform) -> None:
        tomorrow = platform.clock.now() + timedelta(days=20)
        with platform.database.write() as db:
            warn_of_passed(db, {}, tomorrow)
        with platform.database.read() as db:
            assert verify(db, platform.log_keys).is_sound


class TestSeeding:
    """On an empty database."""

    def test_the_same_seed_gives_the_same_cases(self, platform: Platform) -> None:
        with platform.database.write() as db:
            first = _told(db, platform, seed=7)
            db.rollback()
            second = _told(db, platform, seed=7)
            db.rollback()
            other = _told(db, platform, seed=8)
        assert first == second != other

    def test_progress_is_told_to_the_end(self, platform: Platform) -> None:
        told: list[tuple[int, int]] = []
        seeded = simulate.run(
            platform, cases=5, seed=1, progress=lambda done, total: told.append((done, total))
        )
        assert told[-1] == (5, 5)
        assert seeded.cases == 5
        assert seeded.events > 5

    def test_production_is_left_alone(self, platform: Platform) -> None:
        with pytest.raises(service.NoDemo):
            simulate.run(replace(platform, settings=replace(platform.settings, mode="production")), cases=1)


class TestBesideTheDemo:
    """What is there stays, and the demo's people go on working."""

    @pytest.fixture
    def starting_point(self) -> StartingPoint:
        return PLAYED

    def test_cases_are_added_to_those_that_are_there(self, platform: Platform) -> None:
        with platform.database.read() as db:
            before = {
                model: db.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Case, User)
            }
        simulate.run(platform, cases=20, seed=3)
        simulate.run(platform, cases=20, seed=3)
        with platform.database.read() as db:
            assert db.scalar(sa.select(sa.func.count()).select_from(Case)) == (before[Case] or 0) + 40
            assert db.scalar(sa.select(sa.func.count()).select_from(User)) == before[User]
            assert verify(db, platform.log_keys).is_sound
            assert histories_hold(db, platform.library)


def _told(db: Session, platform: Platform, *, seed: int) -> list[object]:
    """Who came and what happened when, in a transaction that the caller takes back; PostgreSQL never gives an id again."""
    simulate.within(db, platform, cases=20, seed=seed)
    people = db.execute(
        sa.select(Resident.given_name, Resident.family_name, Resident.uuid).order_by(Resident.id)
    )
    events = db.execute(sa.select(Event.at, Event.kind, Event.case_seq).order_by(Event.seq))
    return [*(tuple(row) for row in people), *(tuple(row) for row in events)]
