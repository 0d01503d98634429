"""A consent is made longer by whoever may say yes by then, and each yes stays in the history under its giver."""

from datetime import date

import pytest
import sqlalchemy as sa

from sagsflow.consents.models import Consent, ConsentEvent, GiverKind
from sagsflow.consents.service import Longer, extend
from sagsflow.core.errors import Invalid
from tests.cast import Cast, Visit, person
from tests.consents.household import agreed, case_of, is_what_was_said

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])
CHILD, TODAY, LATER = date(2016, 5, 1), date(2026, 9, 15), date(2027, 12, 1)


def test_the_other_parent_says_yes_from_now_on(cast: Cast) -> None:
    with cast.database.write() as db:
        case = case_of(cast, db, CHILD)
        consent = agreed(cast, db, case, second_giver=None)
        wish = Longer(LATER, TODAY, 1, giver_kind=GiverKind.CUSTODY_HOLDER, giver_name="Ane Prøve")
        extend(db, case.ref, consent.id, wish, actor=person("karen"), at=cast.at)
        assert (consent.giver_name, is_what_was_said(db, consent)) == ("Ane Prøve", True)
        said = db.scalars(sa.select(ConsentEvent.giver_name).order_by(ConsentEvent.number))
        assert list(said) == ["Trine Prøve", "Ane Prøve"]


@pytest.mark.parametrize(
    ("kind", "name", "fields"),
    [
        (GiverKind.RESIDENT, None, {"giver": "too-young"}),
        (GiverKind.GUARDIAN, " ", {"giver_name": "required"}),
    ],
)
def test_the_rules_of_a_new_consent_hold_for_the_new_giver(
    cast: Cast, kind: GiverKind, name: str | None, fields: dict[str, str]
) -> None:
    with cast.database.write() as db:
        case = case_of(cast, db, CHILD)
        consent = agreed(cast, db, case)
        wish = Longer(LATER, TODAY, 1, giver_kind=kind, giver_name=name)
        with pytest.raises(Invalid) as refusal:
            extend(db, case.ref, consent.id, wish, actor=person("karen"), at=cast.at)
        assert refusal.value.fields == fields


def test_the_page_offers_who_said_it_before_and_takes_another(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        case = case_of(cast, db, CHILD)
        consent = agreed(cast, db, case)
    karen, one = visit("karen"), f"/cases/{case.ref}/consents/{consent.id}"
    assert 'value="Trine Prøve"' in karen.get(f"{one}/extend").text
    typed = {"expires_on": "01.12.2027", "giver": "guardian", "giver_name": "Vera Værge"}
    assert karen.submit(f"{one}/extend", typed, action="/extend").location == one
    page = karen.get(one).text
    assert ("Vera Værge" in page, "Trine Prøve" in page) == (True, True)
    with cast.database.read() as db:
        assert db.get_one(Consent, consent.id).second_giver is None
