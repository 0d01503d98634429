"""The goals, milestones and money of the demo's plan, written by its manager day by day."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.board.models import MilestoneStatus, Purse
from sagsflow.board.service import goals
from sagsflow.board.service.goals import GoalText, Report
from sagsflow.board.service.money import enter_money
from sagsflow.board.status import quarters_of
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.stage import Stage
from sagsflow.organisations import queries as organisations

FILE, MANAGER = "plan", "charlotte"
SET_UP = timedelta(days=140)


def load(stage: Stage, at: datetime) -> None:
    db, actor = stage.db, stage.cast.actors[MANAGER]
    plan, said = organisations.current_plan(db, copenhagen_date(at)), stage.script.around(FILE)
    if plan is None or not said:
        return
    subs = {row.code: row.id for row in organisations.sub_agreements(db)}
    carriers = {row.code: row.id for row in organisations.all_organisations(db)}
    for row in said["goals"]:
        text = GoalText(
            subs[row["sub_agreement"]], row["text"], row["measured_by"], carriers[row["organisation"]]
        )
        goal = goals.add_goal(db, plan.id, text, actor=actor, at=at - SET_UP)
        for step in row["milestones"]:
            _milestone(db, goal.id, step, actor, at)
    enter_money(db, plan.id, _amounts(said["money"]), actor=actor, at=at - SET_UP)
    begun = quarters_of(plan, copenhagen_date(at))
    for row in said["used"]:
        quarter = begun[min(row["quarters_ago"], len(begun) - 1)]
        enter_money(db, plan.id, _amounts(row), quarter=quarter.code, actor=actor, at=at)


def _milestone(db: Session, goal_id: int, step: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    due_on = copenhagen_date(at) + timedelta(days=step["due"])
    row = goals.add_milestone(db, goal_id, step["title"], due_on, actor=actor, at=at - SET_UP)
    for days, status, note in step["reports"]:
        then = at + timedelta(days=days)
        said = Report(MilestoneStatus(status), copenhagen_date(then), due_on, note)
        goals.report(db, row.id, said, actor=actor, at=then)


def _amounts(row: Mapping[str, int]) -> Mapping[Purse, int]:
    return {purse: row[purse.value] for purse in Purse}
