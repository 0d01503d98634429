"""Makes the agenda: puts cases and general matters on it, orders them, and carries on what was not decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.cases import policy as case_policy
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import Pathways, definition_of
from sagsflow.cases.service import clock, reading
from sagsflow.cases.service.events import record_on_case
from sagsflow.cases.service.loading import lock
from sagsflow.cases.service.moving import Attempt, move_locked
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.engine.model import Definition
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.meetings import policy
from sagsflow.meetings.models import AgendaItem, ItemStatus, Meeting
from sagsflow.meetings.service.loading import items_of, lock_item, lock_meeting

SCHEDULED = "scheduled"
READY = "ready"
QUESTION = "question_to_meeting"
MAX_QUESTION = 2_000
MAX_MINUTES = 240


@dataclass(frozen=True, slots=True)
class Matter:
    """What is put on the agenda besides the case itself. `anonymous_question` is all that a party without consent reads."""

    question: str = ""
    anonymous_question: str = ""
    minutes: int = 10


def put_on(
    db: Session, meeting_id: int, ref: str, matter: Matter, *, actor: Actor, at: datetime, pathways: Pathways
) -> AgendaItem:
    """Puts a case on the agenda and lets it take the step that says so, if its pathway has one.

    Raises NotFound for a case that the actor cannot see, Invalid for one that does not wait for a meeting, and engine
    Blocked with every reason (a consent that is missing).
    """
    meeting = lock_meeting(db, meeting_id, actor=actor)
    case = lock(db, ref)
    view = ledger.view_of_units(db, actor.unit_ids, case.id, at)
    if not case_policy.may_see(actor, case, view):
        raise NotFound("case", ref=ref)
    if case.meeting_wait is None or _standing_item(db, case) is not None:
        raise Invalid("not-ready-for-a-meeting", ref=ref)
    asked = str(clock.latest_answers(db, case, frozenset({QUESTION})).get(QUESTION, ""))
    item = _add(db, meeting, matter, case=case, question=matter.question or asked)
    trigger = step_to(definition_of(case, pathways), case.state, SCHEDULED)
    if trigger is not None:
        attempt = Attempt(trigger, acting_roles=policy.acting_roles(actor, meeting))
        move_locked(db, case, view, attempt, actor=actor, at=at, pathways=pathways)
    _tell_case(db, case, item, "agenda-item-added", actor=actor, at=at)
    return item


def add_general(
    db: Session, meeting_id: int, title: str, matter: Matter, *, actor: Actor, at: datetime
) -> AgendaItem:
    """A matter without persons."""
    meeting = lock_meeting(db, meeting_id, actor=actor)
    if not title.strip():
        raise Invalid(fields={"title": "required"})
    item = _add(db, meeting, matter, title=title.strip(), question=matter.question)
    _tell(db, meeting, item, "general-item-added", actor=actor, at=at)
    return item


def order(db: Session, meeting_id: int, item_ids: Sequence[int], *, actor: Actor, at: datetime) -> None:
    """Puts the items in this order. Raises Invalid unless each item of the meeting is named once."""
    meeting = lock_meeting(db, meeting_id, actor=actor)
    items = {item.id: item for item in items_of(db, meeting.id)}
    if sorted(item_ids) != sorted(items):
        raise Invalid("other-items")
    for position, item_id in enumerate(item_ids, start=1):
        items[item_id].position = position
    db.flush()
    entry = Entry("agenda-ordered", data={"meeting": meeting.id, "items": list(item_ids)})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({meeting.unit_id}))


def shift(db: Session, item_id: int, *, up: bool, actor: Actor, at: datetime) -> None:
    """Moves one item one place up or down."""
    meeting, item = lock_item(db, item_id, actor=actor)
    ids = [other.id for other in items_of(db, meeting.id)]
    here = ids.index(item.id)
    there = here - 1 if up else here + 1
    if 0 <= there < len(ids):
        ids[here], ids[there] = ids[there], ids[here]
        order(db, meeting.id, ids, actor=actor, at=at)


def carry_on(
    db: Session,
    item_id: int,
    to_meeting_id: int,
    *,
    version: int,
    actor: Actor,
    at: datetime,
    pathways: Pathways,
) -> AgendaItem:
    """Leaves the item in this meeting as carried, and puts it on the agenda of a later one; the case's deadline follows."""
    meeting, item = lock_item(db, item_id, actor=actor, version=version)
    later = lock_meeting(db, to_meeting_id, actor=actor)
    if item.status not in {ItemStatus.PLANNED, ItemStatus.OPEN} or later.starts_at <= meeting.starts_at:
        raise Invalid("cannot-be-carried")
    item.status = ItemStatus.CARRIED
    db.flush()
    case = db.get(Case, item.case_id) if item.case_id else None
    matter = Matter(item.question, item.anonymous_question or "", item.minutes)
    copy = _add(db, later, matter, case=case, title=item.title, question=item.question)
    item.carried_to_id = copy.id
    if case is None:
        _tell(db, meeting, item, "general-item-carried", actor=actor, at=at)
        return copy
    clock.follow_meeting(db, case, pathways, at=at)
    _tell_case(db, case, item, "agenda-item-carried", actor=actor, at=at)
    reading.refresh(db, case, at=at)
    return copy


