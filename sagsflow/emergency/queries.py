"""Reads of emergencies: what is open to one person now, how often she has asked, and everything that is to be looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.accounts.models import User
from sagsflow.cases.models import Case
from sagsflow.core.base import AT
from sagsflow.emergency import policy
from sagsflow.emergency.models import EmergencyRequest
from sagsflow.organisations.models import Unit
from sagsflow.tasks.models import Task
from sagsflow.web.paging import PAGE_SIZE, Page, cut, decode

TASK = "look_at_emergency"


@dataclass(frozen=True, slots=True)
class Opening:
    """One request as those who look at it afterwards see it; `ref` and `owner_unit` are empty when it opened nothing."""

    request: EmergencyRequest
    who: str
    unit: str
    ref: str | None
    owner_unit: str | None


_OPEN_NOW = (
    sa.select(EmergencyRequest, Case.ref)
    .join(Case, Case.id == EmergencyRequest.case_id)
    .where(
        EmergencyRequest.user_id == sa.bindparam("user_id"),
        EmergencyRequest.ends_at > AT,
        EmergencyRequest.ended_at.is_(None),
    )
    .order_by(EmergencyRequest.id.desc())
)
_OPEN_ON_CASE = _OPEN_NOW.where(Case.ref == sa.bindparam("ref"))


@dataclass(frozen=True, slots=True)
class OpenNow:
    """A case that is open to one person in an emergency."""

    request: EmergencyRequest
    ref: str


def open_now(db: Session, actor: Actor, at: datetime, ref: str | None = None) -> Sequence[OpenNow]:
    """The person's own emergencies that hold at this moment, or the one of a case."""
    query, asked = (_OPEN_NOW, {}) if ref is None else (_OPEN_ON_CASE, {"ref": ref})
    rows = db.execute(query, {"user_id": actor.user_id, "at": at, **asked})
    return [OpenNow(request, found) for request, found in rows]


def told_by(db: Session, actor: Actor, task_id: int) -> datetime | None:
    """When that happened of which a task of this person's, or of her unit's, tells; None for any other task."""
    mine = sa.or_(Task.assignee_id == actor.user_id, Task.unit_id.in_(sorted(actor.unit_ids)))
    return db.scalar(sa.select(Task.raised_at).where(Task.id == task_id, Task.kind == TASK, mine))


def openings(
    db: Session,
    actor: Actor,
    *,
    asked_at: datetime | None = None,
    after: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Opening]:
    """Every request that this person is to look at, the newest first, or those of one moment; `after` is the cursor of the page
    before."""
    opener, owner = sa.orm.aliased(Unit), sa.orm.aliased(Unit)
    query = (
        sa.select(EmergencyRequest, User.name, opener.name, Case.ref, owner.name)
        .join(User, User.id == EmergencyRequest.user_id)
        .join(opener, opener.id == EmergencyRequest.unit_id)
        .outerjoin(Case, Case.id == EmergencyRequest.case_id)
        .outerjoin(owner, owner.id == Case.owner_unit_id)
        .where(policy.reviewed_by(actor))
        .order_by(EmergencyRequest.id.desc())
        .limit(size + 1)
    )
    if asked_at is not None:
        query = query.where(EmergencyRequest.asked_at == asked_at)
    if key := decode(after, 1):
        query = query.where(EmergencyRequest.id < key[0])
    return cut([Opening(*row) for row in db.execute(query)], lambda row: (row.request.id,), size)


def asked_since(db: Session, user_id: int, since: datetime) -> Sequence[datetime]:
    """When somebody has asked after a moment, the oldest first."""
    return db.scalars(
        sa.select(EmergencyRequest.asked_at)
        .where(EmergencyRequest.user_id == user_id, EmergencyRequest.asked_at > since)
        .order_by(EmergencyRequest.asked_at)
    ).all()


def wait(asked: Sequence[datetime], at: datetime, most: int, within: timedelta) -> timedelta:
    """How long until one more may be asked, when at most so many are allowed within a stretch of time."""
    return asked[-most] + within - at if len(asked) >= most else timedelta()
