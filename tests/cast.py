"""A small town for tests: units, people, and residents whose cases run on the real pathways through the real services."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from sagsflow.access.actor import Actor, Seat
from sagsflow.access.roles import Role
from sagsflow.access.topics import Topic
from sagsflow.accounts.models import Membership, Standing, User
from sagsflow.app import create_platform
from sagsflow.cases.models import Case
from sagsflow.cases.pathways import publish
from sagsflow.cases.service.moving import Attempt, Moved, move
from sagsflow.cases.service.opening import NewCase, open_case
from sagsflow.consents import service as consents
from sagsflow.consents.models import Consent
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.core.ids import digest, new_token
from sagsflow.engine.library import Library
from sagsflow.eventlog.keys import LogKeys
from sagsflow.eventlog.service import KEYS
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
from sagsflow.web.platform import Platform
from sagsflow.web.sessions import SECURE_NAME
from tests.house.databases import StartingPoint
from tests.house.visitor import Visitor

Visit = Callable[[str], Visitor]

BORN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
TEAM, SCHOOL, JOBS, CLUB, VOLUNTEERS, OFFICE, OTHER_TEAM = 1, 2, 3, 4, 5, 6, 7
HOUSING, TOWN = 1, 2
UNITS = {
    TEAM: ("Boligsocialt team", UnitKind.HOUSING_TEAM, HOUSING),
    SCHOOL: ("Testskolen", UnitKind.SCHOOL, TOWN),
    JOBS: ("Jobhjælpen", UnitKind.EMPLOYMENT_SERVICE, TOWN),
    CLUB: ("Prøveklubben", UnitKind.ASSOCIATION, HOUSING),
    VOLUNTEERS: ("Frivillighuset", UnitKind.ASSOCIATION, HOUSING),
    OFFICE: ("Ledelsen", UnitKind.MANAGEMENT, HOUSING),
    OTHER_TEAM: ("Et andet team", UnitKind.HOUSING_TEAM, HOUSING),
}
PEOPLE = {
    "karen": (1, "Karen Holm", Role.HOUSING_WORKER, TEAM),
    "bo": (2, "Bo Lund", Role.HOUSING_WORKER, TEAM),
    "lene": (3, "Lene Friis", Role.COORDINATOR, TEAM),
    "samir": (4, "Samir Haddad", Role.MUNICIPAL_WORKER, SCHOOL),
    "jette": (5, "Jette Krag", Role.MUNICIPAL_WORKER, JOBS),
    "jonas": (6, "Jonas Winther", Role.MUNICIPAL_WORKER, JOBS),
    "clara": (7, "Clara Ørum", Role.PARTNER_WORKER, CLUB),
    "vibeke": (8, "Vibeke Dam", Role.VOLUNTEER_COORDINATOR, VOLUNTEERS),
    "mette": (9, "Mette Krogh", Role.MANAGER, OFFICE),
    "adam": (10, "Adam Bech", Role.ADMINISTRATOR, OFFICE),
    "dorte": (11, "Dorte Skov", Role.DPO, OFFICE),
    "oda": (12, "Oda Rask", Role.HOUSING_WORKER, OTHER_TEAM),
    "grete": (13, "Grete Leth", Role.GROUP_MEMBER, SCHOOL),
}
SUB_AGREEMENT = "beskaeftigelse"
SUB_AGREEMENTS = (
    (SUB_AGREEMENT, "Beskæftigelse", "Employment"),
    ("uddannelse_livschancer", "Uddannelse og livschancer", "Education and life chances"),
    ("sammenhaengskraft_medborgerskab", "Sammenhængskraft og medborgerskab", "Cohesion and citizenship"),
)


def person(name: str) -> Actor:
    """One of the cast, as the guard would hand her over."""
    user_id, shown, role, unit_id = PEOPLE[name]
    return Actor(user_id, shown, (Seat(user_id, unit_id, UNITS[unit_id][2], role),))


def build(database: Database) -> None:
    settings = Settings.from_environment({})
    with database.write() as db:
        db.info[KEYS] = LogKeys.derive(settings.secret)
        _institutions(db)
        _people(db)
        publish(db, Library.from_folder(settings.workflows), at=BORN)


CAST = StartingPoint("cast", build)


def _institutions(db: Session) -> None:
    db.add(Plan(id=1, code="plan", name="Plan", ordinal=1, start_year=2025, end_year=2029))
    for code, name_da, name_en in SUB_AGREEMENTS:
        db.add(SubAgreement(code=code, name_da=name_da, name_en=name_en))
    for key, kind, name in (
        (HOUSING, OrganisationKind.HOUSING_ORGANISATION, "Prøveboligerne"),
        (TOWN, OrganisationKind.MUNICIPALITY, "Prøvekommunen"),
    ):
        db.add(Organisation(id=key, code=f"org-{key}", kind=kind, fictional=True))
        db.flush()
        db.add(OrganisationName(organisation_id=key, name=name))
    for unit_id, (name, unit_kind, organisation) in UNITS.items():
        db.add(
            Unit(id=unit_id, organisation_id=organisation, code=f"unit-{unit_id}", name=name, kind=unit_kind)
        )
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


@dataclass(frozen=True)
class Cast:
    """What the people of the cast do, each through the service that the routes call; `clock` tells the time."""

    platform: Platform
    clock: SettableClock

    @property
    def database(self) -> Database:
        return self.platform.database

    @property
    def at(self) -> datetime:
        return self.clock.now()

    def resident(self, db: Session, number: int = 1, unit_id: int = TEAM) -> Resident:
        resident = Resident(
            controller_unit_id=unit_id,
            given_name=f"Beboer{number}",
            family_name="Prøve",
            sort_name=f"prove beboer{number}",
            fictional=True,
            created_at=BORN,
        )
        db.add(resident)
        db.flush()
        return resident

    def open_case(
        self, db: Session, who: str = "karen", *, workflow: str = "coordinated", number: int = 1
    ) -> Case:
        """A case in its first state, owned by the person who opens it."""
        unit_id = PEOPLE[who][3]
        resident = self.resident(db, number, unit_id)
        new = NewCase(resident.id, workflow, unit_id, SUB_AGREEMENT, owner_id=PEOPLE[who][0])
        return open_case(db, new, actor=person(who), at=self.at, pathways=self.platform, prefix="BSV")

    def clarifying(self, db: Session, who: str = "karen", number: int = 1) -> Case:
        """A case that may be referred as soon as there is consent."""
        case = self.open_case(db, who, number=number)
        self.move(db, case.ref, "take", who, contact_channel="phone", reason_in_residents_words="Et job")
        return case

    def move(self, db: Session, ref: str, trigger: str, who: str = "karen", **answers: object) -> Moved:
        attempt = Attempt(trigger, answers)
        return move(db, ref, attempt, actor=person(who), at=self.at, pathways=self.platform)

    def consent(
        self,
        db: Session,
        ref: str,
        unit_id: int,
        *topics: Topic,
        who: str = "karen",
        expires_on: date | None = None,
        sensitive: bool = False,
    ) -> Consent:
        new = consents.NewConsent(
            receiving_unit_id=unit_id,
            topics=frozenset(topics),
            purpose="At finde den rette hjælp",
            given_on=copenhagen_date(self.at),
            expires_on=expires_on,
            sensitive=sensitive,
        )
        return consents.give(db, ref, new, actor=person(who), at=self.at)

    def withdraw(self, db: Session, ref: str, consent: Consent, who: str = "karen") -> consents.Withdrawal:
        return consents.withdraw(
            db, ref, consent.id, actor=person(who), at=self.at, calendar=self.platform.calendar
        )

    def refer(self, db: Session, ref: str, unit_id: int, who: str = "karen") -> Moved:
        """Refers without a meeting; the resident must have agreed."""
        return self.move(
            db, ref, "refer_directly", who, receiving_party=unit_id, handover_note="Ring efter kl. 10"
        )


def open_session(database: Database, login: str, at: datetime) -> str:
    """A session of one of the cast; returns its token, as the sign-in page gives it to the browser."""
    token, user_id = new_token(), PEOPLE[login][0]
    data = json.dumps({"_user_id": str(user_id), "_fresh": True})
    with database.write() as db:
        db.add(WebSession(digest=digest(token), user_id=user_id, data=data, born_at=at, seen_at=at))
    return token


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    """`visit("karen")`: a browser of her own in which she is signed in."""

    def as_one(login: str) -> Visitor:
        client = app.test_client()
        assert isinstance(client, Visitor)
        token = open_session(cast.database, login, cast.at)
        client.set_cookie(SECURE_NAME, token, domain="localhost", secure=True)
        return client

    return as_one


@pytest.fixture
def cast(settings: Settings, clock: SettableClock) -> Iterator[Cast]:
    """The cast on the test's own database; a folder's conftest takes this fixture and `CAST` as its starting point."""
    platform = create_platform(settings, clock=clock)
    yield Cast(platform, clock)
    platform.database.dispose()
