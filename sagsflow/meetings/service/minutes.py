"""Minutes: mended while they are a draft, approved, locked, and from then on only added to."""

import json
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases import policy as case_policy
from sagsflow.core.errors import Forbidden, Invalid, NotFound, Stale
from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.service import KEYS
from sagsflow.meetings import policy
from sagsflow.meetings.models import (
    AgendaItem,
    ItemStatus,
    Meeting,
    MeetingStatus,
    Minutes,
    MinutesAddition,
    MinutesStatus,
)
from sagsflow.meetings.queries import attendance
from sagsflow.meetings.service.deciding import MAX_TEXT
from sagsflow.meetings.service.loading import items_of, lock_case
from sagsflow.meetings.service.telling import tell


def reword(db: Session, item_id: int, text: str, *, version: int, actor: Actor, at: datetime) -> AgendaItem:
    """Mends the wording of a decision while the minutes are a draft; what the case was told by the step stands there."""
    item = _item(db, item_id)
    meeting, minutes = _lock(db, item.meeting_id, actor)
    _require(minutes, MinutesStatus.DRAFT)
    if item.status is not ItemStatus.DECIDED:
        raise Invalid("item-not-decided")
    if item.version != version:
        raise Stale("agenda-item", item=item.id)
    _check_text(text)
    _check_sees(db, item, actor, at)
    item.decision_text = text.strip()
    db.flush()
    tell(db, meeting, "meeting-minutes-reworded", actor=actor, at=at, item=item.id)
    return item


def approve(db: Session, meeting_id: int, *, actor: Actor, at: datetime) -> Minutes:
    """By the chair or another who runs the meeting, never by the one who wrote them."""
    meeting, minutes = _lock(db, meeting_id, actor)
    _require(minutes, MinutesStatus.DRAFT)
    if not policy.may_approve(actor, meeting):
        raise Forbidden("own-minutes")
    minutes.status, minutes.approved_at, minutes.approved_by = MinutesStatus.APPROVED, at, actor.user_id
    db.flush()
    tell(db, meeting, "meeting-minutes-approved", actor=actor, at=at)
    return minutes


def give_back(db: Session, meeting_id: int, *, actor: Actor, at: datetime) -> Minutes:
    """Approved minutes become a draft again, because something is to be mended."""
    meeting, minutes = _lock(db, meeting_id, actor)
    _require(minutes, MinutesStatus.APPROVED)
    minutes.status, minutes.approved_at, minutes.approved_by = MinutesStatus.DRAFT, None, None
    db.flush()
    tell(db, meeting, "meeting-minutes-given-back", actor=actor, at=at)
    return minutes


def lock(db: Session, meeting_id: int, *, actor: Actor, at: datetime) -> Minutes:
    """From now on nobody changes a word; the log keeps a digest of what they say."""
    meeting, minutes = _lock(db, meeting_id, actor)
    _require(minutes, MinutesStatus.APPROVED)
    minutes.status, minutes.locked_at, minutes.locked_by = MinutesStatus.LOCKED, at, actor.user_id
    minutes.seal = seal_of(db, meeting)
    db.flush()
    tell(db, meeting, "meeting-minutes-locked", actor=actor, at=at, seal=minutes.seal)
    return minutes


def add(
    db: Session, meeting_id: int, text: str, *, item_id: int | None, actor: Actor, at: datetime
) -> MinutesAddition:
    """A correction of locked minutes: it stands beside what it corrects."""
    meeting, minutes = _lock(db, meeting_id, actor)
    _require(minutes, MinutesStatus.LOCKED)
    _check_text(text)
    if item_id is not None:
        item = _item(db, item_id)
        if item.meeting_id != meeting.id:
            raise NotFound("agenda-item")
        _check_sees(db, item, actor, at)
    row = MinutesAddition(
        meeting_id=meeting.id, item_id=item_id, text=text.strip(), written_at=at, written_by=actor.user_id
    )
    db.add(row)
    db.flush()
    tell(db, meeting, "meeting-minutes-added-to", actor=actor, at=at, item=item_id)
    return row


def seal_of(db: Session, meeting: Meeting) -> str:
    """A keyed digest of every item: its number, what was decided, by whom it is done and when, and who was here for it."""
    keys: LogKeys = db.info[KEYS]
    items = items_of(db, meeting.id)
    present = attendance.recorded(db, [item.id for item in items])
    rows = [[_words(item), sorted(present.get(item.id, {}).items())] for item in items]
    return keys.mac_of_words(json.dumps([meeting.id, rows], ensure_ascii=False), None)


def _words(item: AgendaItem) -> list[object]:
    due = item.due_on.isoformat() if item.due_on else None
    decided = [item.decision_code, item.decision_text, item.responsible_unit_id, item.key_worker_id, due]
    return [item.id, item.position, item.status.value, item.title, item.question, *decided]


def _lock(db: Session, meeting_id: int, actor: Actor) -> tuple[Meeting, Minutes]:
    """Raises NotFound to strangers, Forbidden to those who only took part, Invalid while the meeting goes on."""
    found = sa.select(Meeting).where(Meeting.id == meeting_id).with_for_update()
    meeting = db.scalars(found).one_or_none()
    if meeting is None or not (policy.may_see(actor, meeting) or policy.may_run(actor, meeting)):
        raise NotFound("meeting")
    if not policy.may_run(actor, meeting):
        raise Forbidden("meeting")
    if meeting.status is not MeetingStatus.ENDED:
        raise Invalid("not-ended-yet")
    minutes = db.get(Minutes, meeting_id, populate_existing=True)
    if minutes is None:
        minutes = Minutes(meeting_id=meeting_id, status=MinutesStatus.DRAFT)
        db.add(minutes)
        db.flush()
    return meeting, minutes


def _require(minutes: Minutes, status: MinutesStatus) -> None:
    """Somebody else may have gone on meanwhile."""
    if minutes.status is not status:
        raise Stale("minutes", meeting=minutes.meeting_id, status=minutes.status.value)


def _item(db: Session, item_id: int) -> AgendaItem:
    item = db.get(AgendaItem, item_id, populate_existing=True)
    if item is None:
        raise NotFound("agenda-item")
    return item


def _check_sees(db: Session, item: AgendaItem, actor: Actor, at: datetime) -> None:
    if item.case_id is not None:
        case, view = lock_case(db, item.case_id, actor=actor, at=at)
        if not case_policy.may_see(actor, case, view):
            raise NotFound("agenda-item")


def _check_text(text: str) -> None:
    if not text.strip():
        raise Invalid(fields={"text": "required"})
    if len(text) > MAX_TEXT:
        raise Invalid(fields={"text": "too-long"})
