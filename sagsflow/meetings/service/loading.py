"""Loads a meeting or an item for an act: locked, for those who run the meeting, and while it is still possible."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor
from sagsflow.access.ledger import View
from sagsflow.cases.models import Case
from sagsflow.cases.service.loading import lock
from sagsflow.core.errors import Forbidden, Invalid, NotFound, Stale
from sagsflow.meetings import policy
from sagsflow.meetings.guards import STANDING
from sagsflow.meetings.models import TO_COME, AgendaItem, ItemStatus, Meeting


def lock_meeting(db: Session, meeting_id: int, *, actor: Actor) -> Meeting:
    """Raises NotFound to strangers, Forbidden to those who only take part, Invalid when the meeting has ended or is cancelled."""
    meeting = db.scalars(sa.select(Meeting).where(Meeting.id == meeting_id).with_for_update()).one_or_none()
    if meeting is None or not (policy.may_see(actor, meeting) or policy.may_run(actor, meeting)):
        raise NotFound("meeting")
    if not policy.may_run(actor, meeting):
        raise Forbidden("meeting")
    if meeting.status not in TO_COME:
        raise Invalid("meeting-ended")
    return meeting


def lock_item(
    db: Session, item_id: int, *, actor: Actor, version: int | None = None
) -> tuple[Meeting, AgendaItem]:
    """The meeting is locked first, then the case, then the item is read: two people who press at once queue rather than
    deadlock, also when one of them closes the case, which takes its items off."""
    stands = sa.select(AgendaItem.meeting_id, AgendaItem.case_id).where(AgendaItem.id == item_id)
    found = db.execute(stands).one_or_none()
    if found is None:
        raise NotFound("agenda-item")
    meeting = lock_meeting(db, found.meeting_id, actor=actor)
    if found.case_id is not None:
        db.execute(sa.select(Case.id).where(Case.id == found.case_id).with_for_update())
    item = db.get_one(AgendaItem, item_id, populate_existing=True)
    if version is not None and item.version != version:
        raise Stale("agenda-item", item=item.id)
    return meeting, item


def lock_waiting_item(
    db: Session, item_id: int, *, actor: Actor, version: int | None = None
) -> tuple[Meeting, AgendaItem]:
    """An item that still waits for a decision; raises Invalid for any other."""
    meeting, item = lock_item(db, item_id, actor=actor, version=version)
    if item.status not in STANDING:
        raise Invalid("item-is-done")
    return meeting, item


def lock_case(db: Session, case_id: int, *, actor: Actor, at: datetime) -> tuple[Case, View]:
    """The case of an item, after the meeting, and what the actor's units may see of it."""
    ref = db.get_one(Case, case_id).ref
    return lock(db, ref), ledger.view_of_units(db, actor.unit_ids, case_id, at)


def items_of(db: Session, meeting_id: int) -> Sequence[AgendaItem]:
    """Every item that is, or was, to be discussed, in order; not those that were taken off."""
    return db.scalars(
        sa.select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting_id, AgendaItem.status != ItemStatus.REMOVED)
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
