"""A meeting of the cast: Lene calls and chairs it, Karen takes the minutes, the school and the job service are asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import event

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.cases.service import people
from sagsflow.cases.service.planning import GoalText, add_goal
from sagsflow.consents.models import Consent
from sagsflow.core.database import Database
from sagsflow.eventlog.models import ReadEntry
from sagsflow.meetings.models import AgendaItem, Meeting, MeetingKind, Presence
from sagsflow.meetings.service import agenda, attendance, calling, deciding
from sagsflow.meetings.service.agenda import Matter
from tests.cast import JOBS, PEOPLE, SCHOOL, TEAM, Cast, person

MONDAY = datetime(2026, 9, 21, 11, 0, tzinfo=UTC)  # 13:00 in Viborg, some days after the tests' Tuesday
QUESTION = "Hvem følger op på fraværet?"


@dataclass(frozen=True)
class Table:
    """What the cast does with meetings, through the services."""

    cast: Cast

    @property
    def database(self) -> Database:
        return self.cast.database

    def call(self, starts_at: datetime = MONDAY, chair: str = "lene") -> int:
        """A meeting of two hours with the team, the school and the job service; returns its id."""
        plan = calling.MeetingPlan(
            kind=MeetingKind.GROUP,
            unit_id=TEAM,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            place="Beboerhuset",
            chair_id=PEOPLE[chair][0],
            minute_taker_id=PEOPLE["karen"][0],
            unit_ids=[SCHOOL, JOBS],
        )
        with self.database.write() as db:
            return calling.call_meeting(db, plan, actor=person("lene"), at=self.cast.at).id

    def ready(self, number: int = 1, *invited: int, question: str = QUESTION) -> str:
        """A case that is ready for a meeting with these units, which the resident has agreed to; returns its number."""
        with self.database.write() as db:
            case = self.cast.clarifying(db, number=number)
            goal = GoalText("Et job", Topic.CORE, TEAM)
            add_goal(db, case.ref, goal, actor=person("karen"), at=self.cast.at)
            for unit_id in invited or (SCHOOL,):
                self.cast.consent(db, case.ref, unit_id, Topic.CORE)
            parties = frozenset(invited or (SCHOOL,))
            self.cast.move(
                db, case.ref, "propose_meeting", question_to_meeting=question, parties_needed=parties
            )
            return case.ref

    def put_on(self, meeting_id: int, ref: str, anonymous: str = "") -> int:
        with self.database.write() as db:
            matter = Matter(anonymous_question=anonymous)
            actor, at = person("lene"), self.cast.at
            return agenda.put_on(
                db, meeting_id, ref, matter, actor=actor, at=at, pathways=self.cast.platform
            ).id

    def on_the_agenda(self, meeting_id: int, number: int = 1, *invited: int, anonymous: str = "") -> int:
        """A case that stands on the agenda; returns the item's id."""
        return self.put_on(meeting_id, self.ready(number, *invited), anonymous)

    def matter(self, meeting_id: int, title: str = "Sommerens aktiviteter") -> int:
        with self.database.write() as db:
            return agenda.add_general(
                db, meeting_id, title, Matter(), actor=person("lene"), at=self.cast.at
            ).id

    def sit_down(self, meeting_id: int, *units: int) -> None:
        """These units are present."""
        with self.database.write() as db:
            seats = db.get_one(Meeting, meeting_id).participants
            present = {seat.id: Presence.PRESENT for seat in seats if seat.unit_id in units}
            attendance.record_presence(db, meeting_id, present, actor=person("lene"), at=self.cast.at)

    def consent(self, ref: str, unit_id: int) -> None:
        with self.database.write() as db:
            self.cast.consent(db, ref, unit_id, Topic.CORE)

    def mark_urgent(self, ref: str) -> None:
        with self.database.write() as db:
            actor, at = person("karen"), self.cast.at
            people.set_urgent(db, ref, urgent=True, actor=actor, at=at)

    def begin(self, meeting_id: int) -> None:
        with self.database.write() as db:
            calling.begin(db, meeting_id, actor=person("lene"), at=self.cast.at)

    def decide(self, item_id: int, ruling: deciding.Ruling, who: str = "lene") -> None:
        with self.database.write() as db:
            version = db.get_one(AgendaItem, item_id).version
            actor, at = person(who), self.cast.at
            deciding.decide(
                db, item_id, ruling, version=version, actor=actor, at=at, pathways=self.cast.platform
            )

    def item(self, item_id: int) -> AgendaItem:
        with self.database.read() as db:
            return db.get_one(AgendaItem, item_id)

    def items(self, meeting_id: int) -> list[int]:
        """The ids in order."""
        with self.database.read() as db:
            rows = sa.select(AgendaItem.id).where(AgendaItem.meeting_id == meeting_id)
            return list(db.scalars(rows.order_by(AgendaItem.position)))

    def read_last(self) -> str | None:
        """What the newest entry of the read log says was shown."""
        with self.database.read() as db:
            return db.scalars(sa.select(ReadEntry.what).order_by(ReadEntry.id.desc()).limit(1)).first()

    def meeting(self, meeting_id: int) -> Meeting:
        with self.database.read() as db:
            return db.get_one(Meeting, meeting_id)

    def case_of(self, item_id: int) -> Case:
        with self.database.read() as db:
            return db.get_one(Case, db.get_one(AgendaItem, item_id).case_id)

    def case(self, ref: str) -> Case:
        with self.database.read() as db:
            return db.scalars(sa.select(Case).where(Case.ref == ref)).one()


def withdraw_all(table: Table, ref: str, unit_id: int) -> None:
    """The resident no longer agrees to share with the unit."""
    with table.database.write() as db:
        given = sa.select(Consent).join(Case, Case.id == Consent.case_id)
        for consent in db.scalars(given.where(Case.ref == ref, Consent.receiving_unit_id == unit_id)).all():
            table.cast.withdraw(db, ref, consent)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that the database is asked meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
