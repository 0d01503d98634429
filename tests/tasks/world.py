"""A small world: a housing team, a school, a volunteer team and their people; cases are added as a test needs them."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import Settings
from sagsflow.access.actor import Actor, Seat
from sagsflow.access.models import AccessGrant, Ground, ReadingList
from sagsflow.access.roles import Role
from sagsflow.access.topics import Topic
from sagsflow.accounts.models import Membership, Standing, User
from sagsflow.cases.models import Case, Domain, WorkflowVersion
from sagsflow.core.database import Database
from sagsflow.core.ids import digest, new_token
from sagsflow.engine.library import Library
from sagsflow.organisations.models import (
    Organisation,
    OrganisationKind,
    OrganisationName,
    Plan,
    SubAgreement,
    Unit,
    UnitKind,
)
from sagsflow.residents.models import Resident
from sagsflow.web.models import WebSession
from sagsflow.web.sessions import SECURE_NAME
from tests.house.databases import StartingPoint
from tests.house.visitor import Visitor

BORN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
FAR_AWAY = date(9999, 12, 31)
TEAM, SCHOOL, VOLUNTEERS, OFFICE = 1, 2, 3, 4
PEOPLE = {
    "karen": (1, "Karen Holm", Role.HOUSING_WORKER, TEAM),
    "bo": (2, "Bo Lund", Role.HOUSING_WORKER, TEAM),
    "lene": (3, "Lene Friis", Role.COORDINATOR, TEAM),
    "samir": (4, "Samir Haddad", Role.MUNICIPAL_WORKER, SCHOOL),
    "vibeke": (5, "Vibeke Dam", Role.VOLUNTEER_COORDINATOR, VOLUNTEERS),
    "mette": (6, "Mette Krogh", Role.MANAGER, OFFICE),
    "adam": (7, "Adam Bech", Role.ADMINISTRATOR, OFFICE),
    "dorte": (8, "Dorte Skov", Role.DPO, OFFICE),
}
UNITS = {
    TEAM: ("Boligsocialt team", UnitKind.HOUSING_TEAM),
    SCHOOL: ("Testskolen", UnitKind.SCHOOL),
    VOLUNTEERS: ("Frivillighuset", UnitKind.ASSOCIATION),
    OFFICE: ("Sekretariatet", UnitKind.MANAGEMENT),
}


def person(name: str) -> Actor:
    """One of the cast, as the guard would hand her over."""
    user_id, shown, role, unit_id = PEOPLE[name]
    return Actor(user_id, shown, (Seat(user_id, unit_id, 1, role),))


def build(database: Database) -> None:
    with database.write() as db:
        _institutions(db)
        _people(db)
        if not database.is_sqlite:
            _count_on_from_here(db)


def _count_on_from_here(db: Session) -> None:
    """PostgreSQL's counters do not know the ids that were written by hand."""
    for table in ("user", "membership", "unit"):
        db.execute(sa.text(f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), 1000)"))


WORLD = StartingPoint("small-world", build)


def _institutions(db: Session) -> None:
    db.add(Plan(id=1, code="plan", name="Plan", ordinal=1, start_year=2025, end_year=2029))
    db.add(SubAgreement(id=1, code="any", name_da="Alle", name_en="All"))
    db.add(Organisation(id=1, code="org", kind=OrganisationKind.HOUSING_ORGANISATION, fictional=True))
    db.flush()
    db.add(OrganisationName(organisation_id=1, name="Prøveboligerne"))
    for unit_id, (name, kind) in UNITS.items():
        db.add(Unit(id=unit_id, organisation_id=1, code=f"unit-{unit_id}", name=name, kind=kind))
    for (workflow_id, version), made_of in (
        Library.from_folder(Settings.from_environment({}).workflows).hashes().items()
    ):
        db.add(WorkflowVersion(workflow_id=workflow_id, version=version, hash=made_of, published_at=BORN))
    db.flush()


def _people(db: Session) -> None:
    for login, (user_id, name, role, unit_id) in PEOPLE.items():
        db.add(User(id=user_id, login=login, name=name, created_at=BORN, signed_declaration_on=BORN.date()))
        db.flush()
        db.add(
            Membership(
                id=user_id,
                user_id=user_id,
                unit_id=unit_id,
                role=role,
                valid_from=BORN.date(),
                standing=Standing.CONFIRMED,
            )
        )
    db.flush()


@dataclass
class NewCase:
    """A case to add; `units` maps a unit that may read it to the end of its grant."""

    number: int
    owner: str | None = "karen"
    unit: int = TEAM
    due_on: date | None = None
    domain: Domain = Domain.SUPPORT
    state: str = "clarifying"
    ball: str | None = "case_owner"
    shared_with: dict[int, datetime | None] = field(default_factory=dict)


def add_case(db: Session, new: NewCase) -> Case:
    db.add(
        Resident(
            id=new.number,
            controller_unit_id=new.unit,
            given_name=f"Beboer{new.number}",
            family_name="Prøve",
            sort_name=f"prove beboer{new.number}",
            fictional=True,
            created_at=BORN,
        )
    )
    case = Case(
        id=new.number,
        ref=f"BSV-2026-{new.number:04}",
        year=2026,
        number=new.number,
        resident_id=new.number,
        domain=new.domain,
        workflow_id="coordinated",
        workflow_version=1,
        state=new.state,
        state_since=BORN,
        ball=new.ball,
        due_on=new.due_on,
        opened_at=BORN,
        plan_id=1,
        sub_agreement_id=1,
        owner_unit_id=new.unit,
        owner_id=PEOPLE[new.owner][0] if new.owner else None,
    )
    db.flush()
    db.add(case)
    db.flush()
    _open_to(db, case, new.unit, Ground.OWNERSHIP, None)
    for unit_id, until in new.shared_with.items():
        _open_to(db, case, unit_id, Ground.CONSENT, until)
    return case


def _open_to(db: Session, case: Case, unit_id: int, ground: Ground, until: datetime | None) -> None:
    topic = None if ground is Ground.OWNERSHIP else Topic.CORE
    grant = AccessGrant(
        case_id=case.id, unit_id=unit_id, topic=topic, ground=ground, valid_from=BORN, valid_to=until
    )
    row = ReadingList(
        unit_id=unit_id,
        case_id=case.id,
        domain=case.domain.value,
        is_open=True,
        due_on=case.due_on or FAR_AWAY,
        valid_to=until,
    )
    db.add_all([grant, row])
    db.flush()


def sign_in(client: Visitor, database: Database, name: str, at: datetime) -> Visitor:
    """Signs the client in as one of the cast, as the sign-in page does at its end."""
    token, user_id = new_token(), PEOPLE[name][0]
    data = json.dumps({"_user_id": str(user_id), "_fresh": True})
    with database.write() as db:
        db.add(WebSession(digest=digest(token), user_id=user_id, data=data, born_at=at, seen_at=at))
    client.set_cookie(SECURE_NAME, token, domain="localhost", secure=True)
    return client


def end_grants(db: Session, case: Case, unit_id: int, at: datetime) -> None:
    """Withdraws what a unit could see, and leaves the reading list behind: the ledger must be asked."""
    db.execute(
        sa.update(AccessGrant)
        .where(AccessGrant.case_id == case.id, AccessGrant.unit_id == unit_id)
        .values(valid_to=at - timedelta(seconds=1))
    )
