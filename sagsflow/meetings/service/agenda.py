"""Makes the agenda: puts cases and general matters on it, words them, orders them and takes them off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.cases import policy as case_policy
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import Pathways, definition_of
from sagsflow.cases.service import answering, clock, reading
from sagsflow.cases.service.loading import lock
from sagsflow.cases.service.moving import Attempt, move_locked
from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.engine.model import Definition
from sagsflow.engine.snapshot import Blocked
from sagsflow.meetings import policy
from sagsflow.meetings.guards import QUESTION, READY, SCHEDULED, STANDING
from sagsflow.meetings.models import AgendaItem, ItemStatus, Meeting, MeetingStatus
from sagsflow.meetings.service import attendance
from sagsflow.meetings.service.kinds import check_case, check_same_kind
from sagsflow.meetings.service.loading import (
    items_of,
    lock_case,
    lock_item,
    lock_meeting,
    lock_waiting_item,
)
from sagsflow.meetings.service.telling import tell, tell_case
from sagsflow.meetings.service.wording import check_anonymous

MAX_QUESTION = 2_000
MAX_TITLE = 200
MAX_MINUTES = 240


@dataclass(frozen=True, slots=True)
class Matter:
    """What is put on the agenda besides the case itself. `anonymous_question` is all that a party without consent reads."""

    question: str = ""
    anonymous_question: str = ""
    minutes: int = 10

    def check(self) -> None:
        wrong: dict[str, str] = {}
        if len(self.question) > MAX_QUESTION:
            wrong["question"] = "too-long"
        if len(self.anonymous_question) > MAX_QUESTION:
            wrong["anonymous_question"] = "too-long"
        if not 1 <= self.minutes <= MAX_MINUTES:
            wrong["minutes"] = "out-of-range"
        if wrong:
            raise Invalid(fields=wrong)


def put_on(
    db: Session, meeting_id: int, ref: str, matter: Matter, *, actor: Actor, at: datetime, pathways: Pathways
) -> AgendaItem:
    """Puts a case on the agenda and lets it take the step that says so, if its pathway has one.

    Raises NotFound for a case that the actor cannot see, Invalid for one that does not wait for a meeting, and engine
    Blocked with every reason (a consent that is missing).
    """
    meeting = lock_meeting(db, meeting_id, actor=actor)
    check_may_put_on(meeting, "ref", actor=actor, at=at)
    case = lock(db, ref)
    view = ledger.view_of_units(db, actor.unit_ids, case.id, at)
    if not case_policy.may_see(actor, case, view):
        raise NotFound("case", ref=ref)
    if case.meeting_wait is None or stands_on_an_agenda(db, case):
        raise Invalid("not-ready-for-a-meeting", ref=ref)
    check_case(db, meeting, case, at)
    check_anonymous(db, case, matter.anonymous_question, actor=actor, at=at)
    asked = str(answering.latest(db, case, frozenset({QUESTION})).get(QUESTION, ""))
    item = add(db, meeting, matter, at=at, case=case, question=matter.question or asked[:MAX_QUESTION])
    trigger = step_to(definition_of(case, pathways), case.state, SCHEDULED)
    if trigger is not None:
        attempt = Attempt(trigger, acting_roles=policy.acting_roles(actor, meeting))
        move_locked(db, case, view, attempt, actor=actor, at=at, pathways=pathways)
    else:
        clock.follow_meeting(db, case, pathways, at=at)
        reading.refresh(db, case, at=at)
    tell_case(db, case, item, "agenda-item-added", actor=actor, at=at)
    return item


def put_many_on(
    db: Session,
    meeting_id: int,
    asked: Mapping[str, Matter],
    *,
    actor: Actor,
    at: datetime,
    pathways: Pathways,
) -> Mapping[str, Blocked | Invalid]:
    """Puts cases on in this order, each with its minutes. One that cannot be put on leaves no trace, and is told why."""
    lock_meeting(db, meeting_id, actor=actor)
    refused: dict[str, Blocked | Invalid] = {}
    for ref, matter in asked.items():
        try:
            with db.begin_nested():
                put_on(db, meeting_id, ref, matter, actor=actor, at=at, pathways=pathways)
        except (Blocked, Invalid) as refusal:
            refused[ref] = refusal
    return refused


def add_general(
    db: Session, meeting_id: int, title: str, matter: Matter, *, actor: Actor, at: datetime
) -> AgendaItem:
    """A matter without persons."""
    meeting = lock_meeting(db, meeting_id, actor=actor)
    check_may_put_on(meeting, "title", actor=actor, at=at)
    if not title.strip():
        raise Invalid(fields={"title": "required"})
    if len(title) > MAX_TITLE:
        raise Invalid(fields={"title": "too-long"})
    item = add(db, meeting, matter, at=at, title=title.strip(), question=matter.question)
    tell(db, meeting, "general-item-added", actor=actor, at=at, item=item.id)
    return item


def check_may_put_on(meeting: Meeting, field: str, *, actor: Actor, at: datetime) -> None:
    """Raises Invalid, about this field, for who runs the meeting but not the frozen agenda."""
    if not policy.may_put_on(actor, meeting, at):
        raise Invalid(fields={field: "frozen"})


def change(
    db: Session, item_id: int, matter: Matter, *, version: int, actor: Actor, at: datetime
) -> AgendaItem:
    """Words the questions anew and gives the item more or less time."""
    meeting, item = lock_waiting_item(db, item_id, actor=actor, version=version)
    matter.check()
    if item.case_id is not None:
        case, view = lock_case(db, item.case_id, actor=actor, at=at)
        if not case_policy.may_see(actor, case, view):
            raise NotFound("case")
        check_anonymous(db, case, matter.anonymous_question, actor=actor, at=at)
    item.question, item.minutes = matter.question.strip(), matter.minutes
    item.anonymous_question = matter.anonymous_question.strip() or None
    db.flush()
    tell(db, meeting, "agenda-item-changed", actor=actor, at=at, item=item.id)
    return item


def order(
    db: Session,
    meeting_id: int,
    item_ids: Sequence[int],
    *,
    actor: Actor,
    at: datetime,
    seen: Sequence[int] | None = None,
) -> None:
    """Puts the items in this order. Raises Invalid unless each item is named once, Stale when the order is no longer `seen`.

    Where an item stands is nothing that a decision on it depends on: items keep their versions.
    """
    meeting = lock_meeting(db, meeting_id, actor=actor)
    present = [item.id for item in items_of(db, meeting.id)]
    if seen is not None and list(seen) != present:
        raise Stale("agenda", meeting=meeting.id)
    if sorted(item_ids) != sorted(present):
        raise Invalid("other-items")
    for position, item_id in enumerate(item_ids, start=1):
        db.execute(sa.update(AgendaItem).where(AgendaItem.id == item_id).values(position=position))
    tell(db, meeting, "agenda-ordered", actor=actor, at=at, items=list(item_ids))


def shift(db: Session, item_id: int, *, by: int, actor: Actor, at: datetime) -> None:
    """Moves one item some places down, or up when `by` is negative."""
    meeting, item = lock_item(db, item_id, actor=actor)
    ids = [other.id for other in items_of(db, meeting.id)]
    if item.id not in ids:
        raise Invalid("item-is-done")
    there = ids.index(item.id) + by
    if 0 <= there < len(ids):
        ids.remove(item.id)
        ids.insert(there, item.id)
        order(db, meeting.id, ids, actor=actor, at=at)


def take_off(
    db: Session, item_id: int, *, reason: str, version: int, actor: Actor, at: datetime, pathways: Pathways
) -> AgendaItem:
    """Takes an item off; a case goes back to where it waits for a meeting, if its pathway has such a step."""
    meeting, item = lock_waiting_item(db, item_id, actor=actor, version=version)
    if not reason.strip():
        raise Invalid(fields={"reason": "required"})
    item.status, item.decision_text = ItemStatus.REMOVED, reason.strip()
    db.flush()
    if item.case_id is None:
        tell(db, meeting, "general-item-removed", actor=actor, at=at, item=item.id)
        return item
    case, view = lock_case(db, item.case_id, actor=actor, at=at)
    definition = definition_of(case, pathways)
    trigger = step_to(definition, case.state, READY)
    if trigger is not None and case.meeting_wait is not None:
        asked = {field.id for field in definition.asked(definition.outgoing[case.state][trigger])}
        answers = dict.fromkeys(asked & {"reason"}, reason.strip())
        attempt = Attempt(trigger, answers, acting_roles=policy.acting_roles(actor, meeting))
        move_locked(db, case, view, attempt, actor=actor, at=at, pathways=pathways)
    tell_case(db, case, item, "agenda-item-removed", actor=actor, at=at)
    return item


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
    """Leaves the item in this meeting as carried, and puts it on the agenda of a later one; the case's deadline follows.

    The earlier meeting is always locked first.
    """
    meeting, item = lock_waiting_item(db, item_id, actor=actor, version=version)
    later = lock_meeting(db, to_meeting_id, actor=actor)
    if later.starts_at <= meeting.starts_at:
        raise Invalid(fields={"to": "not-a-later-meeting"})
    check_same_kind(meeting, later)
    item.status = ItemStatus.CARRIED
    if meeting.status is MeetingStatus.RUNNING:
        attendance.keep(db, meeting, item)
    db.flush()
    matter = Matter(item.question, item.anonymous_question or "", item.minutes)
    if item.case_id is None:
        copy = add(db, later, matter, at=at, title=item.title, question=item.question)
        item.carried_to_id = copy.id
        db.flush()
        tell(db, meeting, "general-item-carried", actor=actor, at=at, item=item.id)
        return copy
    case, _view = lock_case(db, item.case_id, actor=actor, at=at)
    copy = add(db, later, matter, at=at, case=case, question=item.question)
    item.carried_to_id = copy.id
    clock.follow_meeting(db, case, pathways, at=at)
    tell_case(db, case, item, "agenda-item-carried", actor=actor, at=at, to_meeting=later.id)
    reading.refresh(db, case, at=at)
    return copy


def step_to(definition: Definition, state: str, place: str) -> str | None:
    """The step out of a state that leads to where a case stands on an agenda, or waits to; None if there is none."""
    for trigger, step in definition.outgoing[state].items():
        if definition.states[step.target].meeting == place and step.target != state:
            return trigger
    return None


def add(
    db: Session,
    meeting: Meeting,
    matter: Matter,
    *,
    at: datetime,
    question: str,
    case: Case | None = None,
    title: str | None = None,
) -> AgendaItem:
    """A new last item; late when the agenda is frozen."""
    matter.check()
    last, number = db.execute(
        sa.select(sa.func.max(AgendaItem.position), sa.func.max(AgendaItem.local_number)).where(
            AgendaItem.meeting_id == meeting.id
        )
    ).one()
    item = AgendaItem(
        meeting_id=meeting.id,
        position=(last or 0) + 1,
        local_number=(number or 0) + 1,
        case_id=case.id if case else None,
        title=title,
        question=question.strip(),
        anonymous_question=matter.anonymous_question.strip() or None,
        minutes=matter.minutes,
        late=policy.is_frozen(meeting, at),
    )
    db.add(item)
    db.flush()
    return item


def stands_on_an_agenda(db: Session, case: Case) -> bool:
    standing = sa.exists().where(AgendaItem.case_id == case.id, AgendaItem.status.in_(STANDING))
    return bool(db.scalar(sa.select(standing)))
