"""How long things take: the median and the 80th percentile of days, only where there are five or more of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from sagsflow.cases.models import Case, StateStay
from sagsflow.cases.queries.holding import organisation_with_the_ball
from sagsflow.core.small_numbers import SMALLEST_SHOWN
from sagsflow.overview.periods import Period
from sagsflow.overview.queries.cases import Group
from sagsflow.referrals.models import Referral

WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Span:
    """Half took `median` days or less, four of five `eighty` days or less."""

    median: float
    eighty: float


Taken = Mapping[tuple[str, str], Span]


def in_states(db: Session, group: Group, period: Period) -> Mapping[str, Span]:
    """How long a stay in each state took, of the stays that ended in the period."""
    stays = (
        sa.select(
            StateStay.state.label("kind"), _days(db, StateStay.entered_at, StateStay.left_at).label("days")
        )
        .join(Case, Case.id == StateStay.case_id)
        .where(group.here, _within(StateStay.left_at, period))
    )
    return _spans(db, stays)


def on_ways(db: Session, group: Group, period: Period) -> Taken:
    """How long the stays took that ended in the period, by the state that the case went to."""
    following = sa.func.lead(StateStay.state).over(partition_by=StateStay.case_id, order_by=StateStay.step)
    stays = (
        sa.select(
            (StateStay.state + ">" + following).label("kind"),
            StateStay.left_at,
            _days(db, StateStay.entered_at, StateStay.left_at).label("days"),
        )
        .join(Case, Case.id == StateStay.case_id)
        .where(group.here)
        .subquery()
    )
    ended = sa.select(stays.c.kind, stays.c.days).where(
        stays.c.kind.is_not(None), _within(stays.c.left_at, period)
    )
    return {_way(kind): span for kind, span in _spans(db, ended).items()}


def to_close(db: Session, group: Group, period: Period) -> Span | None:
    """From opening to closing, of the cases closed in the period."""
    closed = sa.select(
        sa.literal(WHOLE).label("kind"), _days(db, Case.opened_at, Case.closed_at).label("days")
    ).where(group.here, _within(Case.closed_at, period))
    return _spans(db, closed).get(WHOLE)


def to_phases(db: Session, group: Group, period: Period, phases: Mapping[str, str]) -> Mapping[str, Span]:
    """From opening until a case came to a phase for the first time, of those that came there in the period. `phases` gives the
    phase of each state."""
    earlier = aliased(StateStay)
    phase = sa.case(phases, value=StateStay.state, else_="")
    before = sa.exists().where(
        earlier.case_id == StateStay.case_id,
        earlier.step < StateStay.step,
        sa.case(phases, value=earlier.state, else_="") == phase,
    )
    came = (
        sa.select(phase.label("kind"), _days(db, Case.opened_at, StateStay.entered_at).label("days"))
        .join(Case, Case.id == StateStay.case_id)
        .where(group.here, _within(StateStay.entered_at, period), ~before)
    )
    return _spans(db, came)


def waits_in_states(db: Session, group: Group, at: datetime) -> Mapping[str, Span]:
    """How long the cases that are open now have stood where they stand."""
    return _waits(db, group, Case.state, at)


def waits_for(db: Session, group: Group, at: datetime) -> Mapping[int, Span]:
    """The same by the organisation that has the ball."""
    return _waits(db, group, organisation_with_the_ball(), at)


def waits_in_pathways(db: Session, plan_id: int, domain: str, at: datetime) -> Mapping[tuple[str, str], Span]:
    """How long cases of every pathway have stood where they stand, by pathway and state."""
    kind = Case.workflow_id + "." + Case.state
    now = sa.literal(at, type_=Case.state_since.type)
    waiting = sa.select(kind.label("kind"), _days(db, Case.state_since, now).label("days"))
    found = _spans(db, waiting.where(Case.plan_id == plan_id, Case.domain == domain, Case.is_open))
    return {(name.partition(".")[0], name.partition(".")[2]): span for name, span in found.items()}


def caseload(db: Session, plan_id: int, domain: str) -> Span | None:
    """Open cases of every pathway for each case owner: half have so many or fewer. None where fewer than five own any."""
    each = (
        sa.select(sa.literal(WHOLE).label("kind"), sa.func.count().label("days"))
        .where(Case.plan_id == plan_id, Case.domain == domain, Case.is_open, Case.owner_id.is_not(None))
        .group_by(Case.owner_id)
    )
    return _spans(db, each).get(WHOLE)


def to_answer(db: Session, group: Group, period: Period) -> Span | None:
    """From sending a referral to its answer, of those answered in the period."""
    answered = (
        sa.select(
            sa.literal(WHOLE).label("kind"), _days(db, Referral.sent_at, Referral.answered_at).label("days")
        )
        .join(Case, Case.id == Referral.case_id)
        .where(group.here, _within(Referral.answered_at, period))
    )
    return _spans(db, answered).get(WHOLE)


def _waits(db: Session, group: Group, kind: sa.SQLColumnExpression[Any], at: datetime) -> Mapping[Any, Span]:
    now = sa.literal(at, type_=Case.state_since.type)
    waiting = sa.select(kind.label("kind"), _days(db, Case.state_since, now).label("days"))
    return _spans(db, waiting.where(group.here, Case.is_open))


def _spans(db: Session, spans: sa.Select[Any, Any]) -> Mapping[Any, Span]:
    """The median is the middle one, or the mean of the two in the middle; the 80th percentile the nearest rank."""
    each = spans.subquery()
    place = sa.func.row_number().over(partition_by=each.c.kind, order_by=each.c.days)
    number = sa.func.count().over(partition_by=each.c.kind)
    ranked = sa.select(each.c.kind, each.c.days, place.label("place"), number.label("number")).subquery()
    middle = ranked.c.place.in_([(ranked.c.number + 1) // 2, (ranked.c.number + 2) // 2])
    high = ranked.c.place == (4 * ranked.c.number + 4) // 5
    rows = db.execute(
        sa.select(
            ranked.c.kind,
            sa.func.avg(sa.case((middle, ranked.c.days))),
            sa.func.max(sa.case((high, ranked.c.days))),
        )
        .where(ranked.c.number >= SMALLEST_SHOWN)
        .group_by(ranked.c.kind)
    )
    return {kind: Span(float(median), float(eighty)) for kind, median, eighty in rows}


def _within(moment: sa.SQLColumnExpression[Any], period: Period) -> sa.ColumnElement[bool]:
    return sa.and_(moment >= period.starts_at, moment < period.ends_before)


def _days(
    db: Session, start: sa.SQLColumnExpression[Any], end: sa.SQLColumnExpression[Any]
) -> sa.ColumnElement[Any]:
    """The time between two moments in days, in the words of the database at hand."""
    if db.get_bind().dialect.name == "sqlite":
        return sa.func.julianday(end, type_=sa.Float) - sa.func.julianday(start, type_=sa.Float)
    return sa.cast(sa.extract("epoch", end - start), sa.Float) / 86_400


def _way(kind: str) -> tuple[str, str]:
    source, _arrow, target = kind.partition(">")
    return source, target
