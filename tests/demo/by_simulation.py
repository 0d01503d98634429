"""The story as the simulation tells it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sagsflow.access.roles import Role
from sagsflow.access.topics import Topic
from sagsflow.accounts.demo import DemoCast
from sagsflow.cases.models import GoalStatus, NoteKind
from sagsflow.cases.service.opening import NewCase
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.simulation import consenting, journal, opening, sharing, steps, world
from sagsflow.demo.simulation.case import SimCase
from sagsflow.demo.simulation.gatherings import Meetings
from sagsflow.demo.simulation.life import Life
from sagsflow.demo.simulation.rows import Rows
from sagsflow.demo.simulation.world import Staff, World
from sagsflow.residents.facts import NAMES
from sagsflow.web.platform import Platform
from tests.demo.twice import CODE, DECISION, END, GOAL, NOTE, PERSON, QUESTION, SCORES, WISH, day


def tell(db: Session, platform: Platform, cast: DemoCast) -> int:
    """Returns the case's id."""
    told, rows = world.read(db, platform, cast), Rows(db)
    meetings = Meetings(told, rows)
    mette = _staff(told, cast, "mette")
    case = _open(told, rows, mette)
    Life(case, meetings, day(0))._let_deadline_pass(day(8))
    steps.move(case, "take", WISH, mette, day(9))
    journal.add_goal(case, GOAL, "employment", copenhagen_date(day(60)), who=mette, at=day(9, 5))
    employment = told.units["employment"]
    expires = copenhagen_date(day(200))
    given = consenting.Given(employment, frozenset({Topic.EMPLOYMENT}), "At hjælpe", expires)
    consenting.give_consent(case, given, mette, day(9, 10))
    asked = {"question_to_meeting": QUESTION, "parties_needed": frozenset({employment})}
    steps.move(case, "propose_meeting", asked, mette, day(10))
    meetings.put_on(case, _staff(told, cast, "kirsten"), day(11))
    held = _decide(case, meetings)
    _refer_and_close(case, told, cast, held)
    case.list_readers()
    rows.write()
    return case.id


def _open(told: World, rows: Rows, mette: Staff) -> SimCase:
    person = {**dict.fromkeys(NAMES), "interpreter": False, "area_id": told.areas[0], **PERSON}
    rng = world.random_of("twice")
    resident = opening.register(rows, rng, person, unit_id=mette.unit_id, who=mette, at=day(0))
    new = NewCase(
        resident["id"], "coordinated", mette.unit_id, "beskaeftigelse", informed_on=copenhagen_date(day(0))
    )
    return opening.open_case(
        told, rows, rng, new, number=9_001, area_id=resident["area_id"], who=mette, at=day(0, 6)
    )


def _decide(case: SimCase, meetings: Meetings) -> datetime:
    assert case.item is not None
    starts: datetime = meetings.of_item[case.item["id"]].row["starts_at"]
    at = starts + timedelta(minutes=12)
    ruling = {
        "decision_text": DECISION,
        "reason": DECISION,
        "responsible_party": case.team,
        "due_date": copenhagen_date(day(50)),
        "key_worker": case.row["owner_id"],
    }
    meetings.decide(case, CODE, ruling, at)
    return at


def _refer_and_close(case: SimCase, told: World, cast: DemoCast, held: datetime) -> None:
    mette, layla = _staff(told, cast, "mette"), _staff(told, cast, "layla")
    later = [held + timedelta(days=days) for days in (1, 3, 4, 20, 21)]
    referred = {
        "receiving_party": told.units["employment"],
        "handover_note": "Ring.",
        "resident_informed_date": copenhagen_date(later[0]),
    }
    steps.move(case, "refer", referred, mette, later[0])
    accepted = {"received_by": "Layla", "first_meeting_date": copenhagen_date(later[2])}
    sharing.reply(case, case.referrals[0], "accept", accepted, who=layla, at=later[1])
    steps.settle_case(case, later[1])
    journal.write_note(case, NoteKind.CONTACT, "core", NOTE, who=mette, at=later[2], shared=True)
    journal.record_scores(case, dict(SCORES), mette, later[2])
    journal.change_goal(case, case.goals[0], GoalStatus.ACHIEVED, mette, later[2])
    task = next(row for row in case.tasks if row["kind"] == "carry_out_plan")
    journal.finish_task(case, task, mette, later[2])
    done = {"referral_result": "achieved", "result_note": None}
    sharing.reply(case, case.referrals[0], "close", done, who=mette, at=later[3])
    steps.move(case, "close_achieved", END, mette, later[4])


def _staff(told: World, cast: DemoCast, login: str) -> Staff:
    user_id = cast.people[login].id
    return next(staff for role in Role for staff in told.staff[role] if staff.user_id == user_id)
