"""Reads users, their memberships and sessions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, load_only

from sagsflow.access.actor import Actor, Seat
from sagsflow.access.permissions import Permission as P
from sagsflow.access.roles import ROLE_PERMISSIONS, Role
from sagsflow.accounts import deputies
from sagsflow.accounts.models import (
    Declaration,
    FactorReset,
    Membership,
    OneTimeToken,
    RecoveryCode,
    SecondFactor,
    Standing,
    User,
)
from sagsflow.accounts.policy import with_seats
from sagsflow.core.errors import NotFound
from sagsflow.core.ids import digest
from sagsflow.organisations.models import Unit
from sagsflow.web.models import WebSession

PAGE = 25
LEADERS = tuple(role for role, held in ROLE_PERMISSIONS.items() if P.STAFF_LEAD in held)
_DAY: sa.BindParameter[date] = sa.bindparam("day", type_=sa.Date())
_USER_ID: sa.BindParameter[int] = sa.bindparam("user_id")


def _valid(on: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    return sa.and_(
        Membership.standing == Standing.CONFIRMED,
        Membership.valid_from <= on,
        sa.or_(Membership.valid_to.is_(None), Membership.valid_to >= on),
    )


_SEAT, _LEADER = deputies.seats(_USER_ID, _DAY, _valid(_DAY)).subquery("seat"), sa.orm.aliased(User)
_PRESENCE = (
    sa.select(User, _SEAT, Unit.organisation_id, Unit.name, _LEADER.name.label("leader"))
    .options(load_only(User.name, User.language, User.demo, User.signed_declaration_on))
    .outerjoin(_SEAT, _SEAT.c.user_id == User.id)
    .outerjoin(Unit, Unit.id == _SEAT.c.unit_id)
    .outerjoin(_LEADER, _LEADER.id == _SEAT.c.deputy_for)
    .where(User.id == _USER_ID, User.active)
    .order_by(_SEAT.c.lent, _SEAT.c.id)
)
_PEOPLE_IN = (
    sa.select(User.id, User.name, User.title, Membership.unit_id, Membership.role)
    .join(Membership, Membership.user_id == User.id)
    .where(
        User.active,
        Membership.unit_id.in_(sa.bindparam("units", expanding=True)),
        Membership.role.in_(sa.bindparam("roles", expanding=True)),
        _valid(_DAY),
    )
    .order_by(User.name, Membership.id)
)
_NAMES = sa.select(User.id, User.name).where(User.id.in_(sa.bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class StandIn:
    """Whose deputy somebody is, where, until when, and whether she acts there on the other's behalf (`Actor.gains_by`)."""

    whom: str
    unit: str
    until: date
    on_behalf: bool


