"""Writes breaches down, keeps them up to date, and closes them when everybody has been told or it is said why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.accounts.queries import data_protection_officers
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound, Stale
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.privacy import breaches
from sagsflow.privacy.models.breaches import Breach, BreachCase, BreachKind, BreachTask, Risk
from sagsflow.tasks import service as tasks
from sagsflow.tasks.models import Task, TaskStatus

TASK = "report_breach"
LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that is written of a breach but its conclusion. `cases` are case numbers as typed."""

    kind: BreachKind
    what: str
    discovered_at: datetime
    cases: Sequence[str] = ()
    affected: int | None = None
    consequences: str = ""
    measures: str = ""
    risk: Risk | None = None
    authority_told_at: datetime | None = None
    authority_why: str = ""
    residents_told_at: datetime | None = None
    residents_why: str = ""


def register(db: Session, told: Told, *, actor: Actor, at: datetime) -> Breach:
    """Starts the clock from the discovery; the data protection officers get a task. Raises Invalid."""
    seat = actor.seat_for(actor.units(P.BREACH_KEEP))
    if seat is None or not actor.may(P.BREACH_KEEP):
        raise Forbidden("breach")
    cases = _checked(db, told, actor=actor, at=at)
    breach = Breach(
        organisation_id=seat.organisation_id,
        unit_id=seat.unit_id,
        registered_at=at,
        registered_by=actor.user_id,
    )
    _write(breach, told)
    db.add(breach)
    db.flush()
    db.add_all(BreachCase(breach_id=breach.id, case_id=case_id) for case_id in cases)
    _raise_tasks(db, breach, actor=actor, at=at)
    _settle_tasks(db, breach, actor=actor, at=at)
    _record(db, "breach-registered", breach, actor=actor, at=at)
    return breach


def change(db: Session, breach_id: int, told: Told, *, version: int, actor: Actor, at: datetime) -> Breach:
    """Writes what is known now. Raises NotFound, Stale or Invalid."""
    breach = _open_breach(db, breach_id, version=version, actor=actor)
    cases = _checked(db, told, actor=actor, at=at)
    _write(breach, told)
    db.execute(sa.delete(BreachCase).where(BreachCase.breach_id == breach.id))
    db.add_all(BreachCase(breach_id=breach.id, case_id=case_id) for case_id in cases)
    db.flush()
    _settle_tasks(db, breach, actor=actor, at=at)
    _record(db, "breach-changed", breach, actor=actor, at=at)
    return breach


def close(
    db: Session, breach_id: int, conclusion: str, *, version: int, actor: Actor, at: datetime
) -> Breach:
    """Only when the risk is weighed and it is written whom it was told to, or why not. Raises Invalid with each gap."""
    breach = _open_breach(db, breach_id, version=version, actor=actor)
    if missing := breaches.gaps(breach):
        raise Invalid("not-finished", fields={"conclusion": missing[0]}, gaps=missing)
    if not conclusion.strip():
        raise Invalid(fields={"conclusion": "required"})
    breach.conclusion, breach.closed_at, breach.closed_by = conclusion.strip(), at, actor.user_id
    db.flush()
    _settle_tasks(db, breach, actor=actor, at=at)
    _record(db, "breach-closed", breach, actor=actor, at=at)
    return breach


def _open_breach(db: Session, breach_id: int, *, version: int, actor: Actor) -> Breach:
    found = sa.select(Breach).where(Breach.id == breach_id, breaches.visible_to(actor)).with_for_update()
    breach = db.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if breach is None:
        raise NotFound("breach", id=breach_id)
    if breach.version != version or not breach.is_open:
        raise Stale("breach", id=breach_id)
    return breach


def _checked(db: Session, told: Told, *, actor: Actor, at: datetime) -> list[int]:
    """The cases by id. Raises Invalid with what is wrong, field by field."""
    wrong = {} if told.what.strip() else {"what": "required"}
    texts = ("what", "consequences", "measures", "authority_why", "residents_why")
    wrong |= {name: "too-long" for name in texts if len(getattr(told, name)) > LONGEST}
    wrong |= _wrong_moments(told, at)
    numbers = sorted({number.strip().upper() for number in told.cases if number.strip()})
    found = breaches.cases_by_number(db, numbers, actor, at)
    if len(found) < len(numbers):
        wrong["cases"] = "unknown-case"
    if wrong:
        raise Invalid(fields=wrong)
    return sorted(found)


def _wrong_moments(told: Told, at: datetime) -> dict[str, str]:
    """Nothing has happened yet that lies ahead, and nobody was told before it was discovered."""
    moments = {name: getattr(told, name) for name in ("authority_told_at", "residents_told_at")}
    wrong = {name: "before-discovery" for name, when in moments.items() if when and when < told.discovered_at}
    moments["discovered_at"] = told.discovered_at
    return wrong | {name: "in-the-future" for name, when in moments.items() if when and when > at}


def _write(breach: Breach, told: Told) -> None:
    breach.kind, breach.what, breach.discovered_at = told.kind, told.what.strip(), told.discovered_at
    breach.affected, breach.risk = told.affected, told.risk
    breach.authority_told_at, breach.residents_told_at = told.authority_told_at, told.residents_told_at
    for name in ("consequences", "measures", "authority_why", "residents_why"):
        setattr(breach, name, getattr(told, name).strip() or None)


def _raise_tasks(db: Session, breach: Breach, *, actor: Actor, at: datetime) -> None:
    """One for each data protection officer, due on the day on which the 72 hours are over."""
    officers = data_protection_officers(db, breach.organisation_id, copenhagen_date(at))
    for user_id, unit_id in {person.user_id: person.unit_id for person in officers}.items():
        task = tasks.raise_task(
            db,
            kind=TASK,
            unit_id=unit_id,
            assignee_id=user_id,
            due_on=copenhagen_date(breach.report_by),
            case_id=None,
            actor=actor,
            at=at,
        )
        db.add(BreachTask(breach_id=breach.id, task_id=task.id))
    db.flush()


def _settle_tasks(db: Session, breach: Breach, *, actor: Actor, at: datetime) -> None:
    """The tasks follow the clock, and are done when it has stopped."""
    rows = db.scalars(
        sa.select(Task)
        .join(BreachTask, BreachTask.task_id == Task.id)
        .where(BreachTask.breach_id == breach.id, Task.status == TaskStatus.OPEN)
    )
    for task in rows:
        task.due_on = copenhagen_date(breach.report_by)
        if breach.authority_answered or not breach.is_open:
            task.status, task.done_at, task.done_by = TaskStatus.DONE, at, actor.user_id
    db.flush()


def _record(db: Session, kind: str, breach: Breach, *, actor: Actor, at: datetime) -> None:
    data = {
        "breach": breach.id,
        "risk": breach.risk.value if breach.risk else None,
        "told": breach.authority_told_at is not None,
    }
    eventlog.record(db, [Entry(kind, data=data)], actor=actor, at=at, unit_ids=frozenset({breach.unit_id}))
