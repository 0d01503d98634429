"""Writes down that the resident was told what is kept about her, and why: when, how and by whom."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts import queries as accounts
from sagsflow.cases import policy
from sagsflow.cases.models import Case, InformedHow
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock_for
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.eventlog.service import Entry


@dataclass(frozen=True, slots=True)
class Informed:
    """When the resident was told, how, and which colleague told her."""

    on: date
    how: InformedHow
    by_id: int


def note_informed(db: Session, ref: str, informed: Informed, *, actor: Actor, at: datetime) -> Case:
    """Also on a closed case, and once more when the first was wrong. Raises Invalid for a day that has not come and for
    somebody who is not of the unit that has the case."""
    case, _view = lock_for(db, ref, actor=actor, at=at, rule=policy.may_write)
    today = copenhagen_date(at)
    if informed.on > today:
        raise Invalid(fields={"on": "in-the-future"})
    if informed.by_id not in {who.user_id for who in accounts.people_in(db, {case.owner_unit_id}, today)}:
        raise Invalid(fields={"by": "not-of-the-team"})
    case.informed_on, case.informed_how, case.informed_by = informed.on, informed.how, informed.by_id
    data = {"on": informed.on.isoformat(), "how": informed.how.value, "by": informed.by_id}
    record_on_case(db, case, [Entry("resident-informed", data=data)], actor=actor, at=at)
    return case
