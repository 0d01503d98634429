"""Closes a quarter: from then on its numbers are those that were given out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.board.models import ClosedQuarter
from sagsflow.board.numbers import Number, packed
from sagsflow.board.service.goals import note
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid, Stale
from sagsflow.eventlog.service import Entry
from sagsflow.organisations.models import Plan
from sagsflow.overview.periods import Period


def close_quarter(
    db: Session, plan_id: int, quarter: Period, numbers: Sequence[Number], *, actor: Actor, at: datetime
) -> ClosedQuarter:
    """Raises Invalid for one that has not ended, Stale for one that is closed."""
    if quarter.last >= copenhagen_date(at):
        raise Invalid("quarter-not-ended")
    db.get_one(
        Plan, plan_id, with_for_update=True
    )  # of two at once the second waits here, and then finds it closed
    if db.get(ClosedQuarter, (plan_id, quarter.code)) is not None:
        raise Stale("closed_quarter")
    row = ClosedQuarter(plan_id=plan_id, quarter=quarter.code, numbers=packed(numbers))
    row.closed_at, row.closed_by = at, actor.user_id
    db.add(row)
    db.flush()
    note(db, Entry("quarter-closed", data={"plan": plan_id, "quarter": quarter.code}), actor=actor, at=at)
    return row
