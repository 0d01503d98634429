"""What the case itself does when a step asks for it: owner, key worker, tasks, the end of sharing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.cases.guards import snapshot_of
from sagsflow.cases.hooks import HOOKS, Step
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import Pathways, definition_of
from sagsflow.core.calendar import copenhagen_date
from sagsflow.engine.conditions import known_by
from sagsflow.engine.model import Automatic, Transition
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import data_of
from sagsflow.tasks import service as tasks

OWNER, RECEIVER = "case_owner", "municipal_worker"
DEFAULT_WORKING_DAYS = 5


def register(platform: Pathways) -> None:
    """Binds the effects that workflow files may name and the case carries out."""

    def due(step: Step, params: Mapping[str, object]) -> date:
        days = int(str(params.get("working_days") or DEFAULT_WORKING_DAYS))
        return platform.calendar.add_working_days(copenhagen_date(step.at), days)

    def units_for(step: Step, to: str) -> Sequence[int]:
        edge = definition_of(step.case, platform).edge(step.decision.source, step.decision.trigger)
        facts = snapshot_of(step.db, step.case, step.at).facts if to == RECEIVER else {}
        return task_units(to, edge, facts, step.case.owner_unit_id)

    def raise_task(step: Step, params: Mapping[str, object]) -> None:
        for unit_id in units_for(step, str(params["to"])):
            task = tasks.raise_task(
                step.db,
                kind=str(params["kind"]),
                unit_id=unit_id,
                assignee_id=step.case.owner_id if params["to"] == OWNER else None,
                due_on=due(step, params),
                case_id=step.case.id,
                actor=step.actor,
                at=step.at,
                step=step.number,
            )
            step.note("task-raised", task=task.id, task_kind=task.kind)

    HOOKS.on_effect("task", "cases", raise_task, _undo_tasks)
    HOOKS.on_effect("assign_owner", "cases", _assign_owner, _undo_owner)
    HOOKS.on_effect("set_key_worker", "cases", _set_key_worker, _undo_key_worker)
    HOOKS.on_effect("cancel_tasks", "cases", _cancel_tasks)
    HOOKS.on_effect("end_sharing", "cases", _end_sharing)


def task_units(
    to: str, edge: Transition | Automatic | None, facts: Mapping[str, object], own: int
) -> Sequence[int]:
    """Whose task it is. A municipal worker's goes to those who hold an open referral of the case, or to the one unit of the
    kind the step asks consent for that may know, by consent or by law where the step accepts it; otherwise to the unit that
    has the case, for in a unit that may not see the case it would wait for ever."""
    if to != RECEIVER:
        return (own,)
    rule = edge.consent if isinstance(edge, Transition) else None
    asked, able = (rule.kinds, known_by(facts, rule)) if rule is not None else ((), {})
    kinds, referred = facts["unit_kinds"], facts.get("receiving_units", ())
    assert isinstance(kinds, Mapping)
    assert isinstance(referred, Collection)
    received = sorted(unit for unit in referred if not asked or kinds.get(unit) in asked)
    willing = [unit for unit in able if kinds.get(unit) in asked]
    return received or (willing if len(willing) == 1 else [own])


def _assign_owner(step: Step, _params: Mapping[str, object]) -> None:
    if step.actor is not None and step.case.owner_id is None:
        step.case.owner_id = step.actor.user_id
        step.note("owner-changed", owner=step.actor.user_id, before=None)


def _set_key_worker(step: Step, params: Mapping[str, object]) -> None:
    chosen = step.answers.get(str(params["field"]))
    if isinstance(chosen, int) and chosen != step.case.key_worker_id:
        step.note("key-worker-set", user=chosen, before=step.case.key_worker_id)
        step.case.key_worker_id = chosen


def _cancel_tasks(step: Step, _params: Mapping[str, object]) -> None:
    tasks.cancel_for_case(step.db, case_id=step.case.id, at=step.at)


def _end_sharing(step: Step, _params: Mapping[str, object]) -> None:
    tasks.cancel_for_case(step.db, case_id=step.case.id, at=step.at)
    ledger.end_sharing(step.db, case_id=step.case.id, at=step.at)
    step.note("sharing-ended")


def _undo_tasks(db: Session, case: Case, step: int) -> None:
    tasks.undo_step(db, case_id=case.id, step=step)


def _undo_owner(db: Session, case: Case, step: int) -> None:
    if (before := _before(db, case, step, "owner-changed")) is not _NOTHING:
        case.owner_id = before


def _undo_key_worker(db: Session, case: Case, step: int) -> None:
    if (before := _before(db, case, step, "key-worker-set")) is not _NOTHING:
        case.key_worker_id = before


_NOTHING = -1


def _before(db: Session, case: Case, step: int, kind: str) -> int | None:
    """What stood before, as the events of that step tell; -1 when the step changed nothing of the kind."""
    event = db.scalars(
        sa.select(Event).where(Event.case_id == case.id, Event.case_seq > step, Event.kind == kind).limit(1)
    ).first()
    if event is None:
        return _NOTHING
    before = data_of(event)["before"]
    return before if isinstance(before, int) else None
