"""Notes what a resident asks for, moves its deadline, and closes it with an answer or a reason."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry, Value
from sagsflow.privacy import content, policy
from sagsflow.privacy.models import Channel, RequestKind, RequestStatus, RightsRequest
from sagsflow.residents.queries import get as get_resident
from sagsflow.tasks import service as tasks
from sagsflow.tasks.models import Task, TaskStatus

TASK, TASK_ELSEWHERE = "answer_request", "answer_own_part"
MAX_WORDS = 10_000
MAX_REASON = 2_000
MONTH, LONGEST = 1, 3


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What was asked for, when and how; `words` are the resident's own."""

    kind: RequestKind
    received_on: date
    channel: Channel
    words: str = ""


def register(db: Session, uuid: str, new: NewRequest, *, actor: Actor, at: datetime) -> RightsRequest:
    """The month runs from the day of receipt; the unit gets a task. Raises NotFound or Invalid."""
    resident = get_resident(db, actor, uuid, P.RESIDENT_WRITE)
    if new.received_on > copenhagen_date(at):
        raise Invalid(fields={"received_on": "in-the-future"})
    request = RightsRequest(
        kind=new.kind,
        unit_id=resident.controller_unit_id,
        resident_id=resident.id,
        received_on=new.received_on,
        received_by=actor.user_id,
        channel=new.channel,
        words=new.words.strip() or None,
        registered_at=at,
        due_on=months_after(new.received_on, MONTH),
    )
    db.add(request)
    db.flush()
    _raise_tasks(db, request, actor, at)
    _record(db, "request-noted", request, actor, at, asked=new.kind.value)
    return request


def extend(
    db: Session, request_id: int, *, to: date, reason: str, version: int, actor: Actor, at: datetime
) -> RightsRequest:
    """At most to three months after receipt, with a reason that the resident is told. Raises Invalid or Stale."""
    request = open_request(db, request_id, version=version, actor=actor)
    wrong = {}
    if not request.due_on < to <= months_after(request.received_on, LONGEST):
        wrong["to"] = "not-in-range"
    if not reason.strip():
        wrong["reason"] = "required"
    if wrong:
        raise Invalid(fields=wrong)
    request.due_on, request.extended_reason = to, reason.strip()
    if (task := _open_task(db, request)) is not None:
        task.due_on = to
    _record(db, "request-extended", request, actor, at, to=to.isoformat())
    return request


def decline(
    db: Session, request_id: int, reason: str, *, version: int, actor: Actor, at: datetime
) -> RightsRequest:
    """Raises Invalid without a reason, or Stale."""
    request = open_request(db, request_id, version=version, actor=actor)
    close(db, request, RequestStatus.DECLINED, reason=reason, actor=actor, at=at)
    return request


def carry_out(
    db: Session, request_id: int, decision: str, *, version: int, actor: Actor, at: datetime
) -> RightsRequest:
    """A request for something else than access has been met; `decision` says how. Raises Invalid or Stale."""
    request = open_request(db, request_id, version=version, actor=actor)
    if request.kind is RequestKind.ACCESS:
        raise Invalid("access-needs-an-answer")
    close(db, request, RequestStatus.ANSWERED, reason=decision, actor=actor, at=at)
    return request


def open_request(db: Session, request_id: int, *, version: int, actor: Actor) -> RightsRequest:
    """Locked. Raises NotFound to those who may not answer it, Stale when somebody has changed or closed it meanwhile."""
    found = sa.select(RightsRequest).where(RightsRequest.id == request_id).with_for_update()
    request = db.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if request is None or not policy.may_answer(actor, request):
        raise NotFound("request", id=request_id)
    if request.version != version or not request.is_open:
        raise Stale("request", id=request_id)
    return request


def close(
    db: Session,
    request: RightsRequest,
    status: RequestStatus,
    *,
    reason: str | None,
    actor: Actor,
    at: datetime,
) -> None:
    """Ends the request and its task, and writes how."""
    if reason is not None and not reason.strip():
        raise Invalid(fields={"reason": "required"})
    request.status, request.reason = status, reason.strip() if reason else None
    request.closed_at, request.closed_by = at, actor.user_id
    if (task := _open_task(db, request)) is not None:
        task.status, task.done_at, task.done_by = TaskStatus.DONE, at, actor.user_id
    _record(db, f"request-{status.value}", request, actor, at)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _raise_tasks(db: Session, request: RightsRequest, actor: Actor, at: datetime) -> None:
    """One for the unit, and one for each other unit that holds something of its own, on a case that it can see."""
    wanted: list[tuple[str, int, int | None]] = [(TASK, request.unit_id, None)]
    if request.kind is RequestKind.ACCESS:
        elsewhere = content.units_elsewhere(db, request)
        wanted += [(TASK_ELSEWHERE, unit_id, case_id) for unit_id, case_id in elsewhere.items()]
    raised = [
        tasks.raise_task(
            db,
            kind=kind,
            unit_id=unit_id,
            assignee_id=None,
            due_on=request.due_on,
            case_id=case_id,
            actor=actor,
            at=at,
        )
        for kind, unit_id, case_id in wanted
    ]
    request.task_id = raised[0].id


def _open_task(db: Session, request: RightsRequest) -> Task | None:
    task = db.get(Task, request.task_id) if request.task_id else None
    return task if task is not None and task.status is TaskStatus.OPEN else None


def _record(
    db: Session, kind: str, request: RightsRequest, actor: Actor, at: datetime, **data: Value
) -> None:
    db.flush()
    entry = Entry(kind, data={"request": request.id, "resident": request.resident_id, **data})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({request.unit_id}))
