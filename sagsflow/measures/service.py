"""Writes down the answers to the result measures of a case; the same day again replaces that day's answer, which is kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock_for
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid, Stale
from sagsflow.eventlog.service import Entry
from sagsflow.measures import policy
from sagsflow.measures.definitions import definitions
from sagsflow.measures.models import Measure, MeasureAnswer, Occasion, Unanswered


@dataclass(frozen=True, slots=True)
class Asked:
    """What was answered on a day: by measure the code of an answer, or why there is none."""

    occasion: Occasion
    on: date
    answers: Mapping[Measure, str | Unanswered]


def newest(answers: Iterable[MeasureAnswer]) -> int:
    """The number of the answer that was written last; 0 for none."""
    return max((row.id for row in answers), default=0)


def record_measures(
    db: Session, ref: str, asked: Asked, *, seen: int | None = None, actor: Actor, at: datetime
) -> None:
    """Raises Stale when something was answered after the `newest` that was seen."""
    case, _view = lock_for(db, ref, actor=actor, at=at, rule=policy.may_write)
    if seen is not None and seen != newest(_answers(db, case)):
        raise Stale("measures")
    _check(case, asked, at)
    changed = [
        measure.value
        for measure, said in asked.answers.items()
        if _keep(
            db, MeasureAnswer(case_id=case.id, measure=measure, **_columns(measure, said)), asked, actor, at
        )
    ]
    if not changed:
        return
    data = {"on": asked.on.isoformat(), "occasion": asked.occasion.value, "measures": sorted(changed)}
    record_on_case(db, case, [Entry("measures-recorded", data=data)], actor=actor, at=at)


def _answers(db: Session, case: Case) -> Iterable[MeasureAnswer]:
    return db.scalars(sa.select(MeasureAnswer).where(MeasureAnswer.case_id == case.id))


def _check(case: Case, asked: Asked, at: datetime) -> None:
    if not case.is_open and asked.occasion is not Occasion.CLOSE:
        raise Invalid(fields={"occasion": "case-closed"})
    if not policy.in_time(case, at):
        raise Invalid("too-late")
    if not asked.answers:
        raise Invalid("nothing-answered")
    if asked.on > copenhagen_date(at):
        raise Invalid(fields={"asked_on": "in-the-future"})
    if asked.on < copenhagen_date(case.opened_at):
        raise Invalid(fields={"asked_on": "before-opened"})


def _columns(measure: Measure, said: str | Unanswered) -> Mapping[str, object]:
    if isinstance(said, Unanswered):
        return {"unanswered": said}
    option = definitions().asked[measure].options.get(said)
    if option is None:
        raise Invalid(fields={measure.value: "not-an-answer"})
    return {"answer": option.id, "level": option.level}


def _keep(db: Session, row: MeasureAnswer, asked: Asked, actor: Actor, at: datetime) -> bool:
    """False where the same stands already."""
    row.occasion, row.asked_on, row.recorded_by, row.recorded_at = asked.occasion, asked.on, actor.user_id, at
    standing = db.scalars(
        sa.select(MeasureAnswer).where(
            MeasureAnswer.case_id == row.case_id,
            MeasureAnswer.measure == row.measure,
            MeasureAnswer.asked_on == row.asked_on,
            MeasureAnswer.replaced_at.is_(None),
        )
    ).one_or_none()
    if standing is not None:
        if _same(standing, row):
            return False
        standing.replaced_at = at
        db.flush()
    db.add(row)
    db.flush()
    return True


def _same(standing: MeasureAnswer, row: MeasureAnswer) -> bool:
    return (standing.answer, standing.unanswered, standing.occasion) == (
        row.answer,
        row.unanswered,
        row.occasion,
    )
