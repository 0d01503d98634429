"""Goals of the plan and their milestones: added, changed, reported on. Reports are only added to."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.board.models import Milestone, MilestoneReport, MilestoneStatus, PlanGoal
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound, Stale
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.organisations.models import Organisation, Plan, SubAgreement

MAX_TEXT, MAX_TITLE = 2_000, 200


@dataclass(frozen=True, slots=True)
class GoalText:
    """What a goal of the plan says."""

    sub_agreement_id: int
    text: str
    measured_by: str
    organisation_id: int


@dataclass(frozen=True, slots=True)
class Report:
    """Where a milestone stands on a day, and when it is to be reached."""

    status: MilestoneStatus
    on_day: date
    due_on: date
    note: str = ""


def add_goal(db: Session, plan_id: int, said: GoalText, *, actor: Actor, at: datetime) -> PlanGoal:
    if db.get(Plan, plan_id) is None:
        raise NotFound("plan")
    _check_goal(db, said)
    goal = PlanGoal(plan_id=plan_id)
    _write(goal, said, actor, at)
    db.add(goal)
    db.flush()
    note(db, Entry("plan-goal-added", data={"plan": plan_id, "plan_goal": goal.id}), actor=actor, at=at)
    return goal


def change_goal(
    db: Session, goal_id: int, said: GoalText, *, version: int, actor: Actor, at: datetime
) -> PlanGoal:
    """Raises Stale when somebody changed it after the page was shown."""
    goal = db.get(PlanGoal, goal_id, with_for_update=True)
    if goal is None:
        raise NotFound("plan_goal")
    if goal.version != version:
        raise Stale("plan_goal")
    _check_goal(db, said)
    _write(goal, said, actor, at)
    db.flush()
    data = {"plan": goal.plan_id, "plan_goal": goal.id}
    note(db, Entry("plan-goal-changed", data=data), actor=actor, at=at)
    return goal


def add_milestone(
    db: Session, goal_id: int, title: str, due_on: date, *, actor: Actor, at: datetime
) -> Milestone:
    if db.get(PlanGoal, goal_id) is None:
        raise NotFound("plan_goal")
    _check_title(title)
    row = Milestone(goal_id=goal_id, title=title.strip(), due_on=due_on)
    db.add(row)
    db.flush()
    first = Report(MilestoneStatus.NOT_BEGUN, copenhagen_date(at), due_on)
    db.add(_reported(row, first, actor, at))
    db.flush()
    note(db, Entry("milestone-added", data={"plan_goal": goal_id, "milestone": row.id}), actor=actor, at=at)
    return row


def report(
    db: Session, milestone_id: int, said: Report, *, seen: int | None = None, actor: Actor, at: datetime
) -> MilestoneReport:
    """The latest report, by day and then by writing, is where the milestone stands, and by when it is to be
    reached. Raises Stale when there is a report after the
    one that was `seen`."""
    row = db.get(Milestone, milestone_id, with_for_update=True)
    if row is None:
        raise NotFound("milestone")
    if seen is not None and seen != _newest(db, milestone_id):
        raise Stale("milestone")
    if said.on_day > copenhagen_date(at):
        raise Invalid(fields={"on_day": "in-the-future"})
    if len(said.note) > MAX_TEXT:
        raise Invalid(fields={"note": "too-long"})
    added = _reported(row, said, actor, at)
    if not _is_of_the_past(db, row, said):
        row.due_on = said.due_on
    db.add(added)
    db.flush()
    data = {"milestone": row.id, "status": said.status.value, "on": said.on_day.isoformat()}
    note(db, Entry("milestone-reported", data=data), actor=actor, at=at)
    return added


def _is_of_the_past(db: Session, row: Milestone, said: Report) -> bool:
    """Whether there is one of a later day already."""
    later = MilestoneReport.milestone_id == row.id, MilestoneReport.on_day > said.on_day
    return db.scalar(sa.select(MilestoneReport.id).where(*later).limit(1)) is not None


def _newest(db: Session, milestone_id: int) -> int | None:
    of_it = MilestoneReport.milestone_id == milestone_id
    return db.scalar(sa.select(sa.func.max(MilestoneReport.id)).where(of_it))


def _reported(row: Milestone, said: Report, actor: Actor, at: datetime) -> MilestoneReport:
    return MilestoneReport(
        milestone_id=row.id,
        status=said.status,
        on_day=said.on_day,
        due_on=said.due_on,
        note=said.note.strip(),
        written_at=at,
        written_by=actor.user_id,
    )


def note(db: Session, entry: Entry, *, actor: Actor, at: datetime) -> None:
    """The event of a unit that keeps the plan. Raises Forbidden to whoever does not."""
    if not actor.may(P.PLAN_KEEP):
        raise Forbidden("plan")
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=actor.units(P.PLAN_KEEP))


def _check_goal(db: Session, said: GoalText) -> None:
    wrong: dict[str, str] = {}
    for name, text in (("text", said.text), ("measured_by", said.measured_by)):
        if not text.strip():
            wrong[name] = "required"
        elif len(text) > MAX_TEXT:
            wrong[name] = "too-long"
    if db.get(SubAgreement, said.sub_agreement_id) is None:
        wrong["sub_agreement"] = "required"
    if db.get(Organisation, said.organisation_id) is None:
        wrong["organisation"] = "required"
    if wrong:
        raise Invalid(fields=wrong)


def _check_title(title: str) -> None:
    if not title.strip():
        raise Invalid(fields={"title": "required"})
    if len(title) > MAX_TITLE:
        raise Invalid(fields={"title": "too-long"})


def _write(goal: PlanGoal, said: GoalText, actor: Actor, at: datetime) -> None:
    goal.sub_agreement_id, goal.organisation_id = said.sub_agreement_id, said.organisation_id
    goal.text, goal.measured_by = said.text.strip(), said.measured_by.strip()
    goal.changed_at, goal.changed_by = at, actor.user_id
