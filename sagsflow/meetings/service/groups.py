"""Gives people seats in the operational group, and ends them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission
from sagsflow.accounts import queries as accounts
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, NotFound, Stale
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.service import Entry
from sagsflow.meetings.models import GroupSeat
from sagsflow.organisations.models import Body, BodyKind

# Ten years: whoever writes a day farther off has mistyped the year.
FAR = timedelta(days=3653)


@dataclass(frozen=True, slots=True)
class NewSeat:
    """Who is to sit in a group, for which unit, and from when."""

    body_id: int
    unit_id: int
    user_id: int
    deputy_id: int | None
    since: date


def give_seat(db: Session, new: NewSeat, *, actor: Actor, at: datetime) -> GroupSeat:
    """Raises Forbidden to those who call no meetings, Invalid for somebody who does not work in the unit or has a seat then."""
    _require(actor)
    group = db.get(Body, new.body_id, with_for_update=True)
    if group is None or group.kind is not BodyKind.OPERATIONAL_GROUP:
        raise NotFound("group")
    _check(db, new, copenhagen_date(at))
    seat = GroupSeat(
        body_id=group.id,
        unit_id=new.unit_id,
        user_id=new.user_id,
        deputy_id=new.deputy_id,
        valid_from=new.since,
    )
    db.add(seat)
    db.flush()
    _tell(db, seat, "group-seat-given", actor, at)
    return seat


def end_seat(db: Session, seat_id: int, last_day: date, *, actor: Actor, at: datetime) -> GroupSeat:
    """Raises Invalid for a day before the seat began, Stale when somebody has ended it."""
    _require(actor)
    seat = db.get(GroupSeat, seat_id, with_for_update=True, populate_existing=True)
    if seat is None:
        raise NotFound("group-seat")
    if seat.valid_to is not None:
        raise Stale("group-seat")
    if last_day < seat.valid_from:
        raise Invalid(fields={"last_day": "before-it-began"})
    if last_day - copenhagen_date(at) > FAR:
        raise Invalid(fields={"last_day": "too-far-off"})
    seat.valid_to = last_day
    db.flush()
    _tell(db, seat, "group-seat-ended", actor, at)
    return seat


def _require(actor: Actor) -> None:
    if not actor.units(Permission.MEETING_RUN):
        raise Forbidden("group-seats")


def _check(db: Session, new: NewSeat, today: date) -> None:
    there = {person.user_id for person in accounts.people_in(db, {new.unit_id}, today)}
    wrong: dict[str, str] = {}
    if new.user_id not in there:
        wrong["who"] = "does-not-work-there"
    elif _has_one(db, new):
        wrong["who"] = "has-a-seat"
    if abs(new.since - today) > FAR:
        wrong["since"] = "too-far-off"
    if new.deputy_id is not None and (new.deputy_id not in there or new.deputy_id == new.user_id):
        wrong["deputy"] = "another-of-the-unit"
    if wrong:
        raise Invalid(fields=wrong)


def _has_one(db: Session, new: NewSeat) -> bool:
    same = GroupSeat.body_id == new.body_id, GroupSeat.user_id == new.user_id
    then = sa.or_(GroupSeat.valid_to.is_(None), GroupSeat.valid_to >= new.since)
    return db.scalars(sa.select(GroupSeat.id).where(*same, then)).first() is not None


def _tell(db: Session, seat: GroupSeat, kind: str, actor: Actor, at: datetime) -> None:
    entry = Entry(kind, data={"seat": seat.id, "group": seat.body_id})
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=actor.units(Permission.MEETING_RUN))
