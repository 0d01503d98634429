"""The demo's people and units: invented, known to everybody, and impossible outside the demo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from ruamel.yaml import YAML
from sqlalchemy.orm import Session

from config import Settings
from sagsflow.access.actor import Actor
from sagsflow.access.roles import Role
from sagsflow.accounts import passwords, queries, service
from sagsflow.accounts.models import Membership, User
from sagsflow.accounts.policy import actor_of, ends_soon, last_day_of
from sagsflow.core.calendar import copenhagen_date
from sagsflow.organisations import service as organisations
from sagsflow.organisations.models import Organisation, OrganisationKind, Unit, UnitKind

FILE = Path(__file__).parent / "demo.yaml"
PASSWORD = "regn paa cykelstien"  # noqa: S105 - known to everybody; its holders cannot exist in production
FIRST_SIGNED, RENEWED = 45, timedelta(days=14)  # days since, and so long before the end
SERVICE = timedelta(days=3 * 366)  # long enough for histories that are made up backwards


class DemoAccounts(RuntimeError):
    """People of the demo where no demo may be."""


@dataclass(frozen=True)
class DemoCast:
    """Everybody and every unit of the demo, by login and by code."""

    units: Mapping[str, Unit]
    people: Mapping[str, User]
    actors: Mapping[str, Actor]

    def with_role(self, role: Role) -> tuple[Actor, ...]:
        return tuple(
            actor for actor in self.actors.values() if any(seat.role is role for seat in actor.seats)
        )


def load_demo_people(db: Session, at: datetime, *, settings: Settings) -> DemoCast:
    """Adds whoever is missing, over the facts of `organisations.service.load_seed`; raises DemoAccounts in production."""
    if not settings.is_demo:
        raise DemoAccounts("people of the demo cannot be made in production")
    cast: Mapping[str, Any] = YAML(typ="safe").load(FILE)
    _add_units(db, cast, at)
    units = {row.code: row for row in db.scalars(sa.select(Unit).where(Unit.fictional))}
    _add_people(db, cast["people"], units, at)
    people = {row.login: row for row in queries.demo_people(db)}
    on = copenhagen_date(at)
    actors = {login: actor_of(row, row.memberships, on) for login, row in people.items()}
    return DemoCast(units, people, actors)


def one_of_each_role(db: Session) -> list[User]:
    """Whoever of the demo has the role first, in the order of the file."""
    rows = sa.select(User, Membership.role).join(Membership, Membership.user_id == User.id)
    first: dict[Role, User] = {}
    for user, role in db.execute(rows.where(User.demo, User.active).order_by(User.id, Membership.id)):
        first.setdefault(role, user)
    return list(dict.fromkeys(first.values()))


def renew_declarations(db: Session, at: datetime) -> None:
    """However old the demo is: everybody may work, and one of them must soon sign again."""
    on, rows = copenhagen_date(at), YAML(typ="safe").load(FILE)["people"]
    soon = {row["login"]: int(row["signed_days_ago"]) for row in rows if "signed_days_ago" in row}
    for user in queries.demo_people(db):
        until = last_day_of(user.signed_declaration_on or on)
        if until < on + RENEWED or (user.login in soon and not ends_soon(until, on)):
            signed_on = on - timedelta(days=soon.get(user.login, FIRST_SIGNED))
            service.sign_declaration(db, user, on=signed_on, actor=None, at=at, reference=f"DEMO-{user.id}")


def refuse_demo_accounts(db: Session, settings: Settings) -> None:
    """Raises DemoAccounts when a production database holds people of the demo: the application must not start."""
    if settings.is_demo:
        return
    logins = [row.login for row in queries.demo_people(db)]
    if logins:
        raise DemoAccounts(
            f"this database holds {len(logins)} accounts of the demo ({', '.join(logins[:5])} …); "
            "production must begin with a database of its own"
        )


def _add_units(db: Session, cast: Mapping[str, Any], at: datetime) -> None:
    standing = set(db.scalars(sa.select(Organisation.code)))
    association = cast["organisation"]
    if association["code"] not in standing:
        new = organisations.NewOrganisation(
            association["name"],
            OrganisationKind.CIVIL_SOCIETY,
            code=association["code"],
            fictional=True,
        )
        organisations.create_organisation(db, new, actor=None, at=at)
    of = {row.code: row.id for row in db.execute(sa.select(Organisation.code, Organisation.id))}
    made = set(db.scalars(sa.select(Unit.code)))
    for row in cast["units"]:
        if row["code"] not in made:
            unit = organisations.NewUnit(
                of[row["organisation"]],
                row["name"],
                UnitKind(row["kind"]),
                row["phone"],
                row["code"],
                fictional=True,
            )
            organisations.create_unit(db, unit, actor=None, at=at)


def _add_people(db: Session, rows: list[Mapping[str, str]], units: Mapping[str, Unit], at: datetime) -> None:
    standing = {row.login for row in queries.demo_people(db)}
    missing = [row for row in rows if row["login"] not in standing]
    if not missing:
        return
    kept = passwords.hashed(PASSWORD)  # once for all: the demo starts in seconds
    since = copenhagen_date(at - SERVICE)
    for row in missing:
        new = service.NewUser(
            row["login"], row["name"], row["title"], demo=True, email=f"{row['login']}@sagsflow.example"
        )
        user = service.create_user(db, new, actor=None, at=at)
        user.password_hash = kept
        service.sign_declaration(db, user, on=copenhagen_date(at), actor=None, at=at)
        held = service.NewMembership(user.id, units[row["unit"]].id, Role(row["role"]), since)
        service.grant_membership(db, held, actor=None, at=at)
