"""Takes back the last step of a case, where everything it did can be taken back."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases import policy
from sagsflow.cases.hooks import HOOKS
from sagsflow.cases.models import Answer, Case, Deadline, DeadlinePause
from sagsflow.cases.pathways import Pathways, definition_of
from sagsflow.cases.service import clock, inviting, reading, warning
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock_for
from sagsflow.cases.service.moving import enter
from sagsflow.core.errors import Invalid
from sagsflow.engine.replay import NotReversible
from sagsflow.engine.replay import undo as engine_undo
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import Entry, data_of

MOVED = "case-moved"
MOVES = frozenset({MOVED, "case-step-undone"})
MOST_OF_A_STEP = 100
_NEWEST = (
    sa.select(Event)
    .where(Event.case_id == sa.bindparam("case_id"))
    .order_by(Event.case_seq.desc())
    .limit(MOST_OF_A_STEP)
)


def undo_last_step(
    db: Session, ref: str, *, seen: int, actor: Actor, at: datetime, pathways: Pathways
) -> Case:
    """Raises NotReversible with what stands in the way, or Invalid when something has happened since."""
    case, _view = lock_for(db, ref, actor=actor, at=at, rule=policy.may_write, seen=seen)
    event = last_step(db, case)
    if event is None or event.case_seq is None:
        raise Invalid("nothing-to-undo")
    data = data_of(event)
    definition = definition_of(case, pathways)
    source, trigger = str(data["from"]), str(data["trigger"])
    edge = definition.edge(source, trigger)
    state = engine_undo(definition, trigger, source)
    for use in edge.effects if edge else ():
        for take_back in HOOKS.undo.get(use.name, {}).values():
            take_back(db, case, event.case_seq)
    number, undone = case.event_count + 1, case.state
    enter(db, case, definition, state, step=number, at=at)
    inviting.take_back(db, case, step=event.case_seq)
    _take_back_answers(db, case, step=event.case_seq, at=at)
    _restore_deadline(db, case, pathways, step=event.case_seq)
    warning.lift(db, case, at=at)
    entry = Entry(
        "case-step-undone", data={"step": event.case_seq, "trigger": trigger, "from": undone, "to": state}
    )
    record_on_case(db, case, [entry], actor=actor, at=at)
    reading.refresh(db, case, at=at)
    return case


def may_undo(db: Session, case: Case, pathways: Pathways) -> bool:
    """Whether taking back the last step would be carried out now."""
    event = last_step(db, case)
    if event is None:
        return False
    data = data_of(event)
    try:
        engine_undo(definition_of(case, pathways), str(data["trigger"]), str(data["from"]))
    except NotReversible:
        return False
    return True


def last_step(db: Session, case: Case) -> Event | None:
    """The last step, if a person took it and nothing but what belongs to it came after."""
    events = db.scalars(_NEWEST, {"case_id": case.id}).all()
    step = next((event for event in events if event.kind in MOVES), None)
    if step is None or step.kind != MOVED or step.actor_id is None:
        return None
    after = events[: events.index(step)]
    return step if all(data_of(event).get("step") == step.case_seq for event in after) else None


def _take_back_answers(db: Session, case: Case, *, step: int, at: datetime) -> None:
    """They stay in the record, where what was typed can be read and used again, and count no more."""
    db.execute(
        sa.update(Answer).where(Answer.case_id == case.id, Answer.step == step).values(taken_back_at=at)
    )


def _restore_deadline(db: Session, case: Case, pathways: Pathways, *, step: int) -> None:
    """The deadline that the step satisfied runs again; the one that it set is gone with it."""
    gone = sa.select(Deadline.id).where(Deadline.case_id == case.id, Deadline.start_step == step)
    db.execute(sa.delete(DeadlinePause).where(DeadlinePause.deadline_id.in_(gone)))
    db.execute(sa.delete(Deadline).where(Deadline.id.in_(gone)))
    before = db.scalars(
        sa.select(Deadline).where(Deadline.case_id == case.id, Deadline.satisfied_by_step == step)
    ).first()
    case.due_on = case.limit_on = None
    if before is not None:
        before.ended_at = before.satisfied_by_step = before.warned_at = None
        db.flush()
        clock.recount(db, case, before, pathways)
    db.flush()
