"""The clock of a case: the deadline that a state sets, pauses and extensions with a reason, and when a stay ended."""

from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.guards import facts_of
from sagsflow.cases.models import Case, Deadline, DeadlinePause, StateStay
from sagsflow.cases.pathways import Pathways, definition_of
from sagsflow.cases.service import answering, reading, warning
from sagsflow.cases.service.events import record_on_case
from sagsflow.core.base import AT, Base
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Invalid
from sagsflow.engine import answers as engine_answers
from sagsflow.engine.deadlines import Pause, due_date, limit_date
from sagsflow.engine.model import DeadlineRule
from sagsflow.eventlog.service import Entry

EXTENDED = "date_field"
_CASE_ID: sa.BindParameter[int] = sa.bindparam("case_id")
_DAY: sa.BindParameter[date] = sa.bindparam("day", type_=sa.Date())
_RUNNING = sa.select(Deadline).where(Deadline.case_id == _CASE_ID, Deadline.ended_at.is_(None))
_PAUSED = (
    sa.select(DeadlinePause)
    .join(Deadline, Deadline.id == DeadlinePause.deadline_id)
    .where(
        Deadline.case_id == _CASE_ID,
        Deadline.ended_at.is_(None),
        DeadlinePause.from_on <= _DAY,
        sa.or_(DeadlinePause.to_on.is_(None), DeadlinePause.to_on > _DAY),
    )
)

# On the tables and the connection themselves, which costs a fifth of what the mapped classes do and writes nothing else on the
# way; what a session has of the rows is forgotten.
_STAYS, _DEADLINES = (Base.metadata.tables[model.__tablename__] for model in (StateStay, Deadline))
_LEAVE = (
    sa.update(_STAYS)
    .where(_STAYS.c.case_id == sa.bindparam("of_case"), _STAYS.c.left_at.is_(None))
    .values(left_at=AT)
    .returning(_STAYS.c.step)
)
_ENTER, _SET = sa.insert(_STAYS), sa.insert(_DEADLINES)
_SATISFY = (
    sa.update(_DEADLINES)
    .where(_DEADLINES.c.case_id == sa.bindparam("of_case"), _DEADLINES.c.ended_at.is_(None))
    .values(ended_at=AT, satisfied_by_step=sa.bindparam("by_step"))
    .returning(_DEADLINES.c.id, _DEADLINES.c.warned_at)
)


def start_stay(db: Session, case: Case, *, step: int, at: datetime) -> None:
    """Ends the stay in the state before and begins the one in the case's state."""
    write = db.connection()
    for left in write.scalars(_LEAVE, {"of_case": case.id, "at": at}).all():
        _forget(db, StateStay, (case.id, left))
    write.execute(_ENTER, {"case_id": case.id, "step": step, "state": case.state, "entered_at": at})


def start_deadline(db: Session, case: Case, pathways: Pathways, *, step: int, at: datetime) -> None:
    """Satisfies the deadline before with this step and sets the one of the state just entered."""
    satisfy(db, case, step=step, at=at)
    rule = definition_of(case, pathways).states[case.state].deadline
    _count(db, case, rule, pathways, start=at, pauses=())
    if case.due_on is not None:
        row = {"case_id": case.id, "state": case.state, "rule": rule_text(rule), "due_on": case.due_on}
        db.connection().execute(_SET, {**row, "started_at": at, "start_step": step})


def satisfy(db: Session, case: Case, *, step: int, at: datetime) -> None:
    ended = db.connection().execute(_SATISFY, {"of_case": case.id, "by_step": step, "at": at}).all()
    for deadline_id, _warned_at in ended:
        _forget(db, Deadline, (deadline_id,))
    if any(warned_at for _id, warned_at in ended):
        warning.lift(db, case, at=at)


def _forget(db: Session, model: type[Base], key: tuple[int, ...]) -> None:
    """What the session remembers of a row that was changed in the database."""
    known = db.identity_map.get(db.identity_key(model, key))
    if known is not None:
        db.expire(known)


def pause(
    db: Session,
    case: Case,
    *,
    reason: str,
    until: date | None,
    actor: Actor,
    at: datetime,
    pathways: Pathways,
) -> None:
    """Stops the running deadline for a reason; it counts on after `until`, or when resumed."""
    deadline = _running(db, case)
    if not reason.strip():
        raise Invalid(fields={"reason": "required"})
    today = copenhagen_date(at)
    if any(row.to_on is None or row.to_on > today for row in _pauses(db, deadline)):
        raise Invalid("already-paused")
    if until is not None and until < today:
        raise Invalid(fields={"until": "in-the-past"})
    db.add(DeadlinePause(deadline_id=deadline.id, reason=reason, from_on=today, to_on=until))
    db.flush()
    recount(db, case, deadline, pathways)
    warning.lift(db, case, at=at)
    _tell(db, case, "deadline-paused", actor=actor, at=at)


