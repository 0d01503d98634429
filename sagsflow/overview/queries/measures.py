"""What has come of cases by the five result measures: from the first answer to the latest, and goals met at closing."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, Goal, GoalStatus
from sagsflow.measures.models import MeasureAnswer
from sagsflow.overview.periods import Period
from sagsflow.overview.queries.cases import Count, Group, among, counted, quarter_of

BETTER, SAME, WORSE, ONCE = "better", "unchanged", "worse", "once"
GOALS_MET = "goals_met"
ALL_MET, SOME_MET, NONE_MET = "all_met", "some_met", "none_met"


def changes(db: Session, group: Group, quarters: Sequence[Period]) -> Sequence[Count]:
    """Of each measure: cases by how the latest answer stands to the first, in the quarter of the latest."""
    each = first_and_latest(group)
    c, change = each.c, change_of(each.c)
    quarter = sa.case(*((c.on <= period.last, period.code) for period in quarters), else_="")
    source = sa.select().select_from(each).join(Case, Case.id == c.case_id)
    within = c.on.between(quarters[0].first, quarters[-1].last)
    return counted(db, source, (c.measure, change), quarter, within)


def goals_met(db: Session, group: Group, quarters: Sequence[Period]) -> Sequence[Count]:
    """Closed cases that had goals, by whether all of those that were not dropped were reached, some or none."""
    closed = sa.and_(group.everywhere, among(Case.closed_at, quarters))
    each = goals_of_each(closed)
    source = sa.select().select_from(each).join(Case, Case.id == each.c.case_id)
    return counted(db, source, (each.c.met,), quarter_of(Case.closed_at, quarters), closed)


def change_of(c: Any) -> sa.ColumnElement[str]:
    """How the latest answer stands to the first, of the columns of `first_and_latest`."""
    return sa.case(
        (c.times == 1, ONCE), (c.latest > c.first, BETTER), (c.latest == c.first, SAME), else_=WORSE
    )


def goals_of_each(closed: sa.ColumnElement[bool]) -> sa.Subquery:
    """One row of each of the cases that had goals: whether all of those that were not dropped were reached, some or none."""
    achieved, partly = _of(GoalStatus.ACHIEVED), _of(GoalStatus.PARTLY)
    met = sa.case((achieved == sa.func.count(), ALL_MET), (achieved + partly > 0, SOME_MET), else_=NONE_MET)
    return (
        sa.select(Goal.case_id, met.label("met"))
        .join(Case, Case.id == Goal.case_id)
        .where(closed, Goal.status != GoalStatus.DROPPED)
        .group_by(Goal.case_id)
        .subquery()
    )


def first_and_latest(group: Group) -> sa.Subquery:
    """One row of each case and measure; an answer that was replaced, and none at all, are left out."""
    of_one = (MeasureAnswer.case_id, MeasureAnswer.measure)
    day = MeasureAnswer.asked_on
    placed = (
        sa.select(
            *of_one,
            day,
            MeasureAnswer.level,
            sa.func.row_number().over(partition_by=of_one, order_by=day).label("from_first"),
            sa.func.row_number().over(partition_by=of_one, order_by=day.desc()).label("from_last"),
        )
        .join(Case, Case.id == MeasureAnswer.case_id)
        .where(group.everywhere, MeasureAnswer.replaced_at.is_(None), MeasureAnswer.level.is_not(None))
        .subquery()
    )
    c = placed.c
    return (
        sa.select(
            c.case_id,
            c.measure,
            sa.func.max(sa.case((c.from_first == 1, c.level))).label("first"),
            sa.func.max(sa.case((c.from_last == 1, c.level))).label("latest"),
            sa.func.max(c.asked_on).label("on"),
            sa.func.count().label("times"),
        )
        .group_by(c.case_id, c.measure)
        .subquery()
    )


def _of(status: GoalStatus) -> sa.ColumnElement[Any]:
    return sa.func.count(sa.case((Goal.status == status, 1)))
