"""Registers simulated residents and opens their cases, as `residents.service` and `cases.service.opening` do."""

import uuid
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random

from sagsflow.access.models import Ground
from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.cases.service.opening import ANY_SUB_AGREEMENT, NewCase
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.simulation import steps
from sagsflow.demo.simulation.case import SimCase
from sagsflow.demo.simulation.rows import Row, Rows
from sagsflow.demo.simulation.world import Staff, World
from sagsflow.eventlog.service import Stamp, Value
from sagsflow.residents.facts import NAMES
from sagsflow.residents.models import Resident, ResidentToken
from sagsflow.residents.names import sort_key, tokens

CITY, POSTAL_CODE = "Viborg", "8800"
TALK = timedelta(minutes=6)


def register(rows: Rows, rng: Random, person: Row, *, unit_id: int, who: Staff, at: datetime) -> Row:
    """A resident of the unit; `person` holds the facts of `residents.facts.Facts`."""
    row = rows.identified(
        Resident,
        uuid=new_uuid(rng),
        controller_unit_id=unit_id,
        sort_name=sort_key(person["given_name"], person["family_name"]),
        cpr_sealed=None,
        cpr_index=None,
        household_id=None,
        household_role=None,
        fictional=True,
        protected_from=None,
        protected_to=None,
        restricted_at=None,
        created_at=at,
        version=1,
        **person,
    )
    for token in _tokens(person["given_name"], person["family_name"]):
        rows.add(ResidentToken, resident_id=row["id"], token=token, controller_unit_id=unit_id)
    data = {"resident": row["id"]}
    rows.events.append(Stamp(at, "resident-registered", who.user_id, who.membership_id, data=data))
    return row


def make_up(world: World, rng: Random, *, child: bool, on: date) -> Row:
    """Somebody who does not exist, with a name that says so and a birth date to which no living person's number belongs."""
    words = world.words
    born = date(on.year - rng.randint(7, 15), 1, 1) if child else date(rng.randint(1958, 1999), 1, 1)
    language = rng.choice(words["languages"]) if rng.random() < 0.3 else None
    person: Row = dict.fromkeys(NAMES)
    person.update(
        given_name=rng.choice(words["given_names"]),
        family_name=rng.choice(words["family_names"]),
        born_on=born + timedelta(days=rng.randrange(365)),
        phone=f"10{rng.randrange(1_000_000):06d}",
        street=rng.choice(words["streets"]),
        house_number=str(rng.randint(1, 120)),
        postal_code=POSTAL_CODE,
        city=CITY,
        area_id=rng.choice(world.areas),
        language=language,
        interpreter=language is not None and rng.random() < 0.3,
    )
    return person


def open_case(
    world: World,
    rows: Rows,
    rng: Random,
    new: NewCase,
    *,
    number: int,
    area_id: int | None,
    who: Staff,
    at: datetime,
) -> SimCase:
    """The case with its first state, its clock and the grants that come with owning it."""
    day = copenhagen_date(at)
    definition = world.library.latest(new.workflow_id)
    code = new.sub_agreement if definition.sub_agreement == ANY_SUB_AGREEMENT else definition.sub_agreement
    row = rows.identified(
        Case,
        uuid=new_uuid(rng),
        ref=f"{world.prefix}-{day.year}-{number:04d}",
        year=day.year,
        number=number,
        resident_id=new.resident_id,
        domain=definition.domain,
        workflow_id=definition.id,
        workflow_version=definition.version,
        due_on=None,
        opened_at=at,
        plan_id=world.plan_on(day),
        sub_agreement_id=world.sub_agreements[code],
        area_id=area_id,
        owner_unit_id=new.unit_id,
        owner_id=new.owner_id,
        key_worker_id=None,
        urgent=new.urgent,
        informed_on=new.informed_on,
        informed_how=new.informed_how,
        informed_by=who.user_id if new.informed_on else None,
        event_count=0,
        restricted_at=None,
        version=1,
    )
    case = SimCase(world, rows, rng, definition, row, _born_on(rows, new.resident_id))
    steps.enter(case, definition.initial, at, step=1)
    _own(case, at)
    case.begin_deadline(at, 1)
    data: dict[str, Value] = {
        "workflow": definition.id,
        "version": definition.version,
        "state": definition.initial,
    }
    case.record("case-opened", who, at, data)
    case.refreshed_at = at
    return case


def _born_on(rows: Rows, resident_id: int) -> date | None:
    """Of a resident who was registered a moment ago."""
    found: date | None = next(
        row["born_on"] for row in reversed(rows.of[Resident]) if row["id"] == resident_id
    )
    return found


def new_uuid(rng: Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def _own(case: SimCase, at: datetime) -> None:
    case.give(case.team, [None], Ground.OWNERSHIP, None, valid_from=at, sensitive=True)
    area_id = case.row["area_id"]
    if area_id and any("housing_admin" in step.who for step in case.definition.transitions):
        for unit_id in case.world.letting[area_id]:
            case.give(unit_id, [Topic.TENANCY], Ground.TENANCY, None, valid_from=at)


@lru_cache(maxsize=20_000)
def _tokens(given_name: str, family_name: str) -> tuple[str, ...]:
    return tuple(sorted(tokens(given_name, family_name)))
