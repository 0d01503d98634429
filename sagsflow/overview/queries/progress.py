"""How far residents have come by their own answers: the mean of the first and of the latest, question by question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, Progression, ProgressionQuestion
from sagsflow.core.small_numbers import SMALLEST_SHOWN
from sagsflow.overview.periods import Period
from sagsflow.overview.queries.cases import Group, Where, placed, places_of
from sagsflow.overview.tables import Place


@dataclass(frozen=True, slots=True)
class Way:
    """From the first answer to the latest, on the scale from 1 to 5."""

    start: float
    now: float


@dataclass(frozen=True, slots=True)
class Answered:
    """Cases that have answered a question twice or more, the latest time in the quarter: how many there are at a place, and the
    sums of their first and of their latest answers."""

    question: ProgressionQuestion
    quarter: str
    where: Where
    cases: int
    first: int
    latest: int


def answered(db: Session, group: Group, quarters: Sequence[Period]) -> Sequence[Answered]:
    """One statement: the database adds up what belongs to the same question, quarter and place."""
    of_one = (Progression.case_id, Progression.question)
    day = Progression.asked_on
    columns = (
        Progression.question,
        Progression.score,
        day,
        sa.func.row_number().over(partition_by=of_one, order_by=day).label("from_first"),
        sa.func.row_number().over(partition_by=of_one, order_by=day.desc()).label("from_last"),
        sa.func.count().over(partition_by=of_one).label("times"),
        sa.func.max(day).over(partition_by=of_one).label("latest"),
    )
    source = placed(sa.select(*columns).join(Case, Case.id == Progression.case_id))
    c = source.where(group.everywhere).subquery().c
    quarter = sa.case(*((c.latest <= period.last, period.code) for period in quarters), else_="")
    kinds = (c.question, quarter.label("quarter"), c.sub_agreement_id, c.area_id, c.organisation_id)
    rows = db.execute(
        sa.select(
            *kinds,
            sa.func.count(sa.case((c.from_first == 1, 1))),
            sa.func.sum(sa.case((c.from_first == 1, c.score), else_=0)),
            sa.func.sum(sa.case((c.from_last == 1, c.score), else_=0)),
        )
        .where(c.times > 1, c.latest.between(quarters[0].first, quarters[-1].last))
        .group_by(*kinds)
    )
    return [Answered(row[0], row[1], Where(*row[2:5]), *(int(number) for number in row[5:])) for row in rows]


def progress(rows: Sequence[Answered], place: Place, period: Period) -> Mapping[ProgressionQuestion, Way]:
    """Only where there are five cases or more."""
    here = [row for row in rows if row.quarter in period.quarters and place in places_of(row.where)]
    found = {}
    for question, each in groupby(sorted(here, key=_question), key=lambda row: row.question):
        parts = list(each)
        cases = sum(row.cases for row in parts)
        if cases >= SMALLEST_SHOWN:
            first, latest = sum(row.first for row in parts), sum(row.latest for row in parts)
            found[question] = Way(first / cases, latest / cases)
    return found


def _question(row: Answered) -> str:
    return row.question.value
