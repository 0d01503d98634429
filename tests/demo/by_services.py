"""The story as the services tell it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.topics import Topic
from sagsflow.accounts.demo import DemoCast
from sagsflow.cases.models import Case, Goal, GoalStatus, NoteKind
from sagsflow.cases.service import journal, moving, opening, planning
from sagsflow.cases.service.warning import warn_of_passed
from sagsflow.consents import service as consents
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.days import moment
from sagsflow.meetings.models import Meeting
from sagsflow.meetings.service import agenda, attendance, calling, closing, deciding
from sagsflow.organisations.models import Area
from sagsflow.referrals import effects as open_referrals
from sagsflow.referrals import service as referrals
from sagsflow.residents import service as residents
from sagsflow.residents.facts import Facts
from sagsflow.tasks import service as tasks
from sagsflow.tasks.models import Task
from sagsflow.web.platform import Platform
from tests.demo.twice import CODE, DECISION, END, GOAL, NOTE, PERSON, QUESTION, SCORES, WISH, day


@dataclass
class Teller:
    """The people, and the case once it is opened."""

    db: Session
    platform: Platform
    cast: DemoCast
    ref: str = ""

    @property
    def case(self) -> Case:
        return self.db.scalars(sa.select(Case).where(Case.ref == self.ref)).one()

    def move(self, trigger: str, answers: dict[str, object], at: datetime) -> None:
        attempt = moving.Attempt(trigger, answers)
        moving.move(
            self.db, self.ref, attempt, actor=self.cast.actors["mette"], at=at, pathways=self.platform
        )

    def reply(self, trigger: str, answers: dict[str, object], who: str, at: datetime) -> None:
        (row,) = open_referrals.open_of(self.db, self.case.id)
        given = referrals.Reply(trigger, answers, row.version)
        actor = self.cast.actors[who]
        referrals.reply(self.db, row.id, given, actor=actor, at=at, pathways=self.platform)


def tell(db: Session, platform: Platform, cast: DemoCast, like: Meeting) -> int:
    """Returns the case's id. The meeting is held when `like` was."""
    story = Teller(db, platform, cast)
    mette, employment = cast.actors["mette"], cast.units["employment"].id
    _open(story)
    warn_of_passed(db, {}, moment(copenhagen_date(day(4)), time(6, 30)))
    story.move("take", WISH, day(9))
    due = copenhagen_date(day(60))
    goal = planning.GoalText(GOAL, Topic.EMPLOYMENT, cast.units["housing_team"].id, due)
    planning.add_goal(db, story.ref, goal, actor=mette, at=day(9, 5))
    given = consents.NewConsent(
        employment,
        frozenset({Topic.EMPLOYMENT}),
        "At hjælpe",
        copenhagen_date(day(9)),
        copenhagen_date(day(200)),
    )
    consents.give(db, story.ref, given, actor=mette, at=day(9, 10))
    asked: dict[str, object] = {"question_to_meeting": QUESTION, "parties_needed": frozenset({employment})}
    story.move("propose_meeting", asked, day(10))
    held = _meet(story, like)
    _refer_and_close(story, held)
    return story.case.id


def _open(story: Teller) -> None:
    db, mette = story.db, story.cast.actors["mette"]
    unit_id = mette.seats[0].unit_id
    area_id = db.scalars(sa.select(Area.id).order_by(Area.id)).first()
    facts = Facts(**PERSON, area_id=area_id)
    resident = residents.register(db, actor=mette, at=day(0), unit_id=unit_id, facts=facts, fictional=True)
    new = opening.NewCase(
        resident.id, "coordinated", unit_id, "beskaeftigelse", informed_on=copenhagen_date(day(0))
    )
    case = opening.open_case(db, new, actor=mette, at=day(0, 6), pathways=story.platform, prefix="BSV")
    story.ref = case.ref


def _meet(story: Teller, like: Meeting) -> datetime:
    db, kirsten = story.db, story.cast.actors["kirsten"]
    plan = calling.MeetingPlan(
        kind=like.kind,
        unit_id=like.unit_id,
        starts_at=like.starts_at,
        ends_at=like.ends_at,
        place=like.place,
        chair_id=like.chair_id,
        minute_taker_id=like.minute_taker_id,
        unit_ids=[part.unit_id for part in like.participants],
    )
    called = min(day(11), like.starts_at - timedelta(days=20))
    meeting = calling.call_meeting(db, plan, actor=kirsten, at=called)
    item = agenda.put_on(
        db, meeting.id, story.ref, agenda.Matter(), actor=kirsten, at=day(11), pathways=story.platform
    )
    calling.begin(db, meeting.id, actor=kirsten, at=like.starts_at)
    seen = {part.unit_id: part.presence for part in like.participants}
    presences = {part.id: seen[part.unit_id] for part in meeting.participants}
    attendance.record_presence(db, meeting.id, presences, actor=kirsten, at=like.starts_at)
    at = like.starts_at + timedelta(minutes=12)
    deciding.open_item(db, item.id, actor=kirsten, at=at)
    mette, due = story.cast.people["mette"].id, copenhagen_date(day(50))
    ruling = deciding.Ruling(CODE, DECISION, story.cast.units["housing_team"].id, due, mette)
    deciding.decide(db, item.id, ruling, version=item.version, actor=kirsten, at=at, pathways=story.platform)
    closing.end(db, meeting.id, actor=kirsten, at=like.ends_at)
    return at


def _refer_and_close(story: Teller, held: datetime) -> None:
    db, mette = story.db, story.cast.actors["mette"]
    later = [held + timedelta(days=days) for days in (1, 3, 4, 20, 21)]
    referred: dict[str, object] = {
        "receiving_party": story.cast.units["employment"].id,
        "handover_note": "Ring.",
        "resident_informed_date": copenhagen_date(later[0]),
    }
    story.move("refer", referred, later[0])
    accepted: dict[str, object] = {
        "received_by": "Layla",
        "first_meeting_date": copenhagen_date(later[2]),
    }
    story.reply("accept", accepted, "layla", later[1])
    note = journal.NewNote(NoteKind.CONTACT, Topic.CORE, NOTE, copenhagen_date(later[2]), shared=True)
    journal.write_note(db, story.ref, note, actor=mette, at=later[2])
    planning.record_progression(
        db, story.ref, SCORES, asked_on=copenhagen_date(later[2]), actor=mette, at=later[2]
    )
    goal = db.scalars(sa.select(Goal).where(Goal.case_id == story.case.id)).one()
    reached = planning.GoalText(
        GOAL, Topic.EMPLOYMENT, goal.responsible_unit_id, goal.due_on, GoalStatus.ACHIEVED
    )
    planning.change_goal(db, story.ref, goal.id, reached, version=goal.version, actor=mette, at=later[2])
    kind = sa.select(Task).where(Task.case_id == story.case.id, Task.kind == "carry_out_plan")
    task = db.scalars(kind).one()
    tasks.finish(db, task_id=task.id, actor=mette, at=later[2], version=task.version)
    story.reply("close", {"referral_result": "achieved", "result_note": None}, "mette", later[3])
    story.move("close_achieved", END, later[4])
