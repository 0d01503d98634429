"""Lifts a barrier from an item of an agenda to the board, worded without anybody; writes down what the board said."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases import policy as case_policy
from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.meetings import policy
from sagsflow.meetings.models import AgendaItem, Barrier, Meeting
from sagsflow.meetings.service.agenda import MAX_QUESTION, MAX_TITLE
from sagsflow.meetings.service.loading import lock_case, lock_waiting_item
from sagsflow.meetings.service.telling import tell, tell_case
from sagsflow.meetings.service.wording import points_to_the_resident


@dataclass(frozen=True, slots=True)
class Lifting:
    """A barrier that waits for the board already (`barrier_id`), or a new one in words."""

    barrier_id: int | None
    title: str = ""
    text: str = ""


def lift(db: Session, item_id: int, lifting: Lifting, *, actor: Actor, at: datetime) -> Barrier:
    """Raises Invalid for words that are missing, too long or point to the resident of the item."""
    meeting, item = lock_waiting_item(db, item_id, actor=actor)
    barrier = (
        _known(db, lifting.barrier_id, meeting) if lifting.barrier_id else _new(lifting, meeting, actor, at)
    )
    if item.case_id is None:
        _keep(db, barrier, item)
        tell(db, meeting, "meeting-barrier-lifted", actor=actor, at=at, item=item.id, barrier=barrier.id)
        return barrier
    case, view = lock_case(db, item.case_id, actor=actor, at=at)
    if not case_policy.may_see(actor, case, view):
        raise NotFound("agenda-item")
    said = {"barrier_title": lifting.title, "barrier_text": lifting.text}
    pointing = [
        name for name, text in said.items() if points_to_the_resident(db, case, text, actor=actor, at=at)
    ]
    if pointing and not lifting.barrier_id:
        raise Invalid(fields=dict.fromkeys(pointing, "points-to-the-resident"))
    _keep(db, barrier, item)
    tell_case(db, case, item, "case-barrier-lifted", actor=actor, at=at, barrier=barrier.id)
    return barrier


def write_answer(db: Session, barrier_id: int, text: str, *, actor: Actor, at: datetime) -> Barrier:
    """What the board said. Raises NotFound to those who run no meetings of the unit, Stale when it is written already."""
    barrier = unanswered(
        db.get(Barrier, barrier_id, with_for_update=True, populate_existing=True), actor=actor
    )
    if not text.strip():
        raise Invalid(fields={"answer": "required"})
    if len(text) > MAX_QUESTION:
        raise Invalid(fields={"answer": "too-long"})
    barrier.answer, barrier.answered_at, barrier.answered_by = text.strip(), at, actor.user_id
    db.flush()
    entry = Entry("barrier-answered", data={"barrier": barrier.id})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({barrier.unit_id}))
    return barrier


def unanswered(barrier: Barrier | None, *, actor: Actor) -> Barrier:
    """The barrier, if this person may write what the board said about it and nobody has."""
    if barrier is None or not policy.may_call(actor, barrier.unit_id):
        raise NotFound("barrier")
    if barrier.answered_at is not None:
        raise Stale("barrier")
    return barrier


def _known(db: Session, barrier_id: int, meeting: Meeting) -> Barrier:
    barrier = db.get(Barrier, barrier_id, with_for_update=True)
    if barrier is None or barrier.unit_id != meeting.unit_id or barrier.answered_at is not None:
        raise Invalid(fields={"barrier": "not-right"})
    return barrier


def _new(lifting: Lifting, meeting: Meeting, actor: Actor, at: datetime) -> Barrier:
    wrong: dict[str, str] = {}
    for name, text, most in (
        ("barrier_title", lifting.title, MAX_TITLE),
        ("barrier_text", lifting.text, MAX_QUESTION),
    ):
        if not text.strip():
            wrong[name] = "required"
        elif len(text) > most:
            wrong[name] = "too-long"
    if wrong:
        raise Invalid(fields=wrong)
    return Barrier(
        unit_id=meeting.unit_id,
        title=lifting.title.strip(),
        text=lifting.text.strip(),
        lifted_at=at,
        lifted_by=actor.user_id,
    )


def _keep(db: Session, barrier: Barrier, item: AgendaItem) -> None:
    """The item keeps its version: nothing that a decision on it depends on has changed."""
    db.add(barrier)
    db.flush()
    db.execute(sa.update(AgendaItem).where(AgendaItem.id == item.id).values(barrier_id=barrier.id))
