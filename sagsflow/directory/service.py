"""Keeps the directory: an offer is written, changed, says whether it has room, and ends."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound, Stale
from sagsflow.directory import policy
from sagsflow.directory.models import Capacity, Offer
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.organisations.models import Area, Unit

OLDEST, LONGEST_WAIT = 120, 520


@dataclass(frozen=True, slots=True)
class Content:
    """What an offer says of itself."""

    name: str
    description: str
    target_group: str = ""
    sub_agreement_id: int | None = None
    area_ids: frozenset[int] = frozenset()
    age_from: int | None = None
    age_to: int | None = None
    languages: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """Whether there is room, and for how long one waits."""

    capacity: Capacity
    waiting_weeks: int | None = None


def add(db: Session, unit_id: int, content: Content, room: Room, *, actor: Actor, at: datetime) -> Offer:
    unit = db.get(Unit, unit_id)
    if unit is None or not unit.active:
        raise Invalid(fields={"unit_id": "unit"})
    _require(policy.may_keep(actor, unit_id))
    offer = Offer(unit_id=unit_id, capacity_at=at, external_id=None)
    write(db, offer, content, room, at=at)
    db.add(offer)
    db.flush()
    _record(db, "offer-added", offer, actor, at)
    return offer


def change(db: Session, offer_id: int, content: Content, *, seen: int, actor: Actor, at: datetime) -> Offer:
    """Everything but the room, which the receiver keeps. Raises Stale when somebody changed it meanwhile."""
    offer = _locked(db, offer_id)
    _require(policy.may_keep(actor, offer.unit_id))
    if offer.version != seen:
        raise Stale("offer", id=offer_id)
    write(db, offer, content, Room(offer.capacity, offer.waiting_weeks), at=at)
    db.flush()
    _record(db, "offer-changed", offer, actor, at)
    return offer


def say_room(db: Session, offer_id: int, room: Room, *, actor: Actor, at: datetime) -> Offer:
    """The receiver says whether there is room; that it was looked at counts too when nothing has changed."""
    offer = _locked(db, offer_id)
    _require(policy.may_say_capacity(actor, offer.unit_id))
    _check_room(room)
    offer.capacity, offer.waiting_weeks, offer.capacity_at = room.capacity, room.waiting_weeks, at
    db.flush()
    _record(db, "offer-room-said", offer, actor, at)
    return offer


def end(db: Session, offer_id: int, *, actor: Actor, at: datetime) -> Offer:
    """Yesterday was its last day; one that has not begun has its first day as its last."""
    offer = _locked(db, offer_id)
    _require(policy.may_keep(actor, offer.unit_id))
    offer.valid_to = max(offer.valid_from, copenhagen_date(at) - timedelta(days=1))
    offer.valid_from = min(offer.valid_from, offer.valid_to)
    db.flush()
    _record(db, "offer-ended", offer, actor, at)
    return offer


def write(db: Session, offer: Offer, content: Content, room: Room, *, at: datetime) -> None:
    """Puts checked content into a row, new or old; raises Invalid with every fault at once."""
    begins = content.valid_from or copenhagen_date(at)
    wrong = faults(content, begins)
    if wrong:
        raise Invalid(fields=wrong)
    _check_room(room)
    offer.name, offer.description = content.name.strip(), content.description.strip()
    offer.target_group, offer.languages = content.target_group.strip(), content.languages.strip()
    offer.sub_agreement_id = content.sub_agreement_id
    offer.age_from, offer.age_to = content.age_from, content.age_to
    offer.contact, offer.phone, offer.email = (
        content.contact.strip(),
        content.phone.strip(),
        content.email.strip(),
    )
    offer.valid_from, offer.valid_to = begins, content.valid_to
    offer.capacity, offer.waiting_weeks = room.capacity, room.waiting_weeks
    offer.areas = list(_areas(db, content.area_ids))


def faults(content: Content, begins: date) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not content.name.strip():
        wrong["name"] = "missing"
    for field in ("age_from", "age_to"):
        age = getattr(content, field)
        if age is not None and not 0 <= age <= OLDEST:
            wrong[field] = "age"
    if not wrong and content.age_from is not None and content.age_to is not None:
        wrong |= {"age_to": "age-order"} if content.age_to < content.age_from else {}
    if content.valid_to is not None and content.valid_to < begins:
        wrong["valid_to"] = "ends-before-start"
    return wrong


def _check_room(room: Room) -> None:
    if room.waiting_weeks is not None and not 0 <= room.waiting_weeks <= LONGEST_WAIT:
        raise Invalid(fields={"waiting_weeks": "weeks"})


def _areas(db: Session, ids: Collection[int]) -> Collection[Area]:
    return db.scalars(sa.select(Area).where(Area.id.in_(sorted(ids)))).all() if ids else []


def _locked(db: Session, offer_id: int) -> Offer:
    found = sa.select(Offer).where(Offer.id == offer_id).with_for_update(of=Offer)
    offer = db.scalars(found.execution_options(populate_existing=True)).unique().one_or_none()
    if offer is None:
        raise NotFound("offer", id=offer_id)
    return offer


def _require(allowed: bool) -> None:  # noqa: FBT001 - the answer of a rule
    if not allowed:
        raise Forbidden("offer")


def _record(db: Session, kind: str, offer: Offer, actor: Actor, at: datetime) -> None:
    entry = Entry(kind, data={"offer": offer.id, "unit": offer.unit_id})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({offer.unit_id}))
