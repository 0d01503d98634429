"""Two housing teams of two organisations (only the first may keep personal numbers), and who works in them."""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from sagsflow.access import ledger
from sagsflow.access.actor import Actor, Seat
from sagsflow.access.models import Ground
from sagsflow.access.roles import Role
from sagsflow.accounts.models import Membership, Standing, User
from sagsflow.cases.models import Case, Domain, WorkflowVersion
from sagsflow.core.database import Database
from sagsflow.core.ids import digest, new_token
from sagsflow.organisations.models import (
    Area,
    Organisation,
    OrganisationKind,
    OrganisationName,
    Plan,
    SubAgreement,
    Unit,
    UnitKind,
)
from sagsflow.residents import service
from sagsflow.residents.facts import Facts
from sagsflow.residents.models import Resident
from sagsflow.web.models import WebSession
from sagsflow.web.sessions import SECURE_NAME
from tests.house.databases import StartingPoint
from tests.house.visitor import Visitor

AT = datetime(2026, 9, 15, 8, 0, tzinfo=UTC)
TEAM, OTHER_TEAM = 1, 2
PEOPLE = {
    "karen": (1, "Karen Holm", Role.HOUSING_WORKER, TEAM),
    "olga": (2, "Olga Bang", Role.HOUSING_WORKER, OTHER_TEAM),
    "samir": (3, "Samir Haddad", Role.MUNICIPAL_WORKER, TEAM),
}


def person(name: str) -> Actor:
    """One of the cast, as the guard would hand her over."""
    user_id, shown, role, unit_id = PEOPLE[name]
    return Actor(user_id, shown, (Seat(user_id, unit_id, unit_id, role),))


KAREN, OLGA, SAMIR = person("karen"), person("olga"), person("samir")


def build(database: Database) -> None:
    with database.write() as db:
        for number in (TEAM, OTHER_TEAM):
            _add_team(db, number)
        db.add(Area(id=1, organisation_id=1, name="Prøveparken"))
        for login, (user_id, name, role, unit_id) in PEOPLE.items():
            signed = AT.date()
            db.add(User(id=user_id, login=login, name=name, created_at=AT, signed_declaration_on=signed))
            db.flush()
            db.add(
                Membership(
                    id=user_id,
                    user_id=user_id,
                    unit_id=unit_id,
                    role=role,
                    valid_from=signed,
                    standing=Standing.CONFIRMED,
                )
            )


def _add_team(db: Session, number: int) -> None:
    kind = OrganisationKind.HOUSING_ORGANISATION
    db.add(
        Organisation(id=number, code=f"org-{number}", kind=kind, fictional=True, cpr_allowed=number == TEAM)
    )
    db.flush()
    db.add(OrganisationName(organisation_id=number, name=f"Prøveboligerne {number}"))
    name = f"Boligsocialt team {number}"
    db.add(
        Unit(id=number, organisation_id=number, code=f"unit-{number}", name=name, kind=UnitKind.HOUSING_TEAM)
    )
    db.flush()


WORLD = StartingPoint("residents-world", build)


def add(db: Session, name: str, *, actor: Actor = KAREN, cpr: str = "", **facts: object) -> Resident:
    """Registers a resident; the last word of `name` is the family name."""
    given, _, family = name.rpartition(" ")
    written = Facts(given or family, family if given else "", **facts)  # type: ignore[arg-type]  # the test's own words
    unit_id = actor.seats[0].unit_id
    return service.register(db, actor=actor, at=AT, unit_id=unit_id, facts=written, cpr=cpr, fictional=True)


def add_case(db: Session, number: int, resident: Resident, *, granted_to: int | None) -> None:
    """A support case of a resident, open to one unit or to nobody."""
    if number == 1:
        db.add(Plan(id=1, code="plan", name="Plan", ordinal=1, start_year=2025, end_year=2029))
        db.add(SubAgreement(id=1, code="any", name_da="Alle", name_en="All"))
        db.add(WorkflowVersion(workflow_id="coordinated", version=1, hash="0", published_at=AT))
        db.flush()
    case = Case(
        ref=f"BSV-2026-{number:04}",
        year=2026,
        number=number,
        resident_id=resident.id,
        domain=Domain.SUPPORT,
        workflow_id="coordinated",
        workflow_version=1,
        state="clarifying",
        state_since=AT,
        opened_at=AT,
        plan_id=1,
        sub_agreement_id=1,
        owner_unit_id=TEAM,
    )
    db.add(case)
    db.flush()
    if granted_to is not None:
        whole = {"topics": [None], "sensitive": True, "ground": Ground.OWNERSHIP, "ground_id": None}
        ledger.give(db, case_id=case.id, unit_id=granted_to, valid_from=AT, **whole)  # type: ignore[arg-type]  # ownership


def open_session(client: Visitor, database: Database, login: str) -> None:
    """Signs the client in, as the sign-in page does at its end."""
    token, user_id = new_token(), PEOPLE[login][0]
    data = json.dumps({"_user_id": str(user_id), "_fresh": True})
    with database.write() as db:
        db.add(WebSession(digest=digest(token), user_id=user_id, data=data, born_at=AT, seen_at=AT))
    client.set_cookie(SECURE_NAME, token, domain="localhost", secure=True)


class Statements:
    """Counts what the database is asked while it stands open."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self.count = 0

    def __enter__(self) -> "Statements":
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        self.count += statement.startswith("SELECT")


def words_of_log(db: Session) -> str:
    """Every body of the log and every row of the read log, as one text."""
    bodies = db.scalars(sa.text("SELECT body FROM event")).all()
    readings = db.execute(sa.text("SELECT what, recipient FROM read_entry")).all()
    return " ".join([*bodies, *(str(part) for row in readings for part in row)])
