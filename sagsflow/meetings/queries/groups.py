"""The operational groups, and who sits in them when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.core.errors import NotFound, Stale
from sagsflow.meetings.models import GroupSeat
from sagsflow.organisations.models import Body, BodyKind

HOLDER, DEPUTY = 0, 1


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group with its seats: those that are held, those that begin later, and those that have ended, the latest first."""

    group: Body
    held: Sequence[GroupSeat]
    to_come: Sequence[GroupSeat]
    ended: Sequence[GroupSeat]


def groups(db: Session, on: date) -> Sequence[GroupView]:
    """Every operational group as it stands on the day."""
    found = db.scalars(
        sa.select(Body).where(Body.kind == BodyKind.OPERATIONAL_GROUP).order_by(Body.name, Body.id)
    ).all()
    seats = db.scalars(sa.select(GroupSeat).order_by(GroupSeat.valid_from.desc(), GroupSeat.id)).all()
    return [_view(group, [seat for seat in seats if seat.body_id == group.id], on) for group in found]


def group(db: Session, body_id: int) -> Body:
    """Raises NotFound for what is no operational group."""
    found = db.get(Body, body_id)
    if found is None or found.kind is not BodyKind.OPERATIONAL_GROUP:
        raise NotFound("group")
    return found


def seat(db: Session, seat_id: int) -> GroupSeat:
    """Raises NotFound when there is none."""
    found = db.get(GroupSeat, seat_id)
    if found is None:
        raise NotFound("group-seat")
    return found


def standing(db: Session, seat_id: int) -> GroupSeat:
    """A seat without a last day. Raises NotFound when there is none, Stale when somebody has ended it."""
    found = seat(db, seat_id)
    if found.valid_to is not None:
        raise Stale("group-seat")
    return found


def sitting(db: Session, on: date) -> Sequence[GroupSeat]:
    """The seats of operational groups that are held on the day."""
    rows = (
        sa.select(GroupSeat)
        .join(Body, Body.id == GroupSeat.body_id)
        .where(Body.kind == BodyKind.OPERATIONAL_GROUP, GroupSeat.valid_from <= on, _not_over(on))
    )
    return db.scalars(rows.order_by(GroupSeat.id)).all()


def places(db: Session, on: date) -> Mapping[tuple[int, int], int]:
    """For each unit and person, whether she has the seat of the unit or is its deputy."""
    seats = sitting(db, on)
    deputies = {(seat.unit_id, seat.deputy_id): DEPUTY for seat in seats if seat.deputy_id is not None}
    return deputies | {(seat.unit_id, seat.user_id): HOLDER for seat in seats}


def _not_over(on: date) -> sa.ColumnElement[bool]:
    return sa.or_(GroupSeat.valid_to.is_(None), GroupSeat.valid_to >= on)


def _view(group: Body, seats: Sequence[GroupSeat], on: date) -> GroupView:
    over = [seat for seat in seats if seat.valid_to is not None and seat.valid_to < on]
    later = [seat for seat in seats if seat.valid_from > on]
    return GroupView(group, [seat for seat in seats if seat not in over and seat not in later], later, over)
