"""The demo: what a newcomer finds, made by the real services and standing up to the log's and the ledger's own checks."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from sagsflow.access.roles import Role
from sagsflow.cases.models import Case, DeadlinePause, NoteKind
from sagsflow.cases.models.journal import Note
from sagsflow.consents.models import Consent
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.clock import SettableClock
from sagsflow.demo import service
from sagsflow.eventlog.verify import verify
from sagsflow.meetings.models import (
    Action,
    AgendaItem,
    ItemStatus,
    Meeting,
    MeetingSeries,
    MeetingStatus,
    Minutes,
    MinutesStatus,
    Outcome,
)
from sagsflow.meetings.queries import barriers, groups
from sagsflow.meetings.service import calling
from sagsflow.myday.queries.day import day_of
from sagsflow.referrals.models import Referral
from sagsflow.residents.models import Resident
from sagsflow.web.platform import Platform
from tests.demo.conftest import PLAYED
from tests.demo.truths import histories_hold, reading_list_is_the_ledger
from tests.house.databases import EMPTY, StartingPoint

PATHWAYS = {"coordinated", "employment", "eviction_prevention", "school_absence", "citizenship"}


@pytest.fixture
def starting_point() -> StartingPoint:
    return PLAYED


def test_there_are_some_sixty_cases_over_all_pathways(platform: Platform) -> None:
    with platform.database.read() as db:
        pathways = Counter(db.scalars(sa.select(Case.workflow_id)))
    assert pathways.keys() == PATHWAYS
    assert pathways.total() >= 60


def test_the_log_can_be_verified(platform: Platform) -> None:
    with platform.database.read() as db:
        verdict = verify(db, platform.log_keys)
    assert verdict.is_sound, verdict
    assert verdict.events > 700


def test_every_history_leads_to_where_the_case_stands(platform: Platform) -> None:
    with platform.database.read() as db:
        assert histories_hold(db, platform.library)


def test_the_reading_list_says_what_the_ledger_says(platform: Platform) -> None:
    with platform.database.read() as db:
        assert reading_list_is_the_ledger(db, platform.clock.now())


def test_something_is_overdue_due_today_and_due_this_week(platform: Platform) -> None:
    today = copenhagen_date(platform.clock.now())
    with platform.database.read() as db:
        due = [day for day in db.scalars(sa.select(Case.due_on).where(Case.is_open)) if day]
        paused = db.scalar(sa.select(sa.func.count()).select_from(DeadlinePause))
    assert any(day < today for day in due)
    assert any(day == today for day in due)
    assert any(today < day <= today + timedelta(days=7) for day in due)
    assert paused == 1


def test_meetings_have_been_one_is_today_and_some_are_to_come(platform: Platform) -> None:
    today = copenhagen_date(platform.clock.now())
    with platform.database.read() as db:
        rows = db.scalars(sa.select(Meeting).order_by(Meeting.starts_at)).all()
        on = Counter(
            db.scalars(sa.select(AgendaItem.meeting_id).where(AgendaItem.status == ItemStatus.PLANNED))
        )
    days = [copenhagen_date(row.starts_at) for row in rows]
    assert days[2] < today == days[3] < days[4] < days[5]
    assert [row.status for row in rows] == [MeetingStatus.ENDED] * 3 + [MeetingStatus.PLANNED] * 3
    assert [on[row.id] for row in rows] == [0, 0, 0, 8, 2, 2]


def test_the_operational_group_lives(platform: Platform) -> None:
    today = copenhagen_date(platform.clock.now())
    with platform.database.read() as db:
        (group,) = (view for view in groups.groups(db, today) if view.held)
        outcomes = Counter(db.scalars(sa.select(Action.outcome)))
        minutes = Counter(db.scalars(sa.select(Minutes.status)))
        series = db.scalars(sa.select(MeetingSeries)).one()
        counts = [(row.barrier.answer is not None, row.cases) for row in barriers.barriers(db)]
    assert (len(group.held), len(group.ended)) == (9, 1)
    assert all(seat.deputy_id for seat in group.held)
    assert {outcomes[one] for one in Outcome} == {1}
    assert outcomes[None] >= 3
    assert minutes == {MinutesStatus.LOCKED: 1, MinutesStatus.APPROVED: 1}
    assert series.every_weeks == 4
    assert sorted(counts, key=str) == [(False, 5), (False, None), (True, 0)]


def test_every_kind_of_note_and_of_answer_to_a_referral_is_there(platform: Platform) -> None:
    with platform.database.read() as db:
        kinds = set(db.scalars(sa.select(Note.kind)))
        states = set(db.scalars(sa.select(Referral.state)))
        ends = [(row.withdrawn_at, row.expires_at) for row in db.scalars(sa.select(Consent))]
    assert kinds == set(NoteKind)
    assert states >= {"draft", "sent", "seen", "waiting", "accepted", "active", "declined", "unanswered"}
    assert states >= {"refused", "no_answer", "withdrawn", "closed"}
    now = platform.clock.now()
    assert any(withdrawn for withdrawn, _ in ends)
    assert any(expires < now for _, expires in ends)
    assert any(now < expires < now + timedelta(days=30) for _, expires in ends)


def test_everybody_is_visibly_invented_and_has_no_personal_number(platform: Platform) -> None:
    with platform.database.read() as db:
        people = db.scalars(sa.select(Resident)).all()
    assert all(person.fictional and person.cpr_sealed is None for person in people)
    assert max(len(person.name) for person in people) > 90
    assert any("\u0600" <= sign <= "\u06ff" for person in people for sign in person.name)


def test_nothing_happens_at_night_or_in_time_to_come(platform: Platform) -> None:
    now = platform.clock.now()
    with platform.database.read() as db:
        opened = db.scalars(sa.select(Case.opened_at)).all()
        written = db.scalars(sa.select(Note.written_at)).all()
    assert opened
    assert written
    assert all(at <= now and 5 <= at.hour <= 15 and at.weekday() < 5 for at in [*opened, *written])


def test_loading_again_adds_nothing_and_still_says_who_can_sign_in(platform: Platform) -> None:
    again = service.load(platform)
    assert again.cases == 0
    assert {login.role for login in again.logins} == set(Role)


class TestOnAnEmptyDatabase:
    """From nothing."""

    @pytest.fixture
    def starting_point(self) -> StartingPoint:
        return EMPTY

    def test_production_takes_no_demo(self, platform: Platform) -> None:
        with pytest.raises(service.NoDemo):
            service.load(replace(platform, settings=replace(platform.settings, mode="production")))

    @pytest.mark.parametrize("database_system", ["sqlite"])
    def test_loaded_on_a_sunday_night_there_is_still_a_meeting_to_run_today(
        self, platform: Platform, clock: SettableClock
    ) -> None:
        clock.advance(timedelta(days=5, hours=12))
        told: list[tuple[int, int]] = []
        loaded = service.load(platform, lambda done, total: told.append((done, total)))
        assert loaded.cases >= 60
        assert told[-1][0] == told[-1][1]
        with platform.database.write() as db:
            at = clock.now()
            kirsten = service.prepare(db, platform, at).actors["kirsten"]
            (today,) = (line for line in day_of(db, kirsten, platform.calendar, at).meetings if line.is_today)
            assert (at.isoweekday(), today.items) == (7, 8)
            assert calling.begin(db, today.meeting.id, actor=kirsten, at=at).status is MeetingStatus.RUNNING
