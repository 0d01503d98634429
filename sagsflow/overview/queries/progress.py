"""How far residents have come by their own answers: the mean of the first and of the latest, question by question."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, Progression, ProgressionQuestion
from sagsflow.core.small_numbers import SMALLEST_SHOWN
from sagsflow.overview.periods import Period
from sagsflow.overview.queries.cases import Group


@dataclass(frozen=True, slots=True)
class Way:
    """From the first answer to the latest, on the scale from 1 to 5."""

    start: float
    now: float


def progress(db: Session, group: Group, period: Period) -> Mapping[ProgressionQuestion, Way]:
    """Of the cases that have answered twice or more, the latest time in the period; only where there are five or more."""
    of_one = (Progression.case_id, Progression.question)
    answers = (
        sa.select(
            Progression.question,
            Progression.score,
            Progression.asked_on,
            sa.func.row_number().over(partition_by=of_one, order_by=Progression.asked_on).label("from_first"),
            sa.func.row_number()
            .over(partition_by=of_one, order_by=Progression.asked_on.desc())
            .label("from_last"),
            sa.func.count().over(partition_by=of_one).label("times"),
            sa.func.max(Progression.asked_on).over(partition_by=of_one).label("latest"),
        )
        .join(Case, Case.id == Progression.case_id)
        .where(group.here)
        .subquery()
    )
    c = answers.c
    rows = db.execute(
        sa.select(
            c.question,
            sa.func.avg(sa.case((c.from_first == 1, sa.cast(c.score, sa.Float)))),
            sa.func.avg(sa.case((c.from_last == 1, sa.cast(c.score, sa.Float)))),
        )
        .where(c.times > 1, c.latest >= period.first, c.latest <= period.last)
        .group_by(c.question)
        .having(sa.func.count(sa.case((c.from_first == 1, 1))) >= SMALLEST_SHOWN)
    )
    return {question: Way(float(start), float(now)) for question, start, now in rows}
