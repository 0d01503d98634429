"""When it is time to ask for the result measures: early, every half year, at the end; no more where the resident said no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from sagsflow.access.actor import Actor
from sagsflow.cases import policy as cases
from sagsflow.cases.models import Case, Domain
from sagsflow.core.calendar import copenhagen_date
from sagsflow.measures.models import MeasureAnswer, Occasion, Unanswered
from sagsflow.measures.policy import AFTER_CLOSING

START_FROM, START_UNTIL = timedelta(days=14), timedelta(days=90)
AGAIN_AFTER = timedelta(days=182)
RECENT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A case with what it is time to ask."""

    case: Case
    occasion: Occasion


def of_person(db: Session, actor: Actor, at: datetime, most: int) -> Sequence[ToAsk]:
    """Her own cases in which nobody has asked, the one that was opened first first."""
    units = sorted(actor.units(cases.WRITE[Domain.SUPPORT]))
    if not units:
        return ()
    hers = (cases.visible_to(actor, at), cases.is_hers(actor), Case.owner_unit_id.in_(units))
    query = _DUE.where(*hers).options(joinedload(Case.resident)).order_by(Case.opened_at, Case.id)
    return [ToAsk(case, Occasion(occasion)) for case, occasion in db.execute(query.limit(most), _days(at))]


def of_case(db: Session, case: Case, at: datetime) -> Occasion | None:
    """The same of one case."""
    row = db.execute(_DUE_IN_CASE, {"case_id": case.id, **_days(at)}).one_or_none()
    return Occasion(row[1]) if row else None


def is_time_before_closing(db: Session, case: Case, at: datetime) -> bool:
    """Whether the answers could be compared with earlier ones, and were not given lately."""
    return db.scalar(_COMPARABLE_IN_CASE, {"case_id": case.id, **_days(at)}) is not None


def _days(at: datetime) -> Mapping[str, date | datetime]:
    """What the statements below are asked with: building them costs more than their answer."""
    today = copenhagen_date(at)
    return {
        "young_from": at - START_UNTIL,
        "young_until": at - START_FROM,
        "closed_from": at - AFTER_CLOSING,
        "again_from": today - AGAIN_AFTER,
        "recent_from": today - RECENT,
    }


def _due() -> sa.Select[Case, str]:
    young = Case.opened_at.between(sa.bindparam("young_from"), sa.bindparam("young_until"))
    lately = Case.closed_at >= sa.bindparam("closed_from")
    ended = sa.and_(lately, ~_has(MeasureAnswer.occasion == Occasion.CLOSE))
    start = sa.and_(Case.is_open == sa.true(), young, ~_has())
    again = sa.and_(Case.is_open == sa.true(), _comparable("again_from"))
    close = sa.and_(Case.is_open == sa.false(), ended, _comparable("recent_from"))
    which = sa.case((start, Occasion.START), (again, Occasion.FOLLOW_UP), else_=Occasion.CLOSE)
    return sa.select(Case, which).where(
        Case.domain == Domain.SUPPORT, Case.restricted_at.is_(None), sa.or_(start, again, close)
    )


def _comparable(since: str) -> sa.ColumnElement[bool]:
    """Something was answered, not lately, and the last time the resident did not just say no."""
    last = _last_day()
    on_last = MeasureAnswer.asked_on == last
    answered, declined = MeasureAnswer.answer.is_not(None), MeasureAnswer.unanswered == Unanswered.DECLINED
    said_no = sa.and_(_has(on_last, declined), ~_has(on_last, answered))
    return sa.and_(_has(answered), last <= sa.bindparam(since, type_=sa.Date()), ~said_no)


def _last_day() -> sa.ScalarSelect[date]:
    earlier = sa.orm.aliased(MeasureAnswer)
    stands = (earlier.case_id == Case.id, earlier.replaced_at.is_(None))
    return sa.select(sa.func.max(earlier.asked_on)).where(*stands).correlate(Case).scalar_subquery()


def _has(*which: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether an answer of the case that still stands is such a one."""
    stands = (MeasureAnswer.case_id == Case.id, MeasureAnswer.replaced_at.is_(None))
    return sa.select(MeasureAnswer.id).where(*stands, *which).correlate(Case).exists()


_THIS_CASE = Case.id == sa.bindparam("case_id")
_DUE = _due()
_DUE_IN_CASE = _DUE.where(_THIS_CASE)
_COMPARABLE_IN_CASE = sa.select(Case.id).where(_THIS_CASE, _comparable("recent_from"))
