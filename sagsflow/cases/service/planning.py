"""The resident's plan: goals in their own words, and scores that show the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.topics import Topic
from sagsflow.cases import policy
from sagsflow.cases.models import Case, Goal, GoalStatus, Progression, ProgressionQuestion
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import kept, lock_open_for
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.engine.answers import SCORES
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import Entry, data_of
from sagsflow.organisations.models import Unit

MAX_GOAL = 2_000


@dataclass(frozen=True, slots=True)
class GoalText:
    """What a goal says."""

    own_words: str
    topic: Topic
    responsible_unit_id: int
    due_on: date | None = None
    status: GoalStatus = GoalStatus.NOT_STARTED


def add_goal(db: Session, ref: str, text: GoalText, *, actor: Actor, at: datetime) -> Goal:
    case, _view = lock_open_for(db, ref, actor=actor, at=at, rule=policy.may_write)
    _check(db, text)
    goal = Goal(case_id=case.id, created_at=at, changed_at=at)
    _write(goal, text, at)
    db.add(goal)
    db.flush()
    data = {"goal": goal.id, "topic": goal.topic.value}
    record_on_case(db, case, [Entry("goal-added", data=data)], actor=actor, at=at)
    return goal


def change_goal(
    db: Session, ref: str, goal_id: int, text: GoalText, *, version: int, actor: Actor, at: datetime
) -> Goal:
    """Raises Stale when somebody changed the goal after this page was shown."""
    case, _view = lock_open_for(db, ref, actor=actor, at=at, rule=policy.may_write)
    goal = db.get(Goal, goal_id)
    if goal is None or goal.case_id != case.id:
        raise NotFound("goal")
    if goal.version != version:
        raise Stale("goal", events=_changes_of(db, case, goal_id))
    _check(db, text)
    before = goal.status
    _write(goal, text, at)
    db.flush()
    data = {
        "goal": goal.id,
        "topic": goal.topic.value,
        "status": goal.status.value,
        "before": before.value,
    }
    record_on_case(db, case, [Entry("goal-changed", data=data)], actor=actor, at=at)
    return goal


def _changes_of(db: Session, case: Case, goal_id: int) -> list[Event]:
    """The last change of a goal, to tell whoever was too late."""
    rows = db.scalars(
        sa.select(Event)
        .where(Event.case_id == case.id, Event.kind == "goal-changed")
        .order_by(Event.case_seq.desc())
        .limit(100)
    )
    return kept(db, [row for row in rows if data_of(row).get("goal") == goal_id][:1])


def record_progression(
    db: Session,
    ref: str,
    scores: Mapping[ProgressionQuestion, int],
    *,
    asked_on: date,
    actor: Actor,
    at: datetime,
) -> None:
    """Scores from 1 to 5; asking again on the same day replaces that day's score."""
    case, _view = lock_open_for(db, ref, actor=actor, at=at, rule=policy.may_write)
    if not scores:
        raise Invalid(fields={"scores": "required"})
    if asked_on > copenhagen_date(at):
        raise Invalid(fields={"asked_on": "in-the-future"})
    for question, score in scores.items():
        if score not in SCORES:
            raise Invalid(fields={question.value: "out-of-range"})
        row = db.get(Progression, (case.id, asked_on, question))
        if row is None:
            row = Progression(case_id=case.id, asked_on=asked_on, question=question)
            db.add(row)
        row.score = score
    data = {"on": asked_on.isoformat(), "questions": sorted(question.value for question in scores)}
    record_on_case(db, case, [Entry("progression-recorded", data=data)], actor=actor, at=at)


def _check(db: Session, text: GoalText) -> None:
    wrong: dict[str, str] = {}
    if not text.own_words.strip():
        wrong["own_words"] = "required"
    elif len(text.own_words) > MAX_GOAL:
        wrong["own_words"] = "too-long"
    if db.get(Unit, text.responsible_unit_id) is None:
        wrong["responsible_unit_id"] = "required"
    if wrong:
        raise Invalid(fields=wrong)


def _write(goal: Goal, text: GoalText, at: datetime) -> None:
    goal.own_words = text.own_words.strip()
    goal.topic = text.topic
    goal.responsible_unit_id = text.responsible_unit_id
    goal.due_on = text.due_on
    goal.status = text.status
    goal.changed_at = at
