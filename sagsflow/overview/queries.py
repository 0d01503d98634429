"""Counts and medians over all cases of a plan's pathway, made by the database; a constant number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, StateStay
from sagsflow.overview.periods import Period

FEWEST = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Which cases: of one pathway of one plan, of one domain; perhaps only of a sub-agreement or of an area."""

    plan_id: int
    domain: str
    workflow_id: str
    sub_agreement_id: int | None = None
    area_id: int | None = None

    @property
    def everywhere(self) -> sa.ColumnElement[bool]:
        return sa.and_(
            Case.plan_id == self.plan_id, Case.domain == self.domain, Case.workflow_id == self.workflow_id
        )

    @property
    def here(self) -> sa.ColumnElement[bool]:
        narrower = [
            column == wanted
            for column, wanted in (
                (Case.sub_agreement_id, self.sub_agreement_id),
                (Case.area_id, self.area_id),
            )
            if wanted is not None
        ]
        return sa.and_(self.everywhere, *narrower)


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases there are of one kind in one place; `kind` is a state or a result."""

    kind: str
    sub_agreement_id: int
    area_id: int | None
    quarter: str
    cases: int


def open_cases(db: Session, group: Group) -> Sequence[Count]:
    """Cases that are open now, by state."""
    return _counted(db, Case.state, sa.literal(""), sa.and_(group.everywhere, Case.is_open))


def closed_cases(db: Session, group: Group, quarters: Sequence[Period]) -> Sequence[Count]:
    """Cases that were closed in one of the quarters, by result."""
    quarter = sa.case(
        *((Case.closed_at < quarter.ends_before, quarter.code) for quarter in quarters), else_=""
    )
    within = sa.and_(Case.closed_at >= quarters[0].starts_at, Case.closed_at < quarters[-1].ends_before)
    return _counted(db, Case.result, quarter, sa.and_(group.everywhere, within))


def versions(db: Session, group: Group) -> Sequence[int]:
    """The versions of the pathway that cases stand on, newest first: an old one may have states of its own."""
    return db.scalars(
        sa.select(Case.workflow_version)
        .where(group.everywhere)
        .distinct()
        .order_by(Case.workflow_version.desc())
    ).all()


def median_days_in_states(db: Session, group: Group, period: Period) -> Mapping[str, float]:
    """How long a stay in each state took, of the stays that ended in the period; only where there were five or more."""
    stays = (
        sa.select(
            StateStay.state.label("kind"), _days(db, StateStay.entered_at, StateStay.left_at).label("days")
        )
        .join(Case, Case.id == StateStay.case_id)
        .where(group.here, StateStay.left_at >= period.starts_at, StateStay.left_at < period.ends_before)
    )
    return _medians(db, stays.subquery())


def median_days_to_close(db: Session, group: Group, period: Period) -> float | None:
    """From opening to closing, of the cases closed in the period; None where there were fewer than five."""
    closed = sa.select(
        sa.literal("all").label("kind"), _days(db, Case.opened_at, Case.closed_at).label("days")
    ).where(group.here, Case.closed_at >= period.starts_at, Case.closed_at < period.ends_before)
    return _medians(db, closed.subquery()).get("all")


def _counted(
    db: Session,
    kind: sa.orm.InstrumentedAttribute[str] | sa.orm.InstrumentedAttribute[str | None],
    quarter: sa.ColumnElement[str],
    where: sa.ColumnElement[bool],
) -> Sequence[Count]:
    rows = (
        sa.select(kind.label("kind"), Case.sub_agreement_id, Case.area_id, quarter.label("quarter"), Case.id)
        .where(where)
        .subquery()
    )
    by = (rows.c.kind, rows.c.sub_agreement_id, rows.c.area_id, rows.c.quarter)
    return [Count(*row) for row in db.execute(sa.select(*by, sa.func.count()).group_by(*by))]


def _medians(db: Session, spans: sa.Subquery) -> Mapping[str, float]:
    """The middle one, or the mean of the two in the middle."""
    place = sa.func.row_number().over(partition_by=spans.c.kind, order_by=spans.c.days)
    number = sa.func.count().over(partition_by=spans.c.kind)
    ranked = sa.select(spans.c.kind, spans.c.days, place.label("place"), number.label("number")).subquery()
    middle = ranked.c.place.in_([(ranked.c.number + 1) // 2, (ranked.c.number + 2) // 2])
    rows = db.execute(
        sa.select(ranked.c.kind, sa.func.avg(ranked.c.days))
        .where(middle, ranked.c.number >= FEWEST)
        .group_by(ranked.c.kind)
    )
    return {kind: float(days) for kind, days in rows}


def _days(
    db: Session, start: sa.orm.InstrumentedAttribute[object], end: sa.orm.InstrumentedAttribute[object]
) -> sa.ColumnElement[Any]:
    """The time between two moments in days, in the words of the database at hand."""
    if db.get_bind().dialect.name == "sqlite":
        return sa.func.julianday(end, type_=sa.Float) - sa.func.julianday(start, type_=sa.Float)
    return sa.cast(sa.extract("epoch", end - start), sa.Float) / 86_400