@dataclass(frozen=True, slots=True)
class Presence:
    """A signed-in person as the shell shows her."""

    actor: Actor
    units: tuple[str, ...]
    deputy_for: tuple[StandIn, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who holds a role in a unit on a day."""

    user_id: int
    name: str
    title: str | None
    unit_id: int
    role: Role


def folded(login: str) -> str:
    """A login as it is kept: capitals and blanks around it make no difference."""
    return login.strip().casefold()


def presence(db: Session, user_id: int, on: date) -> Presence | None:
    """Who is signed in, with the seats of the day, in one statement; None for nobody and for the inactive."""
    rows = db.execute(_PRESENCE, {"user_id": user_id, "day": on}).all()
    if not rows:
        return None
    held = [] if rows[0].id is None else rows
    taken = [Seat(row.id, row.unit_id, row.organisation_id, row.role, row.deputy_for) for row in held]
    actor = with_seats(rows[0].User, taken, on)
    lent = [
        StandIn(row.leader, row.name, row.until, actor.gains_by(seat))
        for row, seat in zip(held, taken, strict=True)
        if row.lent
    ]
    units = dict.fromkeys(row.name for row in held)
    return Presence(actor, tuple(units), tuple(lent))


def find_by_login(db: Session, login: str) -> User | None:
    return db.scalars(sa.select(User).where(User.login == folded(login))).first()


def user(db: Session, user_id: int) -> User:
    row = db.get(User, user_id)
    if row is None:
        raise NotFound
    return row


def membership(db: Session, membership_id: int) -> Membership:
    row = db.get(Membership, membership_id)
    if row is None:
        raise NotFound
    return row


def people_in(
    db: Session, unit_ids: Collection[int], on: date, roles: Collection[Role] = tuple(Role)
) -> Sequence[Person]:
    """Active people with a membership of these units on the day, by name; one row for each membership."""
    if not unit_ids:
        return ()
    rows = db.execute(_PEOPLE_IN, {"units": sorted(unit_ids), "roles": list(roles), "day": on})
    return [Person(*row) for row in rows]


def memberships_in(
    db: Session, unit_ids: Collection[int], roles: Collection[Role], on: date
) -> Sequence[Membership]:
    """What active people hold in these units on the day, by name."""
    held = sa.select(Membership).join(User, User.id == Membership.user_id)
    here = held.where(User.active, Membership.unit_id.in_(sorted(unit_ids)), Membership.role.in_(roles))
    return db.scalars(here.where(_valid(on)).order_by(User.name, Membership.id)).unique().all()


def everybody_with(db: Session, roles: Collection[Role], on: date) -> frozenset[int]:
    """Active people who have one of these roles anywhere on the day."""
    query = sa.select(User.id).join(Membership, Membership.user_id == User.id)
    return frozenset(db.scalars(query.where(User.active, Membership.role.in_(roles), _valid(on))))


def data_protection_officers(db: Session, organisation_id: int, on: date) -> Sequence[Person]:
    """Those of an organisation; one that has none is looked after by those of the others."""
    units = sa.select(Unit.organisation_id, Membership.unit_id).join(Unit, Unit.id == Membership.unit_id)
    seats = db.execute(units.where(Membership.role == Role.DPO, _valid(on)).distinct()).all()
    own = {unit_id for owner, unit_id in seats if owner == organisation_id}
    found = people_in(db, own, on, (Role.DPO,))
    return found or people_in(db, {unit_id for _owner, unit_id in seats}, on, (Role.DPO,))


def actors_in(db: Session, unit_ids: Collection[int], on: date) -> Sequence[Actor]:
    """Active people with a seat in these units on the day, by name, each with all the seats of that day; one statement."""
    if not unit_ids:
        return ()
    inside = sa.select(Membership.user_id).where(Membership.unit_id.in_(sorted(unit_ids)), _valid(on))
    rows = db.execute(
        sa.select(User, Membership.id, Membership.unit_id, Unit.organisation_id, Membership.role)
        .join(Membership, sa.and_(Membership.user_id == User.id, _valid(on)))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(User.active, User.id.in_(inside))
        .order_by(User.name, User.id, Membership.id)
    )
    seats: dict[User, list[Seat]] = {}
    for person, membership_id, unit_id, organisation_id, role in rows:
        seats.setdefault(person, []).append(Seat(membership_id, unit_id, organisation_id, role))
    return [with_seats(person, held, on) for person, held in seats.items()]


def user_names(db: Session, ids: Collection[int | None]) -> Mapping[int, str]:
    """Names by id, also of people who have left; one statement, however many."""
    wanted = {user_id for user_id in ids if user_id is not None}
    if not wanted:
        return {}
    return {row.id: row.name for row in db.execute(_NAMES, {"ids": sorted(wanted)})}


def all_people(
    db: Session, *, search: str = "", after: tuple[str, int] | None = None, limit: int = PAGE + 1
) -> Sequence[User]:
    """Users by name, some at a time: those that come after a (name, id)."""
    found = sa.select(User).order_by(User.name, User.id).limit(limit)
    if search.strip():
        part = search.strip()
        found = found.where(
            sa.or_(
                User.name.icontains(part, autoescape=True), User.login.contains(folded(part), autoescape=True)
            )
        )
    if after:
        found = found.where(sa.tuple_(User.name, User.id) > after)
    return db.scalars(found).all()


def memberships_by_user(db: Session, user_ids: Collection[int]) -> Mapping[int, Sequence[Membership]]:
    """Every membership, also past ones, with its unit; one statement, however many."""
    held: dict[int, list[Membership]] = {user_id: [] for user_id in user_ids}
    for row in db.scalars(
        sa.select(Membership).where(Membership.user_id.in_(user_ids)).order_by(Membership.id)
    ).unique():
        held[row.user_id].append(row)
    return held


def one_time_token(db: Session, token: str) -> OneTimeToken | None:
    return db.get(OneTimeToken, digest(token))


def second_factor(db: Session, user_id: int) -> SecondFactor | None:
    """Also one that was shown but never confirmed."""
    return db.get(SecondFactor, user_id)


def has_second_factor(db: Session, user_id: int) -> bool:
    row = second_factor(db, user_id)
    return row is not None and row.confirmed_at is not None


def recovery_codes_left(db: Session, user_id: int) -> int:
    return db.scalars(
        sa.select(sa.func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    ).one()


def units_of(db: Session, user_id: int, on: date) -> frozenset[int]:
    """The units where a user has a role that has not ended, also one that somebody has yet to confirm."""
    return frozenset(
        db.scalars(sa.select(Membership.unit_id).where(Membership.user_id == user_id, has_not_ended(on)))
    )


def has_not_ended(on: date) -> sa.ColumnElement[bool]:
    return sa.and_(
        Membership.standing != Standing.DECLINED,
        sa.or_(Membership.valid_to.is_(None), Membership.valid_to >= on),
    )


def declarations_of(db: Session, user_id: int) -> Sequence[Declaration]:
    """Every declaration of confidentiality, the newest first."""
    return db.scalars(
        sa.select(Declaration).where(Declaration.user_id == user_id).order_by(Declaration.id.desc())
    ).all()


def leaders_of(db: Session, unit_ids: Collection[int], on: date) -> Sequence[Person]:
    """Who looks after the people of these units."""
    return people_in(db, unit_ids, on, LEADERS)


def open_reset(db: Session, user_id: int) -> FactorReset | None:
    return db.scalars(
        sa.select(FactorReset).where(FactorReset.user_id == user_id, FactorReset.closed_at.is_(None))
    ).first()


def live_sessions(db: Session, user_id: int, at: datetime, *, idle: timedelta, longest: timedelta) -> int:
    """In how many browsers a user is signed in."""
    return db.scalars(
        sa.select(sa.func.count())
        .select_from(WebSession)
        .where(
            WebSession.user_id == user_id, WebSession.seen_at >= at - idle, WebSession.born_at >= at - longest
        )
    ).one()


def demo_people(db: Session) -> Sequence[User]:
    return db.scalars(sa.select(User).where(User.demo).order_by(User.id)).all()
