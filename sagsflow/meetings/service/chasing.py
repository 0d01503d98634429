"""Asks the owner of a case that waits for a meeting to talk with the resident about the consents that are missing."""

from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.cases import policy as case_policy
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock
from sagsflow.core.calendar import WorkingCalendar, copenhagen_date
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.eventlog.service import Entry
from sagsflow.meetings.queries.parties import parties_of
from sagsflow.meetings.queries.ready import GET_CONSENT
from sagsflow.meetings.service.loading import lock_meeting
from sagsflow.tasks import queries as tasks
from sagsflow.tasks import service as task_service
from sagsflow.tasks.models import Task

DAYS = 3


def ask_for_consents(
    db: Session, meeting_id: int, ref: str, *, actor: Actor, at: datetime, calendar: WorkingCalendar
) -> Task:
    """One task for the owner, however often it is asked. Raises Invalid when nobody's consent is missing."""
    lock_meeting(db, meeting_id, actor=actor)
    case = lock(db, ref)
    view = ledger.view_of_units(db, actor.unit_ids, case.id, at)
    if not case_policy.may_see(actor, case, view):
        raise NotFound("case", ref=ref)
    missing = [party.unit_id for party in parties_of(db, [case.id], at).get(case.id, ()) if not party.agreed]
    if not missing:
        raise Invalid("nobody-missing", ref=ref)
    standing = tasks.open_of_case(db, case.id, {GET_CONSENT})
    if standing:
        return standing[0]
    task = task_service.raise_task(
        db,
        kind=GET_CONSENT,
        unit_id=case.owner_unit_id,
        assignee_id=case.owner_id,
        due_on=calendar.add_working_days(copenhagen_date(at), DAYS),
        case_id=case.id,
        actor=actor,
        at=at,
    )
    entry = Entry("consent-asked-for", data={"task": task.id, "units": missing, "meeting": meeting_id})
    record_on_case(db, case, [entry], actor=actor, at=at)
    return task
