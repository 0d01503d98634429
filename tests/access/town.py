"""The cast and everybody it lacks: each role there is, two people with two seats, and one who has signed nothing."""

import json
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor, Seat
from sagsflow.access.roles import Role
from sagsflow.accounts.models import Membership, Standing, User
from sagsflow.core.database import Database
from sagsflow.core.ids import digest, new_token
from sagsflow.organisations.models import Unit, UnitKind
from sagsflow.web.models import WebSession
from tests import cast
from tests.cast import BORN, HOUSING, JOBS, PEOPLE, SCHOOL, TEAM, VOLUNTEERS
from tests.house.databases import StartingPoint

RENTING, TENANTS, BOARD = 31, 32, 33
OFFICES = {
    RENTING: ("Udlejningen", UnitKind.HOUSING_ADMINISTRATION, HOUSING),
    TENANTS: ("Afdelingsbestyrelsen", UnitKind.TENANT_BOARD, HOUSING),
    BOARD: ("Bestyrelsen", UnitKind.BOARD, HOUSING),
}
OTHERS = {
    "gerda": (41, ((Role.GROUP_MEMBER, SCHOOL),), True),
    "rita": (42, ((Role.HOUSING_ADMIN, RENTING),), True),
    "tove": (43, ((Role.TENANT_BOARD, TENANTS),), True),
    "birger": (44, ((Role.BOARD, BOARD),), True),
    "dobbelt": (45, ((Role.GROUP_MEMBER, JOBS), (Role.MUNICIPAL_WORKER, SCHOOL)), True),
    "begge": (46, ((Role.HOUSING_WORKER, TEAM), (Role.VOLUNTEER_COORDINATOR, VOLUNTEERS)), True),
    "ny": (47, ((Role.HOUSING_WORKER, TEAM),), False),
}
EVERYBODY = (*PEOPLE, *OTHERS)
ORGANISATIONS = {unit: row[2] for unit, row in (cast.UNITS | OFFICES).items()}


def actor_of(login: str) -> Actor:
    if login in PEOPLE:
        return cast.person(login)
    user_id, seats, signed = OTHERS[login]
    held = tuple(
        Seat(user_id * 10 + number, unit, ORGANISATIONS[unit], role)
        for number, (role, unit) in enumerate(seats)
    )
    return Actor(user_id, login, held, confidentiality_signed=signed)


def session_of(database: Database, login: str, at: datetime) -> str:
    """A session of one of them; returns its token."""
    token, user_id = new_token(), actor_of(login).user_id
    data = json.dumps({"_user_id": str(user_id), "_fresh": True})
    with database.write() as db:
        db.add(WebSession(digest=digest(token), user_id=user_id, data=data, born_at=at, seen_at=at))
    return token


def _build(database: Database) -> None:
    cast.build(database)
    with database.write() as db:
        for unit_id, (name, kind, organisation) in OFFICES.items():
            db.add(Unit(id=unit_id, organisation_id=organisation, code=f"u{unit_id}", name=name, kind=kind))
        db.flush()
        for login in OTHERS:
            _add(db, login)


def _add(db: Session, login: str) -> None:
    user_id, seats, signed = OTHERS[login]
    on = BORN.date()
    declared = on if signed else on + timedelta(days=10_000)
    db.add(User(id=user_id, login=login, name=login.title(), created_at=BORN, signed_declaration_on=declared))
    db.flush()
    for number, (role, unit) in enumerate(seats):
        key = user_id * 10 + number
        db.add(
            Membership(
                id=key, user_id=user_id, unit_id=unit, role=role, valid_from=on, standing=Standing.CONFIRMED
            )
        )
    db.flush()


TOWNSFOLK = StartingPoint("townsfolk", _build)
