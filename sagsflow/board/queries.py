"""Reads the plan's goals, milestones and money as they stood on a day, as far as it was written by a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.board.models import (
    ClosedQuarter,
    Milestone,
    MilestoneReport,
    MilestoneStatus,
    PlanGoal,
    PlanMoney,
    Purse,
)
from sagsflow.core.errors import NotFound
from sagsflow.organisations.models import Plan

Row = TypeVar("Row")
OVER = frozenset({MilestoneStatus.REACHED, MilestoneStatus.GIVEN_UP})


@dataclass(frozen=True, slots=True)
class AsOf:
    """The last day that counts, and the moment after which nothing counts that was written."""

    day: date
    written: datetime


@dataclass(frozen=True, slots=True)
class Stand:
    """A milestone and where it stood."""

    id: int
    title: str
    due_on: date
    status: MilestoneStatus
    on_day: date
    note: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Money:
    """What a purse gives to the plan (None where nobody has said), and what was used of it so far (None: nothing written)."""

    purse: Purse
    given: int | None
    used: int | None


def goal(db: Session, goal_id: int) -> PlanGoal:
    return _found(db.get(PlanGoal, goal_id), "plan_goal")


def milestone(db: Session, milestone_id: int) -> Milestone:
    return _found(db.get(Milestone, milestone_id), "milestone")


def goals(db: Session, plan_id: int) -> Sequence[PlanGoal]:
    return db.scalars(sa.select(PlanGoal).where(PlanGoal.plan_id == plan_id).order_by(PlanGoal.id)).all()


def stands(db: Session, plan_id: int, as_of: AsOf) -> Mapping[int, Sequence[Stand]]:
    """By goal: those that are late first, then by the day on which they are to be reached."""
    latest: dict[int, MilestoneReport] = {}
    for row in db.scalars(
        sa.select(MilestoneReport)
        .join(Milestone, Milestone.id == MilestoneReport.milestone_id)
        .join(PlanGoal, PlanGoal.id == Milestone.goal_id)
        .where(
            PlanGoal.plan_id == plan_id,
            MilestoneReport.on_day <= as_of.day,
            MilestoneReport.written_at <= as_of.written,
        )
        .order_by(MilestoneReport.on_day, MilestoneReport.id)
    ):
        latest[row.milestone_id] = row
    found: dict[int, list[Stand]] = {}
    for known in db.scalars(sa.select(Milestone).where(Milestone.id.in_(latest)).order_by(Milestone.id)):
        found.setdefault(known.goal_id, []).append(_stand(known, latest[known.id], as_of.day))
    return {key: sorted(rows, key=lambda row: (not row.is_late, row.due_on)) for key, rows in found.items()}


def reports(db: Session, milestone_id: int) -> Sequence[MilestoneReport]:
    """Every report, the latest first."""
    order = (MilestoneReport.on_day.desc(), MilestoneReport.id.desc())
    return db.scalars(
        sa.select(MilestoneReport).where(MilestoneReport.milestone_id == milestone_id).order_by(*order)
    ).all()


def money(db: Session, plan: Plan, quarters: Sequence[str], written: datetime) -> Sequence[Money]:
    """The plan's own document says what was given until somebody enters it; what was used, of the quarters named."""
    latest: dict[tuple[Purse, str | None], int] = {}
    rows = sa.select(PlanMoney).where(PlanMoney.plan_id == plan.id, PlanMoney.entered_at <= written)
    for row in db.scalars(rows.order_by(PlanMoney.id)):
        latest[row.purse, row.quarter] = row.amount
    given = {
        Purse.FUND: plan.grant_cash,
        Purse.MUNICIPALITY: plan.municipality_cofinancing,
        Purse.HOUSING: plan.housing_cofinancing,
    }
    return [
        Money(purse, latest.get((purse, None), given[purse]), _used(latest, purse, quarters))
        for purse in Purse
    ]


def spent(db: Session, plan_id: int, quarter: str) -> Mapping[Purse, int]:
    """What stands for one quarter."""
    rows = sa.select(PlanMoney).where(PlanMoney.plan_id == plan_id, PlanMoney.quarter == quarter)
    return {row.purse: row.amount for row in db.scalars(rows.order_by(PlanMoney.id))}


def entries(db: Session, plan_id: int, limit: int | None = 100) -> Sequence[PlanMoney]:
    """What was entered, the latest first."""
    rows = sa.select(PlanMoney).where(PlanMoney.plan_id == plan_id)
    return db.scalars(rows.order_by(PlanMoney.id.desc()).limit(limit)).all()


def newest_entry(db: Session, plan_id: int) -> int:
    """The number of the latest entry about money; 0 where there is none."""
    rows = sa.select(sa.func.max(PlanMoney.id)).where(PlanMoney.plan_id == plan_id)
    return db.scalar(rows) or 0


def closed(db: Session, plan_id: int, quarter: str) -> ClosedQuarter | None:
    return db.get(ClosedQuarter, (plan_id, quarter))


def closed_quarters(db: Session, plan_id: int) -> Mapping[str, str]:
    """The numbers of each quarter that is closed, packed, by its code."""
    rows = sa.select(ClosedQuarter.quarter, ClosedQuarter.numbers).where(ClosedQuarter.plan_id == plan_id)
    return {row.quarter: row.numbers for row in db.execute(rows)}


def _used(
    latest: Mapping[tuple[Purse, str | None], int], purse: Purse, quarters: Sequence[str]
) -> int | None:
    known = [latest[purse, quarter] for quarter in quarters if (purse, quarter) in latest]
    return sum(known) if known else None


def _stand(row: Milestone, said: MilestoneReport, day: date) -> Stand:
    late = said.due_on < day and said.status not in OVER
    return Stand(row.id, row.title, said.due_on, said.status, said.on_day, said.note, late)


def _found(row: Row | None, what: str) -> Row:
    if row is None:
        raise NotFound(what)
    return row
