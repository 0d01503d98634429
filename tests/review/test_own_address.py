"""One's own address: given or not, sealed, compared in the review of the read log, and gone with the account."""

import pytest
import sqlalchemy as sa

from sagsflow.accounts import homes, service
from sagsflow.accounts.homes import Home
from sagsflow.accounts.models import OwnAddress, User
from sagsflow.cases.models import Case
from sagsflow.core.errors import Invalid
from sagsflow.core.sealing import CannotUnseal
from sagsflow.residents.models import Resident
from sagsflow.review import matters
from sagsflow.review.matters import same_home
from tests.cast import Cast, Visit, person
from tests.review.test_monthly import asked, read

ON_SQLITE = pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
HOME = Home("Gemmevej", "4 B", "2. tv", "8800")
BO = person("bo")


def _keep(cast: Cast, home: Home = HOME) -> None:
    with cast.database.write() as db:
        homes.keep(db, home, actor=BO, at=cast.at)


def _opened(cast: Cast, **lives: str) -> Case:
    with cast.database.write() as db:
        case = cast.open_case(db)
        db.execute(sa.update(Resident).where(Resident.id == case.resident_id).values(**lives))
        read(cast, db, "bo", case.id)
        return case


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (Home("gemme vej", "4b", "2.TV", "8800"), False),
        (Home("GEMMEVEJ", "4b", "2tv", "8800"), True),
        (Home("Gemmevej", "4B", "", "8800"), True),
        (Home("Gemmevej", "4B", "2. th", "8800"), False),
        (Home("Gemmevej", "4", "2. tv", "8800"), False),
        (Home("Gemmevej", "4B", "2. tv", "8000"), False),
        (Home(), False),
    ],
)
def test_it_is_the_same_home_however_it_is_written(other: Home, *, same: bool) -> None:
    assert same_home(HOME, other) is same
    assert same_home(other, HOME) is same


@ON_SQLITE
def test_who_opens_somebody_at_her_own_address_raises_an_alarm(cast: Cast) -> None:
    _keep(cast)
    case = _opened(cast, street="Gemmevej", house_number="4B", floor_door="2 tv", postal_code="8800")
    with cast.database.read() as db:
        (alarm,) = matters.alarms(db, asked(cast))
    assert (alarm.rule, alarm.who, alarm.case_ref) == ("own-address", "Bo Lund", case.ref)
    _keep(cast, Home())
    with cast.database.read() as db:
        assert matters.alarms(db, asked(cast)) == []


@ON_SQLITE
def test_it_is_sealed_bound_to_its_user_and_gone_when_the_account_closes(cast: Cast) -> None:
    _keep(cast)
    with cast.database.write() as db:
        row = db.scalars(sa.select(OwnAddress)).one()
        assert b"Gemmevej" not in row.sealed
        with pytest.raises(CannotUnseal):
            db.info[homes.KEYS].unseal(row.sealed, 1)
        service.close_account(db, db.get_one(User, BO.user_id), actor=person("adam"), at=cast.at)
        assert db.scalars(sa.select(OwnAddress)).all() == []


@ON_SQLITE
def test_half_an_address_is_refused_beside_its_fields(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        _keep(cast, Home(street="Gemmevej", postal_code="88"))
    assert refusal.value.fields == {"house_number": "missing", "postal_code": "postal-code"}


@ON_SQLITE
def test_the_page_says_what_it_is_for_takes_it_and_takes_it_away(cast: Cast, visit: Visit) -> None:
    bo, page = visit("bo"), "/account/address"
    assert "månedlige gennemgang" in bo.get(page).text
    typed = {"street": "Gemmevej", "house_number": "4 B", "postal_code": "8800"}
    refused = bo.submit(page, {**typed, "postal_code": "880"}, action="/address")
    assert (refused.status_code, "Gemmevej" in refused.text) == (422, True)
    assert bo.submit(page, typed, action="/address").location == "/account"
    assert 'value="Gemmevej"' in bo.get(page).text
    assert "Gemmevej" not in visit("karen").get(page).text
    bo.submit(page, dict.fromkeys(typed, ""), action="/address")
    assert "Gemmevej" not in bo.get(page).text
