"""Plans an activity or a row of them, takes a proposal in, and changes what was planned."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.activities import policy, telling
from sagsflow.activities.models import Activity, ActivityStatus
from sagsflow.activities.queries import one
from sagsflow.activities.service.content import Content, record, write
from sagsflow.activities.service.rhythm import Rhythm, days, on_day
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, Stale
from sagsflow.organisations.models import Unit


def plan(
    db: Session, content: Content, rhythm: Rhythm | None = None, *, actor: Actor, at: datetime
) -> Sequence[Activity]:
    """One, or one for each date of the row. Raises Forbidden for a unit that is not hers to plan for."""
    _require_unit(db, content.unit_id, actor)
    _require_sub_agreement(content)
    dates = [_add(db, one, ActivityStatus.PLANNED, actor=actor, at=at) for one in _each(content, rhythm)]
    if rhythm is not None:
        for row in dates:
            row.series_id = dates[0].id
        db.flush()
    record(db, "activity-planned", dates[0], actor, at, dates=len(dates))
    telling.asked(db, dates[0], actor=actor, at=at)
    return dates


def propose(db: Session, content: Content, *, actor: Actor, at: datetime) -> Activity:
    """By a tenant board, under its own unit until somebody takes it in."""
    if content.unit_id not in actor.units(P.ACTIVITY_COMMENT):
        raise Forbidden("activity")
    row = _add(db, content, ActivityStatus.PROPOSED, actor=actor, at=at)
    row.proposed_by_unit_id = content.unit_id
    db.flush()
    record(db, "activity-proposed", row, actor, at)
    telling.proposed(db, row, actor=actor, at=at)
    return row


def change(
    db: Session, activity_id: int, content: Content, *, seen: int, actor: Actor, at: datetime
) -> Activity:
    """What is planned. Raises Stale when somebody changed it meanwhile."""
    row = _fresh(db, activity_id, ActivityStatus.PLANNED, seen, actor)
    _rewrite(db, row, content, actor, at)
    record(db, "activity-changed", row, actor, at)
    telling.asked(db, row, actor=actor, at=at)
    return row


def accept(
    db: Session, activity_id: int, content: Content, *, seen: int, actor: Actor, at: datetime
) -> Activity:
    """A proposal is taken in, perhaps changed, under the unit that will hold it."""
    row = _fresh(db, activity_id, ActivityStatus.PROPOSED, seen, actor)
    _rewrite(db, row, content, actor, at)
    row.status, row.status_at = ActivityStatus.PLANNED, at
    db.flush()
    record(db, "activity-accepted", row, actor, at)
    telling.answered(db, row, actor=actor, at=at)
    telling.asked(db, row, actor=actor, at=at)
    return row


def _add(db: Session, content: Content, status: ActivityStatus, *, actor: Actor, at: datetime) -> Activity:
    row = Activity(author_id=actor.user_id, status=status, went_well="", written_at=at, status_at=at)
    write(db, row, content, at=at)
    db.add(row)
    db.flush()
    return row


def _rewrite(db: Session, row: Activity, content: Content, actor: Actor, at: datetime) -> None:
    """A unit that has it already keeps it, also when its kind could not be given another."""
    if content.unit_id != row.unit_id or row.status is ActivityStatus.PROPOSED:
        _require_unit(db, content.unit_id, actor)
    _require_sub_agreement(content)
    write(db, row, content, at=at)
    db.flush()


def _fresh(db: Session, activity_id: int, status: ActivityStatus, seen: int, actor: Actor) -> Activity:
    row = one.lock_to_keep(db, actor, activity_id)
    if row.version != seen or row.status is not status:
        raise Stale("activity", id=activity_id)
    return row


def _each(content: Content, rhythm: Rhythm | None) -> Sequence[Content]:
    """Tenant boards are asked about a row once, with its first date."""
    first = copenhagen_date(content.starts_at)
    if rhythm is None:
        return [content]
    return [
        replace(
            content,
            starts_at=on_day(content.starts_at, first, day),
            ends_at=on_day(content.ends_at, first, day),
            comment_by=content.comment_by if day == first else None,
        )
        for day in days(first, rhythm)
    ]


def _require_sub_agreement(content: Content) -> None:
    """Only a proposal may be without."""
    if content.sub_agreement_id is None:
        raise Invalid(fields={"sub_agreement_id": "missing"})


def _require_unit(db: Session, unit_id: int, actor: Actor) -> None:
    unit = db.get(Unit, unit_id)
    if unit is None:
        raise Invalid(fields={"unit_id": "missing"})
    if not policy.may_plan_for(actor, unit):
        raise Forbidden("activity")
