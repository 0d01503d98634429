"""Decides an item: the decision is the case's next step, with its task and its clock, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.cases import policy as case_policy
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import Pathways, definition_of
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock
from sagsflow.cases.service.moving import Attempt, move_locked
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.engine.model import DECISION_CODES, Definition
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.meetings import policy
from sagsflow.meetings.models import AgendaItem, ItemStatus, Meeting, MeetingStatus, Presence
from sagsflow.meetings.service.loading import items_of, lock_item
from sagsflow.tasks import service as tasks

MAX_TEXT = 20_000
TASK = "decision"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the meeting decided. `code` is one of the catalogue; the pathway says which step it is, if any."""

    code: str
    text: str
    responsible_unit_id: int | None = None
    due_on: date | None = None
    key_worker_id: int | None = None

    def answers(self, definition: Definition, case: Case, trigger: str) -> Mapping[str, object]:
        """What the step asks of that which was typed in the decision form."""
        offered: dict[str, object] = {
            "decision_text": self.text,
            "reason": self.text,
            "responsible_party": self.responsible_unit_id,
            "due_date": self.due_on,
            "key_worker": self.key_worker_id,
        }
        asked = {field.id for field in definition.asked(definition.outgoing[case.state][trigger])}
        return {name: value for name, value in offered.items() if name in asked and value is not None}


def open_item(db: Session, item_id: int, *, actor: Actor, at: datetime) -> AgendaItem:
    """Takes up one item; the one that was open before is folded again."""
    meeting, item = lock_item(db, item_id, actor=actor)
    if item.status not in {ItemStatus.PLANNED, ItemStatus.OPEN}:
        raise Invalid("item-is-done")
    for other in items_of(db, meeting.id):
        if other.status is ItemStatus.OPEN and other.id != item.id:
            other.status = ItemStatus.PLANNED
    item.status = ItemStatus.OPEN
    if meeting.status is MeetingStatus.PLANNED:
        meeting.status = MeetingStatus.RUNNING
    db.flush()
    entry = Entry("agenda-item-opened", data={"meeting": meeting.id, "item": item.id})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({meeting.unit_id}))
    return item


def decide(
    db: Session, item_id: int, ruling: Ruling, *, version: int, actor: Actor, at: datetime, pathways: Pathways
) -> AgendaItem:
    """Raises engine Blocked with every reason when the pathway or a consent forbids it; then nothing is decided."""
    meeting, item = lock_item(db, item_id, actor=actor, version=version)
    if item.status not in {ItemStatus.PLANNED, ItemStatus.OPEN}:
        raise Invalid("item-is-done")
    _check(ruling)
    item.status, item.decided_at, item.decided_by = ItemStatus.DECIDED, at, actor.user_id
    item.decision_code, item.decision_text = ruling.code, ruling.text.strip()
    item.responsible_unit_id, item.due_on = ruling.responsible_unit_id, ruling.due_on
    item.key_worker_id = ruling.key_worker_id
    if item.case_id is None:
        _raise_task(db, ruling, None, actor=actor, at=at)
        entry = Entry("general-item-decided", data={"meeting": meeting.id, "item": item.id})
        eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({meeting.unit_id}))
        return item
    _decide_case(db, meeting, item, ruling, actor=actor, at=at, pathways=pathways)
    return item


def present_units(meeting: Meeting) -> frozenset[int]:
    """The units recorded as present."""
    return frozenset(part.unit_id for part in meeting.participants if part.presence is Presence.PRESENT)


def _decide_case(
    db: Session,
    meeting: Meeting,
    item: AgendaItem,
    ruling: Ruling,
    *,
    actor: Actor,
    at: datetime,
    pathways: Pathways,
) -> None:
    found = db.get_one(Case, item.case_id)
    case = lock(db, found.ref)
    view = ledger.view_of_units(db, actor.unit_ids, case.id, at)
    if not case_policy.may_see(actor, case, view):
        raise NotFound("case")
    definition = definition_of(case, pathways)
    trigger = definition.decisions.get(ruling.code)
    if trigger is not None:
        attempt = Attempt(
            trigger,
            ruling.answers(definition, case, trigger),
            acting_roles=policy.acting_roles(actor, meeting),
            present_units=present_units(meeting),
        )
        item.decided_step = move_locked(db, case, view, attempt, actor=actor, at=at, pathways=pathways).step
    task = _raise_task(db, ruling, case, actor=actor, at=at)
    data: dict[str, str | int | None] = {
        "meeting": meeting.id,
        "item": item.id,
        "code": ruling.code,
        "task": task,
    }
    record_on_case(db, case, [Entry("agenda-item-decided", data=data)], actor=actor, at=at)


def _raise_task(db: Session, ruling: Ruling, case: Case | None, *, actor: Actor, at: datetime) -> int | None:
    """What was agreed lands with the one who is responsible."""
    if ruling.responsible_unit_id is None or ruling.due_on is None:
        return None
    task = tasks.raise_task(
        db,
        kind=TASK,
        unit_id=ruling.responsible_unit_id,
        assignee_id=ruling.key_worker_id
        if case and case.owner_unit_id == ruling.responsible_unit_id
        else None,
        due_on=ruling.due_on,
        case_id=case.id if case else None,
        actor=actor,
        at=at,
    )
    return task.id


def _check(ruling: Ruling) -> None:
    wrong: dict[str, str] = {}
    if ruling.code not in DECISION_CODES:
        wrong["code"] = "required"
    if not ruling.text.strip():
        wrong["text"] = "required"
    elif len(ruling.text) > MAX_TEXT:
        wrong["text"] = "too-long"
    if (ruling.responsible_unit_id is None) != (ruling.due_on is None):
        wrong["due_on" if ruling.due_on is None else "responsible"] = "required"
    if wrong:
        raise Invalid(fields=wrong)
