"""A small town whose cases have come to every place of the coordinated pathway through the real services."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks import caseload
from benchmarks.systems import System
from config import Settings
from sagsflow.access.actor import Actor
from sagsflow.access.topics import Topic
from sagsflow.accounts.demo import DemoCast, load_demo_people
from sagsflow.app import create_platform
from sagsflow.cases.models import Case, NoteKind
from sagsflow.cases.pathways import publish
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.cases.service.moving import Attempt, move
from sagsflow.cases.service.opening import NewCase, open_case
from sagsflow.cases.service.planning import GoalText, add_goal
from sagsflow.consents import service as consents
from sagsflow.core import migrate
from sagsflow.core.calendar import copenhagen_date
from sagsflow.meetings.models import MeetingKind
from sagsflow.meetings.service.agenda import Matter, put_on
from sagsflow.meetings.service.calling import MeetingPlan, call_meeting
from sagsflow.organisations.models import Area, SubAgreement
from sagsflow.organisations.service.seed import load_seed
from sagsflow.residents import service as residents
from sagsflow.residents.facts import Facts
from sagsflow.web.platform import Platform

WORKERS = ("mette", "jonas", "aase")
COORDINATOR = "kirsten"
PARTIES = ("school", "family_services")
TEXT = "Familien vil gerne have en fast aftale om morgenerne og én person at ringe til. "
LONG_CASE_EVENTS = 20
AGENDA = 50
TEMPLATES = 15


@dataclass(frozen=True, slots=True)
class Town:
    """What a benchmark must know to use the town: who acts, and on which cases."""

    worker: Actor
    coordinator: Actor
    responsible_unit: int
    long_ref: str
    meeting_id: int


def settings_for(url: str) -> Settings:
    return replace(Settings.from_environment({}), database_url=url)


@contextmanager
def open_platform(url: str) -> Iterator[Platform]:
    platform = create_platform(settings_for(url))
    try:
        yield platform
    finally:
        platform.database.dispose()


_standing: dict[tuple[str, int], tuple[str, Town]] = {}


def fresh(system: System, *, agenda: int = AGENDA) -> tuple[str, Town]:
    """A database of its own that holds the town; it is played once for each kind of database, then copied."""
    kind = system.name, agenda
    if kind not in _standing:
        url = system.new()
        with open_platform(url) as platform:
            _standing[kind] = url, build(platform, agenda)
    url, made = _standing[kind]
    return system.copied(url), made


def build(platform: Platform, agenda: int = AGENDA) -> Town:
    """Migrates, and plays a few cases in the past."""
    migrate.upgrade(platform.database)
    at = datetime.now(UTC) - timedelta(days=20)
    with platform.database.write() as db:
        load_seed(db, at - timedelta(days=30))
        publish(db, platform.library, at=at)
        cast = load_demo_people(db, at, settings=platform.settings)
        return Players(platform, db, cast, at).play(agenda)


def enlarge(platform: Platform, cases: int) -> None:
    """Until there are so many open cases."""
    with platform.database.write() as db:
        ids = db.scalars(sa.select(Case.id).order_by(Case.id).limit(TEMPLATES)).all()
        caseload.multiply(db, ids, max(1, cases // len(ids)))
        caseload.settle(db)


class Players:
    """The people of the demo, acting on the town's cases."""

    def __init__(self, platform: Platform, db: Session, cast: DemoCast, at: datetime) -> None:
        self.platform, self.db, self.cast, self.at = platform, db, cast, at
        self.unit = cast.units["housing_team"].id
        self.area = db.scalars(sa.select(Area.id).order_by(Area.id)).first()
        self.sub_agreement = db.scalars(sa.select(SubAgreement.code).order_by(SubAgreement.id)).first() or ""
        self.count = 0

    def play(self, agenda: int) -> Town:
        """The templates come first, so that their numbers stand together: see `caseload`."""
        for login in (*WORKERS, WORKERS[0]):
            self.received(login)
            self.clarifying(login)
            self.proposed(login)
        plain = [self.planned(login) for login in WORKERS]
        long_ref = self.grow(plain[0])
        waiting = [self.proposed(WORKERS[number % 3]) for number in range(agenda)]
        meeting_id = self.meeting(waiting, days=30)
        return Town(
            worker=self.cast.actors[WORKERS[0]],
            coordinator=self.cast.actors[COORDINATOR],
            responsible_unit=self.cast.units[PARTIES[0]].id,
            long_ref=long_ref,
            meeting_id=meeting_id,
        )

    def received(self, login: str) -> str:
        self.count += 1
        actor = self.cast.actors[login]
        facts = Facts(f"Beboer{self.count}", "Prøvesen", area_id=self.area)
        resident = residents.register(
            self.db, actor=actor, at=self.at, unit_id=self.unit, facts=facts, fictional=True
        )
        new = NewCase(resident.id, "coordinated", self.unit, self.sub_agreement, owner_id=actor.user_id)
        case = open_case(self.db, new, actor=actor, at=self.at, pathways=self.platform, prefix="BSV")
        return case.ref

    def clarifying(self, login: str) -> str:
        ref = self.received(login)
        self.step(ref, "take", login, contact_channel="phone", reason_in_residents_words=TEXT)
        goal = GoalText(
            own_words="Børnene kommer i skole til tiden", topic=Topic.CORE, responsible_unit_id=self.unit
        )
        add_goal(self.db, ref, goal, actor=self.cast.actors[login], at=self.at)
        return ref

    def proposed(self, login: str) -> str:
        ref = self.clarifying(login)
        parties = frozenset(self.cast.units[code].id for code in PARTIES)
        for unit_id in sorted(parties):
            new = consents.NewConsent(
                unit_id, frozenset({Topic.CORE}), "At få hjælp", copenhagen_date(self.at)
            )
            consents.give(self.db, ref, new, actor=self.cast.actors[login], at=self.at)
        self.step(
            ref, "propose_meeting", login, question_to_meeting="Hvem følger med?", parties_needed=parties
        )
        return ref

    def planned(self, login: str) -> str:
        """A case whose plan a meeting has agreed: the step that is measured, `start_follow_up`, leads on from here."""
        ref = self.proposed(login)
        self.meeting([ref], days=10)
        answers = {
            "decision_text": TEXT,
            "key_worker": self.cast.actors[login].user_id,
            "responsible_party": self.cast.units[PARTIES[0]].id,
            "due_date": copenhagen_date(self.at) + timedelta(days=30),
        }
        present = frozenset({self.unit, self.cast.units[PARTIES[0]].id})
        attempt = Attempt("decide_plan", answers, present_units=present)
        move(self.db, ref, attempt, actor=self.cast.actors[COORDINATOR], at=self.at, pathways=self.platform)
        return ref

    def grow(self, like: str) -> str:
        """A case of one's own with twenty events: notes, a plan and the steps so far."""
        owner = self.cast.actors[WORKERS[0]]
        ref = self.planned(WORKERS[0])
        case = self.db.scalars(sa.select(Case).where(Case.ref == ref)).one()
        assert ref != like
        while case.event_count < LONG_CASE_EVENTS:
            new = NewNote(NoteKind.CONTACT, Topic.CORE, TEXT * 3, copenhagen_date(self.at))
            write_note(self.db, ref, new, actor=owner, at=self.at)
        return ref

    def meeting(self, refs: list[str], *, days: int) -> int:
        actor = self.cast.actors[COORDINATOR]
        starts = self.at + timedelta(days=days)
        plan = MeetingPlan(
            MeetingKind.GROUP,
            self.unit,
            starts,
            starts + timedelta(hours=2),
            "Mødelokale 1",
            actor.user_id,
            self.cast.actors[WORKERS[1]].user_id,
            [self.cast.units[code].id for code in PARTIES],
        )
        meeting = call_meeting(self.db, plan, actor=actor, at=self.at)
        for ref in refs:
            put_on(self.db, meeting.id, ref, Matter(), actor=actor, at=self.at, pathways=self.platform)
        return meeting.id

    def step(self, ref: str, trigger: str, login: str, **answers: object) -> None:
        actor = self.cast.actors[login]
        move(self.db, ref, Attempt(trigger, answers), actor=actor, at=self.at, pathways=self.platform)
