"""Reviews the passages of an answer one by one, and hands it out when every mark has been looked at."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.errors import Invalid, Stale
from sagsflow.eventlog.service import note_reading
from sagsflow.privacy import queries
from sagsflow.privacy.models import AnswerPart, Passage, RequestStatus, RightsRequest, WhyWithheld
from sagsflow.privacy.service.register import close, open_request


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a passage; withheld, it needs a reason."""

    hand_out: bool
    reason: WhyWithheld | None = None


def decide(
    db: Session,
    request_id: int,
    passage_id: int,
    verdict: Verdict,
    *,
    version: int,
    actor: Actor,
    at: datetime,
) -> Passage:
    """Raises Invalid without a reason, Stale when the answer was gathered again or closed meanwhile."""
    request = open_request(db, request_id, version=version, actor=actor)
    if request.status is not RequestStatus.REVIEW:
        raise Stale("request", id=request_id)
    passage = queries.passage(db, request, passage_id)
    if not verdict.hand_out and verdict.reason is None:
        raise Invalid(fields={"reason": "required"})
    passage.hand_out, passage.reason = verdict.hand_out, None if verdict.hand_out else verdict.reason
    passage.decided_at, passage.decided_by = at, actor.user_id
    db.flush()
    return passage


def hand_out(
    db: Session,
    request_id: int,
    *,
    recipient: str,
    staff_named: bool,
    version: int,
    actor: Actor,
    at: datetime,
) -> RightsRequest:
    """Closes the request with its answer. Raises Invalid while a mark has not been looked at, or without a recipient."""
    request = open_request(db, request_id, version=version, actor=actor)
    if request.status is not RequestStatus.REVIEW:
        raise Invalid("not-gathered")
    if waiting := len(queries.review(db, request).waiting):
        raise Invalid("marks-not-reviewed", count=waiting)
    if not recipient.strip():
        raise Invalid(fields={"recipient": "required"})
    request.recipient, request.staff_named = recipient.strip(), staff_named
    request.digest = _digest(db, request)
    close(db, request, RequestStatus.ANSWERED, reason=None, actor=actor, at=at)
    note_reading(
        db,
        actor=actor,
        at=at,
        what="answer-handed-out",
        resident_id=request.resident_id,
        recipient=request.recipient,
        unit_ids=frozenset({request.unit_id}),
    )
    return request


def _digest(db: Session, request: RightsRequest) -> str:
    """Of the sealed parts: what was handed out can be told from anything else, also when the words are gone."""
    found = hashlib.sha256()
    parts = sa.select(AnswerPart.sealed).where(AnswerPart.request_id == request.id)
    for sealed in db.scalars(parts.order_by(AnswerPart.position)):
        found.update(sealed or b"")
    return found.hexdigest()