def resume(db: Session, case: Case, *, actor: Actor, at: datetime, pathways: Pathways) -> None:
    """Lets a paused deadline run again from today."""
    deadline = _running(db, case)
    today = copenhagen_date(at)
    open_pauses = [p for p in _pauses(db, deadline) if p.to_on is None or p.to_on > today]
    if not open_pauses:
        raise Invalid("not-paused")
    for row in open_pauses:
        row.to_on = today
    db.flush()
    recount(db, case, deadline, pathways)
    _tell(db, case, "deadline-resumed", actor=actor, at=at)


def extend(db: Session, case: Case, *, to: date, reason: str, actor: Actor, at: datetime) -> None:
    """Puts a later day in the place of the running deadline, for a reason that is kept; it runs from now, paused or not."""
    deadline = _running(db, case)
    if not reason.strip():
        raise Invalid(fields={"reason": "required"})
    if to <= deadline.due_on:
        raise Invalid(fields={"to": "not-later"})
    if case.limit_on is not None and copenhagen_date(at) <= case.limit_on < to:
        raise Invalid(fields={"to": "after-limit"})
    deadline.ended_at = at
    later = Deadline(
        case_id=case.id,
        state=deadline.state,
        rule=f"{EXTENDED}:{to.isoformat()}",
        started_at=at,
        start_step=deadline.start_step,
        due_on=to,
        extended_reason=reason,
    )
    db.add(later)
    case.due_on = to
    warning.lift(db, case, at=at)
    _tell(db, case, "deadline-extended", actor=actor, at=at)


def follow_meeting(db: Session, case: Case, pathways: Pathways, *, at: datetime) -> None:
    """Moves a deadline that is the day of a meeting, when the case goes on to another meeting."""
    rule = definition_of(case, pathways).states[case.state].deadline
    if rule.kind != "meeting_date":
        return
    satisfy(db, case, step=case.event_count, at=at)
    start_deadline(db, case, pathways, step=case.event_count, at=at)


def rule_text(rule: DeadlineRule) -> str:
    """The rule in the words of the workflow file, for the record."""
    return f"{rule.kind}:{rule.field or rule.amount}"


def running_pause(db: Session, case: Case, at: datetime) -> DeadlinePause | None:
    """The pause that stands now, if the case's deadline is paused."""
    return db.scalars(_PAUSED, {"case_id": case.id, "day": copenhagen_date(at)}).first()


def _running(db: Session, case: Case) -> Deadline:
    row = db.scalars(_RUNNING, {"case_id": case.id}).first()
    if row is None:
        raise Invalid("no-deadline")
    return row


def _pauses(db: Session, deadline: Deadline) -> list[DeadlinePause]:
    return list(db.scalars(sa.select(DeadlinePause).where(DeadlinePause.deadline_id == deadline.id)))


def recount(db: Session, case: Case, deadline: Deadline, pathways: Pathways) -> None:
    """Counts a running deadline again from its rule and its pauses."""
    rule = definition_of(case, pathways).states[deadline.state].deadline
    pauses = tuple(Pause(p.from_on, p.to_on) for p in _pauses(db, deadline))
    if deadline.extended_reason is None:
        _count(db, case, rule, pathways, start=deadline.started_at, pauses=pauses)
    else:
        agreed = _agreed(deadline, rule, pathways, pauses)
        _count(db, case, agreed, pathways, start=deadline.started_at, pauses=pauses)
    if case.due_on is not None:
        deadline.due_on, deadline.warned_at = case.due_on, None


def _agreed(
    deadline: Deadline, rule: DeadlineRule, pathways: Pathways, pauses: tuple[Pause, ...]
) -> DeadlineRule:
    """The day that was agreed as a rule of its own, so that it moves by the days on which the clock has stood still since."""
    agreed = date.fromisoformat(deadline.rule.removeprefix(f"{EXTENDED}:"))
    begin, calendar = copenhagen_date(deadline.started_at), pathways.calendar
    if rule.kind == "working_days" and pauses:
        amount = calendar.working_days_between(begin, agreed)
        return replace(rule, kind="working_days", amount=amount, field=None, after=None)
    return replace(rule, kind="days", amount=(agreed - begin).days, field=None, after=None)


def _count(
    db: Session,
    case: Case,
    rule: DeadlineRule,
    pathways: Pathways,
    *,
    start: datetime,
    pauses: tuple[Pause, ...],
) -> None:
    """When the case is due by the rule, and the date that the law sets beside it."""
    meeting = None
    if rule.kind == "meeting_date":
        meeting = engine_answers.as_date(facts_of(db, case, start).get("meeting"))
    answers = answering.latest(db, case, rule.named)
    case.due_on = due_date(rule, start, pathways.calendar, answers, meeting, pauses=pauses)
    case.limit_on = limit_date(rule, answers)


def _tell(db: Session, case: Case, kind: str, *, actor: Actor, at: datetime) -> None:
    due = case.due_on.isoformat() if case.due_on else None
    record_on_case(db, case, [Entry(kind, data={"state": case.state, "due": due})], actor=actor, at=at)
    reading.refresh(db, case, at=at)
