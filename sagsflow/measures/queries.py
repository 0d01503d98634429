"""Reads of the result measures of one case, and how many of its goals were met."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Goal, GoalStatus
from sagsflow.cases.queries.one import Seen
from sagsflow.measures import policy
from sagsflow.measures.models import MeasureAnswer


@dataclass(frozen=True, slots=True)
class GoalsMet:
    """Of the goals of a closed case that were not dropped: how many were reached."""

    met: int
    goals: int


def answers(db: Session, seen: Seen) -> Sequence[MeasureAnswer]:
    """Every answer, the replaced ones too, in the order of the days; only for the unit that owns the case."""
    if not policy.may_read(seen.view):
        return []
    order = (MeasureAnswer.asked_on, MeasureAnswer.id)
    return db.scalars(
        sa.select(MeasureAnswer).where(MeasureAnswer.case_id == seen.case.id).order_by(*order)
    ).all()


def goals_met(db: Session, seen: Seen) -> GoalsMet | None:
    """None while the case is open, and where it had no goals."""
    if seen.case.is_open or not policy.may_read(seen.view):
        return None
    achieved = sa.func.count(sa.case((Goal.status == GoalStatus.ACHIEVED, 1)))
    which = (Goal.case_id == seen.case.id, Goal.status != GoalStatus.DROPPED)
    met, goals = db.execute(sa.select(achieved, sa.func.count()).where(*which)).one()
    return GoalsMet(met, goals) if goals else None
