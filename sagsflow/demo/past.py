"""What happened before the stories of the demo begin: a year and a half of cases, so that figures have something to compare with.

They are simulated as those of `sagsflow seed` are, but everything that would stand overdue on somebody's day is left out: the day
belongs to the stories."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from sagsflow.cases.models import CaseNumber
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.days import OPENS, moment
from sagsflow.demo.service import prepare
from sagsflow.demo.simulate import BEFORE, openings_of
from sagsflow.demo.simulation import world
from sagsflow.demo.simulation.case import SimCase
from sagsflow.demo.simulation.gatherings import Gathering, Meetings
from sagsflow.demo.simulation.rows import Row, Rows
from sagsflow.demo.simulation.town import Town
from sagsflow.demo.simulation.world import random_of
from sagsflow.demo.stage import Platform
from sagsflow.meetings.models import Action, AgendaItem, Outcome
from sagsflow.meetings.service.actions import ENDS_AS
from sagsflow.tasks.models import TaskStatus

CASES = 240
DAYS = 560
SEED = "before the stories"
INTO_THE_MEETING = timedelta(minutes=10)
FORTNIGHT = timedelta(days=14)
NOT_DONE_PER_CENT = 30


def live(db: Session, platform: Platform, *, cases: int = CASES) -> None:
    """For an empty database, in the caller's transaction. Some of `cases` are left out; case numbers have no gaps."""
    began = platform.clock.now() - timedelta(days=DAYS) - BEFORE
    told = world.read(db, platform, prepare(db, platform, began))
    chance, rows = random_of(SEED), Rows(db)
    town = Town(told, rows, Meetings(told, rows))
    last, kept = Counter[int](), list[SimCase]()
    for index, at in enumerate(openings_of(told, cases, DAYS, chance)):
        year = copenhagen_date(at).year
        case = town.try_case(last[year] + 1, at, random_of(f"{SEED}:{index}"), _in_hand)
        if case is not None:
            kept.append(case)
            last[year] += 1
    _FollowUp(rows, {case.id: case for case in kept}, town.meetings.held(), chance).say_all(told.now)
    db.add_all(CaseNumber(year=year, last=number) for year, number in last.items())
    rows.write()


def _in_hand(case: SimCase) -> bool:
    """Closed; or at work in time, with nothing on an agenda that is still to come."""
    if not case.row["is_open"]:
        return True
    today = copenhagen_date(case.world.now) + timedelta(days=1)
    due = [task["due_on"] for task in case.open_tasks()]
    dated = [*due, case.row["due_on"] or today]
    return case.item is None and min(dated) >= today and not _unanswered(case)


def _unanswered(case: SimCase) -> bool:
    return any(row["is_open"] and not row["is_answered"] for row in case.referrals)


@dataclass(frozen=True, slots=True)
class _FollowUp:
    """What became of what earlier meetings agreed on, said at the next meeting, as `meetings.service.actions` does."""

    rows: Rows
    cases: dict[int, SimCase]
    held: Sequence[Gathering]
    rng: Random

    def say_all(self, now: datetime) -> None:
        items = {row["id"]: row for row in self.rows.of[AgendaItem]}
        latest = self._latest()
        for action in self.rows.of[Action]:
            case = self.cases[items[action["item_id"]]["case_id"]]
            after = max(latest[case.id], moment(action["due_on"], OPENS))
            meeting = next((row for row in self.held if row.row["starts_at"] > after), None)
            if meeting is not None:
                at = meeting.row["starts_at"] + INTO_THE_MEETING
                self._say(action, items[action["item_id"]], case, meeting, at)
                latest[case.id] = at

    def _latest(self) -> dict[int, datetime]:
        """When something was last written in the log of each case."""
        found: dict[int, datetime] = {}
        for event in self.rows.events:
            if event.case_id is not None:
                found[event.case_id] = max(event.at, found.get(event.case_id, event.at))
        return found

    def _say(self, action: Row, item: Row, case: SimCase, meeting: Gathering, at: datetime) -> None:
        task = next(row for row in case.tasks if row["id"] == action["task_id"])
        outcome = self._outcome(task)
        chair = meeting.chair
        action.update(
            outcome=outcome.value,
            closed_at=at,
            closed_by=chair.user_id,
            closed_at_meeting_id=meeting.row["id"],
        )
        action["version"] += 1
        if task["status"] == TaskStatus.OPEN.value:
            ended = ENDS_AS[outcome]
            task.update(status=ended.value, version=task["version"] + 1)
            task.update(
                {"done_at": at, "done_by": chair.user_id}
                if ended is TaskStatus.DONE
                else {"cancelled_at": at}
            )
        data = {
            "meeting": item["meeting_id"],
            "item": item["id"],
            "action": action["id"],
            "outcome": outcome.value,
        }
        case.record("agenda-item-followed-up", chair, at, {**data, "task": task["id"]})
        case.row["version"] = case.row["event_count"]

    def _outcome(self, task: Row) -> Outcome:
        if task["status"] != TaskStatus.CANCELLED.value:
            return Outcome.DONE
        return Outcome.NOT_DONE if self.rng.randrange(100) < NOT_DONE_PER_CENT else Outcome.NOT_POSSIBLE
