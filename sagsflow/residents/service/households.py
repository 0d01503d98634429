"""Who lives together: a household is formed of two, joined and left; its members are residents of one unit."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.eventlog import service as eventlog
from sagsflow.residents.models import Household, HouseholdRole, Resident
from sagsflow.residents.queries import get, household
from sagsflow.residents.service.protection import spread


def form_household(
    db: Session, *, actor: Actor, at: datetime, members: Mapping[str, HouseholdRole]
) -> Household:
    """A new household of residents by uuid, none of whom is in one already."""
    people = {uuid: get(db, actor, uuid, P.RESIDENT_WRITE) for uuid in members}
    units = {person.controller_unit_id for person in people.values()}
    if len(people) < 2:
        raise Invalid("household-of-one")
    if len(units) > 1:
        raise Invalid("other-unit")
    formed = Household(controller_unit_id=units.pop(), created_at=at)
    db.add(formed)
    db.flush()
    for uuid, person in people.items():
        _place(person, formed, members[uuid])
    db.flush()
    spread(db, formed.id, actor=actor, at=at)
    ids = sorted(person.id for person in people.values())
    _record(db, "household-formed", formed, ids, actor=actor, at=at)
    return formed


def join_household(
    db: Session, *, actor: Actor, at: datetime, household_id: int, uuid: str, role: HouseholdRole
) -> Household:
    """Adds a resident who is in no household yet."""
    joined = household(db, actor, household_id, P.RESIDENT_WRITE)
    person = get(db, actor, uuid, P.RESIDENT_WRITE)
    if person.controller_unit_id != joined.controller_unit_id:
        raise Invalid("other-unit")
    _place(person, joined, role)
    db.flush()
    spread(db, joined.id, actor=actor, at=at)
    _record(db, "household-joined", joined, [person.id], actor=actor, at=at)
    return joined


def leave_household(db: Session, *, actor: Actor, at: datetime, uuid: str) -> None:
    """Takes a resident out. The one who would be left alone is taken out too: a household of one is none."""
    person = get(db, actor, uuid, P.RESIDENT_WRITE)
    if person.household_id is None:
        raise NotFound
    left = household(db, actor, person.household_id, P.RESIDENT_WRITE)
    everybody = db.scalars(sa.select(Resident).where(Resident.household_id == left.id)).all()
    leaving = everybody if len(everybody) <= 2 else [person]
    for member in leaving:
        member.household_id = member.household_role = None
    _record(db, "household-left", left, sorted(member.id for member in leaving), actor=actor, at=at)


def _place(person: Resident, place: Household, role: HouseholdRole) -> None:
    if person.household_id is not None:
        raise Invalid("in-household")
    person.household_id, person.household_role = place.id, role


def _record(
    db: Session, kind: str, place: Household, resident_ids: list[int], *, actor: Actor, at: datetime
) -> None:
    data: dict[str, eventlog.Value] = {"household": place.id, "residents": resident_ids}
    entry = eventlog.Entry(kind, data=data)
    eventlog.record(db, [entry], actor=actor, at=at, unit_ids=frozenset({place.controller_unit_id}))
