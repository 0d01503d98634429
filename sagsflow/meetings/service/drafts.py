"""What is being typed at a meeting, kept for its author only: sealed, bound to the item and to her, and gone after a day."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.core.sealing import CannotUnseal, derive, seal, unseal
from sagsflow.jobs.registry import Payload, Round
from sagsflow.meetings import policy
from sagsflow.meetings.guards import STANDING
from sagsflow.meetings.models import AgendaItem, ItemDraft, Meeting

KEYS = "sagsflow_draft_keys"
JOB = "meeting-draft-cleanup"
KEPT = timedelta(hours=24)
ROUND = Round(JOB, timedelta(hours=1))
FIELDS = frozenset({"code", "text", "responsible", "due_on", "key_worker"})
MAX_BYTES = 100_000


@dataclass(frozen=True, slots=True, repr=False)
class DraftKeys:
    """The key under which drafts are sealed."""

    drafts: bytes

    @classmethod
    def derive(cls, secret: str) -> "DraftKeys":
        return cls(derive(secret, "sagsflow draft seal 1"))


def keep(db: Session, item_id: int, typed: Mapping[str, str], *, actor: Actor, at: datetime) -> None:
    """Instead of what was kept before. Raises NotFound to those who do not run the meeting, Invalid for what is too much or
    about an item that waits for nothing any more."""
    item = db.get(AgendaItem, item_id)
    meeting = db.get(Meeting, item.meeting_id) if item is not None else None
    if item is None or meeting is None or not policy.may_run(actor, meeting):
        raise NotFound("agenda-item")
    content = json.dumps({name: typed[name] for name in sorted(FIELDS & typed.keys())}).encode()
    if item.status not in STANDING or len(content) > MAX_BYTES:
        raise Invalid("draft-not-kept")
    keys: DraftKeys = db.info[KEYS]
    sealed = seal(keys.drafts, content, bound_to=_place(item_id, actor.user_id))
    db.merge(ItemDraft(item_id=item_id, user_id=actor.user_id, sealed=sealed, saved_at=at))
    db.flush()


def kept(db: Session, item_id: int, *, actor: Actor, at: datetime) -> Mapping[str, str]:
    """What one typed oneself within the last day; empty when there is nothing."""
    row = db.get(ItemDraft, (item_id, actor.user_id))
    if row is None or row.saved_at <= at - KEPT:
        return {}
    keys: DraftKeys = db.info[KEYS]
    try:
        content = unseal(keys.drafts, row.sealed, bound_to=_place(item_id, actor.user_id))
    except CannotUnseal:
        return {}
    found: dict[str, str] = json.loads(content)
    return found


def forget(db: Session, item_id: int, *, actor: Actor) -> None:
    """What was typed has been recorded."""
    mine = ItemDraft.item_id == item_id, ItemDraft.user_id == actor.user_id
    db.execute(sa.delete(ItemDraft).where(*mine))


def forget_old(db: Session, _payload: Payload, at: datetime) -> None:
    db.execute(sa.delete(ItemDraft).where(ItemDraft.saved_at <= at - KEPT))


HANDLERS = {JOB: forget_old}


def _place(item_id: int, user_id: int) -> str:
    return f"item-draft|{item_id}|{user_id}"