def take_off(
    db: Session, item_id: int, *, reason: str, version: int, actor: Actor, at: datetime, pathways: Pathways
) -> AgendaItem:
    """Takes an item off; a case goes back to where it waits for a meeting, if its pathway has such a step."""
    meeting, item = lock_item(db, item_id, actor=actor, version=version)
    if item.status not in {ItemStatus.PLANNED, ItemStatus.OPEN}:
        raise Invalid("item-is-done")
    item.status = ItemStatus.REMOVED
    db.flush()
    if item.case_id is None:
        _tell(db, meeting, item, "general-item-removed", actor=actor, at=at)
        return item
    case = db.get_one(Case, item.case_id)
    case = lock(db, case.ref)
    definition = definition_of(case, pathways)
    trigger = step_to(definition, case.state, READY)
    if trigger is not None:
        view = ledger.view_of_units(db, actor.unit_ids, case.id, at)
        asked = {field.id for field in definition.asked(definition.outgoing[case.state][trigger])}
        answers = dict.fromkeys(asked & {"reason"}, reason)
        attempt = Attempt(trigger, answers, acting_roles=policy.acting_roles(actor, meeting))
        move_locked(db, case, view, attempt, actor=actor, at=at, pathways=pathways)
    _tell_case(db, case, item, "agenda-item-removed", actor=actor, at=at)
    return item


def step_to(definition: Definition, state: str, place: str) -> str | None:
    """The step out of a state that leads to where a case stands on an agenda, or waits to; None if there is none."""
    for trigger, step in definition.outgoing[state].items():
        if definition.states[step.target].meeting == place and step.target != state:
            return trigger
    return None


def _standing_item(db: Session, case: Case) -> AgendaItem | None:
    return db.scalars(
        sa.select(AgendaItem).where(
            AgendaItem.case_id == case.id, AgendaItem.status.in_((ItemStatus.PLANNED, ItemStatus.OPEN))
        )
    ).first()


def _add(
    db: Session,
    meeting: Meeting,
    matter: Matter,
    *,
    question: str,
    case: Case | None = None,
    title: str | None = None,
) -> AgendaItem:
    if len(question) > MAX_QUESTION or len(matter.anonymous_question) > MAX_QUESTION:
        raise Invalid(fields={"question": "too-long"})
    if not 1 <= matter.minutes <= MAX_MINUTES:
        raise Invalid(fields={"minutes": "out-of-range"})
    items = items_of(db, meeting.id)
    item = AgendaItem(
        meeting_id=meeting.id,
        position=len(items) + 1,
        local_number=max((other.local_number for other in items), default=0) + 1,
        case_id=case.id if case else None,
        title=title,
        question=question.strip(),
        anonymous_question=matter.anonymous_question.strip() or None,
        minutes=matter.minutes,
    )
    db.add(item)
    db.flush()
    return item


def _tell_case(db: Session, case: Case, item: AgendaItem, kind: str, *, actor: Actor, at: datetime) -> None:
    data = {"meeting": item.meeting_id, "item": item.id}
    record_on_case(db, case, [Entry(kind, data=data)], actor=actor, at=at)


def _tell(db: Session, meeting: Meeting, item: AgendaItem, kind: str, *, actor: Actor, at: datetime) -> None:
    entry = Entry(kind, data={"meeting": meeting.id, "item": item.id})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({meeting.unit_id}))
