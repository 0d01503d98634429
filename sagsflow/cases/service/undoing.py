"""Takes back the last step of a case, where everything it did can be taken back."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases import policy
from sagsflow.cases.hooks import HOOKS
from sagsflow.cases.models import Case, Deadline, DeadlinePause
from sagsflow.cases.pathways import Pathways, definition_of
from sagsflow.cases.service import reading, warning
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock_for
from sagsflow.cases.service.moving import enter
from sagsflow.core.errors import Invalid
from sagsflow.engine.replay import undo as engine_undo
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import Entry, data_of

MOVES = ("case-moved", "case-step-undone")
PART_OF_A_STEP = frozenset({"case-moved", "task-raised", "owner-changed", "key-worker-set"})


def undo_last_step(
    db: Session, ref: str, *, seen: int, actor: Actor, at: datetime, pathways: Pathways
) -> Case:
    """Raises NotReversible with what stands in the way, or Invalid when something has happened since."""
    case, _view = lock_for(db, ref, actor=actor, at=at, rule=policy.may_write, seen=seen)
    event = undoable(db, case)
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
    _restore_deadline(db, case, step=event.case_seq)
    warning.lift(db, case, at=at)
    entry = Entry(
        "case-step-undone", data={"step": event.case_seq, "trigger": trigger, "from": undone, "to": state}
    )
    record_on_case(db, case, [entry], actor=actor, at=at)
    reading.refresh(db, case, at=at)
    return case


def undoable(db: Session, case: Case) -> Event | None:
    """The last step, if a person took it and nothing but its own effects came after it."""
    events = db.scalars(
        sa.select(Event).where(Event.case_id == case.id).order_by(Event.case_seq.desc()).limit(10)
    ).all()
    for event in events:
        if event.kind == "case-moved":
            return event if event.actor_id is not None else None
        if event.kind not in PART_OF_A_STEP:
            return None
    return None


def _restore_deadline(db: Session, case: Case, *, step: int) -> None:
    """The deadline that the step satisfied runs again; the one that it set is gone with it."""
    gone = sa.select(Deadline.id).where(Deadline.case_id == case.id, Deadline.start_step == step)
    db.execute(sa.delete(DeadlinePause).where(DeadlinePause.deadline_id.in_(gone)))
    db.execute(sa.delete(Deadline).where(Deadline.id.in_(gone)))
    before = db.scalars(
        sa.select(Deadline).where(Deadline.case_id == case.id, Deadline.satisfied_by_step == step)
    ).first()
    case.due_on = before.due_on if before else None
    if before is not None:
        before.ended_at = before.satisfied_by_step = before.warned_at = None
    db.flush()
