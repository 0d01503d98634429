"""A role holds when a second person has confirmed it: never the one who gave it, never the one who gets it."""

import pytest
import sqlalchemy as sa

from sagsflow.access.roles import Role
from sagsflow.accounts import queries, service
from sagsflow.accounts.models import Membership, Standing
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from tests.accounts.conftest import SignedIn, kinds_in, person_page, unit_choice
from tests.house.visitor import Visitor

ON_ONE = pytest.mark.parametrize("database_system", ["sqlite"])


def give(administrator: Visitor, login: str, role: Role, unit: str = "Boligsocialt team") -> None:
    page = person_page(administrator, login) + "/memberships/new"
    fields = {"unit_id": unit_choice(administrator, page, unit), "role": role.value}
    assert administrator.submit(page, fields, action=page).status_code == 303


def waiting(database: Database) -> int:
    with database.read() as db:
        return db.scalars(sa.select(Membership.id).where(Membership.standing == Standing.WAITING)).one()


def press(visitor: Visitor, address: str) -> int:
    token = visitor.form("/account", action="/sign-out").values["csrf_token"]
    return visitor.post(address, data={"csrf_token": token}).status_code


def test_a_role_holds_when_the_leader_of_the_unit_has_confirmed_it(
    signed_in: SignedIn, database: Database
) -> None:
    asta, charlotte, kirsten = signed_in("asta"), signed_in("charlotte"), signed_in("kirsten")
    give(asta, "charlotte", Role.HOUSING_WORKER)
    assert charlotte.get("/cases").status_code == 404
    assert "Venter på bekræftelse" in charlotte.get("/account").text
    assert "Charlotte" in kirsten.get("/staff/").text
    assert kirsten.submit("/staff/", action="/confirm").status_code == 303
    assert charlotte.get("/cases").status_code == 200
    assert kinds_in(database)[-1] == "membership-confirmed"


def test_neither_the_giver_nor_the_receiver_confirms(signed_in: SignedIn, database: Database) -> None:
    asta, kirsten = signed_in("asta"), signed_in("kirsten")
    give(asta, "kirsten", Role.MUNICIPAL_WORKER)
    address = f"/staff/memberships/{waiting(database)}/confirm"
    assert "En anden skal tage stilling" in asta.get("/staff/").text
    assert press(asta, address) == 403
    assert press(kirsten, address) == 403
    with database.read() as db:
        assert db.scalars(sa.select(Membership.standing).order_by(Membership.id.desc())).first() == "waiting"


@ON_ONE
def test_a_puppet_cannot_confirm_for_the_one_who_made_it(signed_in: SignedIn, database: Database) -> None:
    """An administrator who makes a second administrator has not got a second administrator."""
    asta = signed_in("asta")
    give(asta, "finn", Role.ADMINISTRATOR, "Sekretariatet")
    address = f"/staff/memberships/{waiting(database)}/confirm"
    finn = signed_in("finn")
    assert finn.get("/staff/").status_code == 403
    assert press(finn, address) == 403


@ON_ONE
def test_a_leader_elsewhere_neither_sees_nor_confirms_it(signed_in: SignedIn, database: Database) -> None:
    give(signed_in("asta"), "charlotte", Role.HOUSING_WORKER)
    lene = signed_in("lene")
    assert "Charlotte" not in lene.get("/staff/").text
    assert press(lene, f"/staff/memberships/{waiting(database)}/confirm") == 404


@ON_ONE
def test_a_declined_role_never_holds_and_may_be_given_again(signed_in: SignedIn, database: Database) -> None:
    asta, kirsten = signed_in("asta"), signed_in("kirsten")
    give(asta, "charlotte", Role.HOUSING_WORKER)
    address = f"/staff/memberships/{waiting(database)}"
    kirsten.submit("/staff/", action="/decline")
    assert signed_in("charlotte").get("/cases").status_code == 404
    assert "Afvist" in asta.get(person_page(asta, "charlotte")).text
    assert press(kirsten, address + "/confirm") == 303
    assert "membership-confirmed" not in kinds_in(database)
    give(asta, "charlotte", Role.HOUSING_WORKER)


@ON_ONE
def test_a_confirmed_role_cannot_be_made_longer_alone(
    signed_in: SignedIn, database: Database, clock: SettableClock
) -> None:
    asta = signed_in("asta")
    with database.write() as db:
        mette = queries.find_by_login(db, "mette")
        assert mette is not None
        held = mette.memberships[0]
        held.valid_to = clock.now().date()
        end = f"/admin/memberships/{held.id}/end"
    answer = asta.submit(end, {"last_day": "31.12.2030"}, action=end)
    assert answer.status_code == 422
    assert "ophører allerede før" in answer.text


@ON_ONE
def test_the_command_line_stands_outside(database: Database, clock: SettableClock) -> None:
    with database.write() as db:
        new = service.NewUser("foerste@example.test", "Første Testesen")
        user = service.create_user(db, new, actor=None, at=clock.now())
        held = service.NewMembership(user.id, 1, Role.ADMINISTRATOR, clock.now().date())
        row = service.grant_membership(db, held, actor=None, at=clock.now())
        assert row.standing is Standing.CONFIRMED
