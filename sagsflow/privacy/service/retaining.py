"""Proposes, approves and rejects erasures, holds cases back, and tells the unit in time what is due."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.cases.service.loading import lock
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound, Stale
from sagsflow.engine.library import Library
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.jobs.registry import Handler, Payload, Round
from sagsflow.privacy import due, retention
from sagsflow.privacy.due import Line
from sagsflow.privacy.models import Erasure, ErasureStatus, LegalHold
from sagsflow.privacy.service.erasing import erase
from sagsflow.tasks import service as tasks
from sagsflow.tasks.models import Task, TaskStatus

TASK, JOB = "review_retention", "retention-notice"
DAYS_TO_REVIEW = 14
MAX_REASON = 2_000


def propose(db: Session, ref: str, *, actor: Actor, at: datetime, library: Library) -> Erasure:
    """Raises NotFound, or Invalid when the case is not due yet, is held, or somebody waits for an answer about it."""
    line = _due_line(db, ref, actor, at, library)
    if line.proposal is not None:
        raise Stale("erasure", ref=ref)
    assert line.case.closed_at is not None
    row = Erasure(
        case_id=line.case.id,
        case_ref=line.case.ref,
        unit_id=line.case.owner_unit_id,
        rule=line.kept.rule,
        closed_on=copenhagen_date(line.case.closed_at),
        due_on=line.kept.due_on,
        proposed_by=actor.user_id,
        proposed_at=at,
    )
    db.add(row)
    _record(db, "erasure-proposed", line.case, actor, at)
    return row


def approve(db: Session, ref: str, *, actor: Actor, at: datetime, library: Library) -> Erasure:
    """Another pair of eyes; then the case is gone. Raises what `propose` raises, and Forbidden to who proposed it."""
    line = _due_line(db, ref, actor, at, library)
    row = _proposal(line)
    if row.proposed_by == actor.user_id:
        raise Forbidden("own-proposal", ref=ref)
    erase(db, row, line.case, actor=actor, at=at)
    return row


def take_back(db: Session, ref: str, *, actor: Actor, at: datetime, library: Library) -> None:
    """By whoever proposed it. Raises Forbidden to others: they reject it, with a reason."""
    lock(db, ref)
    line = due.line(db, actor, library, ref)
    row = _proposal(line)
    if row.proposed_by != actor.user_id:
        raise Forbidden("not-own-proposal", ref=ref)
    db.delete(row)
    _record(db, "erasure-taken-back", line.case, actor, at)


def reject(db: Session, ref: str, *, reason: str, actor: Actor, at: datetime, library: Library) -> None:
    """Raises Invalid without a reason, and Forbidden to whoever proposed it."""
    lock(db, ref)
    line = due.line(db, actor, library, ref)
    row = _proposal(line)
    if row.proposed_by == actor.user_id:
        raise Forbidden("own-proposal", ref=ref)
    if not reason.strip():
        raise Invalid(fields={"reason": "required"})
    row.status, row.reason = ErasureStatus.REJECTED, reason.strip()
    row.decided_by, row.decided_at = actor.user_id, at
    _record(db, "erasure-rejected", line.case, actor, at)


def hold(db: Session, ref: str, *, reason: str, actor: Actor, at: datetime, library: Library) -> LegalHold:
    """Nothing is erased while it stands; a proposal that waits falls away. Raises Invalid without a reason."""
    lock(db, ref)
    line = due.line(db, actor, library, ref)
    if line.hold is not None:
        raise Stale("hold", ref=ref)
    if not reason.strip():
        raise Invalid(fields={"reason": "required"})
    if line.proposal is not None:
        db.delete(line.proposal)
    row = LegalHold(case_id=line.case.id, reason=reason.strip(), set_by=actor.user_id, set_at=at)
    db.add(row)
    _record(db, "hold-set", line.case, actor, at)
    return row


def lift(db: Session, ref: str, *, actor: Actor, at: datetime, library: Library) -> LegalHold:
    lock(db, ref)
    line = due.line(db, actor, library, ref)
    if line.hold is None:
        raise Stale("hold", ref=ref)
    line.hold.lifted_by, line.hold.lifted_at = actor.user_id, at
    _record(db, "hold-lifted", line.case, actor, at)
    return line.hold


def handlers(library: Library) -> Mapping[str, Handler]:
    """The notice needs the pathways: they say how long a case is kept."""

    def tell(db: Session, _payload: Payload, at: datetime) -> None:
        tell_units(db, library, at)

    return {JOB: tell}


ROUNDS = (Round(JOB, timedelta(days=1)),)


def tell_units(db: Session, library: Library, at: datetime) -> None:
    """Each unit with something on its list gets one task, and no second one while that is open."""
    today = copenhagen_date(at)
    soon = retention.due_by(db, library, retention.notice_on(today))
    held = sa.exists().where(LegalHold.case_id == Case.id, LegalHold.lifted_at.is_(None))
    told = sa.select(Task.unit_id).where(Task.kind == TASK, Task.status == TaskStatus.OPEN)
    units = sa.select(Case.owner_unit_id).where(
        Case.closed_at.is_not(None), soon, ~held, Case.owner_unit_id.not_in(told)
    )
    for unit_id in db.scalars(units.distinct().order_by(Case.owner_unit_id)).all():
        tasks.raise_task(
            db,
            kind=TASK,
            unit_id=unit_id,
            assignee_id=None,
            due_on=today + timedelta(days=DAYS_TO_REVIEW),
            case_id=None,
            actor=None,
            at=at,
        )


def _due_line(db: Session, ref: str, actor: Actor, at: datetime, library: Library) -> Line:
    lock(db, ref)
    line = due.line(db, actor, library, ref)
    if not line.is_due(copenhagen_date(at)):
        raise Invalid("not-due", due_on=line.kept.due_on.isoformat())
    if line.hold is not None:
        raise Invalid("held")
    if line.case.restricted_at is not None:
        raise Invalid("restricted")
    if due.has_open_request(db, line.case.resident_id):
        raise Invalid("open-request")
    return line


def _proposal(line: Line) -> Erasure:
    if line.proposal is None:
        raise NotFound("erasure", ref=line.case.ref)
    return line.proposal


def _record(db: Session, kind: str, case: Case, actor: Actor, at: datetime) -> None:
    db.flush()
    entry = Entry(kind, data={"case": case.id})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({case.owner_unit_id}))
