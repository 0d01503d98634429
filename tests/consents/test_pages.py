"""The pages of the consent register, as the team, a receiver and a stranger meet them."""

import html
import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.consents.models import Consent, ConsentForm
from sagsflow.eventlog.models import ReadEntry
from tests.cast import JOBS, SCHOOL, TEAM, VOLUNTEERS, Cast, Visit

GIVEN = {"purpose": "At finde et praktiksted", "topics": ["employment"]}


def _case(cast: Cast) -> str:
    with cast.database.write() as db:
        return cast.clarifying(db).ref


def _consents(cast: Cast) -> list[Consent]:
    with cast.database.read() as db:
        return list(db.scalars(sa.select(Consent).order_by(Consent.id)))


def test_a_refused_step_leads_to_the_form_with_the_unit_chosen(cast: Cast, visit: Visit) -> None:
    ref, karen = _case(cast), visit("karen")
    typed = {"answer_receiving_party": str(JOBS), "answer_handover_note": "Ring efter kl. 10"}
    refused = karen.submit(f"/cases/{ref}/move/refer_directly", typed, button="Brobyg uden møde")
    assert refused.status_code == 422
    assert "Jobhjælpen" in refused.text
    (address,) = re.findall(rf'href="(/cases/{ref}/consents/new\?unit=\d+[^"]*)"', refused.text)
    address = html.unescape(address)
    assert karen.form(address, action="/consents/new").values["unit"] == [str(JOBS)]
    step = f"/cases/{ref}/move/refer_directly"
    assert karen.submit(address, GIVEN, action="/consents/new").location == step
    assert karen.submit(step, typed, button="Brobyg uden møde").status_code == 303
    with cast.database.read() as db:
        assert db.scalars(sa.select(Case.state)).all() == ["referred"]


def test_the_form_proposes_today_and_twelve_months(cast: Cast, visit: Visit) -> None:
    ref, karen = _case(cast), visit("karen")
    shown = karen.form(f"/cases/{ref}/consents/new", action="/new").values
    assert shown["unit"] == [""]
    assert (shown["given_on"], shown["expires_on"]) == (["15.09.2026"], ["14.09.2027"])
    karen.submit(f"/cases/{ref}/consents/new", {"unit": str(SCHOOL), **GIVEN}, action="/new")
    (consent,) = _consents(cast)
    assert (consent.receiving_unit_id, consent.form, consent.given_on) == (
        SCHOOL,
        ConsentForm.WRITTEN,
        date(2026, 9, 15),
    )


def test_what_is_wrong_is_said_and_what_was_typed_stands(cast: Cast, visit: Visit) -> None:
    page, karen = f"/cases/{_case(cast)}/consents/new", visit("karen")
    answer = karen.submit(
        page, {"unit": str(SCHOOL), "way": "oral", "purpose": "Fælles billede"}, action="/new"
    )
    assert answer.status_code == 422
    assert "Et mundtligt samtykke kræver et vidne" in answer.text
    assert "Fælles billede" in answer.text
    answer = karen.submit(
        page, {"unit": str(SCHOOL), "given_on": "31.02.2026", "purpose": "x"}, action="/new"
    )
    assert (answer.status_code, "31.02.2026" in answer.text) == (422, True)
    assert _consents(cast) == []


def test_it_is_withdrawn_with_one_press_and_no_reason(cast: Cast, visit: Visit) -> None:
    ref, karen = _case(cast), visit("karen")
    with cast.database.write() as db:
        cast.consent(db, ref, SCHOOL)
    page = f"/cases/{ref}/consents"
    assert "Gælder til og med 14.09.2027" in karen.get(page).text
    assert karen.submit(page, button="Træk tilbage Testskolen").location == f"{page}/1"
    for shown in (karen.get(page).text, karen.get(f"{page}/1").text):
        assert "Trukket tilbage 15.09.2026" in shown
        assert f"{page}/1/withdraw" not in shown


def test_pressed_twice_it_is_withdrawn_once_and_an_old_page_is_told(cast: Cast, visit: Visit) -> None:
    ref, karen, bo = _case(cast), visit("karen"), visit("bo")
    with cast.database.write() as db:
        cast.consent(db, ref, SCHOOL)
    page = f"/cases/{ref}/consents"
    first, late = karen.form(page, action="/withdraw"), bo.form(page, action="/withdraw")
    answers = [karen.post(first.action, data=first.filled({})) for _press in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, f"{page}/1")] * 2
    assert bo.post(late.action, data=late.filled({})).status_code == 409


def test_the_case_page_tells_what_holds_and_who_sees_it(cast: Cast, visit: Visit) -> None:
    ref, karen = _case(cast), visit("karen")
    assert "Ingen uden for teamet" in karen.get(f"/cases/{ref}").text
    with cast.database.write() as db:
        cast.consent(db, ref, SCHOOL)
    shown = karen.get(f"/cases/{ref}").text
    assert 'id="consents"' in shown
    assert "Beboeren har givet samtykke · til og med 14.09.2027" in shown


@pytest.mark.parametrize("stranger", ["oda", "samir", "jette", "mette", "adam", "vibeke"])
def test_to_others_the_register_does_not_exist(cast: Cast, visit: Visit, stranger: str) -> None:
    ref, client = _case(cast), visit(stranger)
    with cast.database.write() as db:
        cast.consent(db, ref, SCHOOL)
    for page in (f"/cases/{ref}/consents", f"/cases/{ref}/consents/new"):
        assert client.get(page).status_code == 404
    assert f"/cases/{ref}/consents" not in client.get(f"/cases/{ref}").text


def test_volunteers_cases_are_kept_by_their_own_people(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        case = cast.open_case(db, "vibeke", workflow="citizenship")
    page = f"/cases/{case.ref}/consents/new"
    assert visit("karen").get(page).status_code == 404
    given = {"unit": str(SCHOOL), "purpose": "At være med"}
    assert visit("vibeke").submit(page, given, action="/new").status_code == 303


def test_the_unit_that_has_the_case_is_not_offered_a_consent(cast: Cast, visit: Visit) -> None:
    page, karen = f"/cases/{_case(cast)}/consents/new", visit("karen")
    assert f'value="{SCHOOL}"' in karen.get(page).text
    answer = karen.submit(page, {"unit": str(TEAM), "purpose": "x"}, action="/new")
    assert answer.status_code == 422


def test_reading_the_register_is_noted(cast: Cast, visit: Visit) -> None:
    ref = _case(cast)
    visit("karen").get(f"/cases/{ref}/consents")
    with cast.database.read() as db:
        assert db.scalars(sa.select(ReadEntry.what)).all() == ["consents"]


def test_nobody_is_told_in_english_by_mistake(cast: Cast, visit: Visit) -> None:
    page = f"/cases/{_case(cast)}/consents/new?unit={TEAM}"
    assert "Who may know?" not in visit("karen").get(page).text
    assert "Who may know?" in visit("karen").get(page + "&lang=en").text


def test_a_pathway_that_asks_for_the_team_leads_to_a_form_that_can_be_filled_in(
    cast: Cast, visit: Visit
) -> None:
    with cast.database.write() as db:
        ref = cast.open_case(db, "vibeke", workflow="citizenship").ref
    vibeke = visit("vibeke")
    (address, *_same) = re.findall(
        rf'href="(/cases/{ref}/consents/new[^"]*)"', vibeke.get(f"/cases/{ref}").text
    )
    shown = vibeke.form(html.unescape(address), action="/new")
    assert shown.values["unit"] == [str(VOLUNTEERS)]
    assert vibeke.submit(html.unescape(address), {"purpose": "At være med"}, action="/new").status_code == 303
    assert f"/cases/{ref}/consents/new?unit={VOLUNTEERS}" not in vibeke.get(f"/cases/{ref}").text


def test_a_consent_is_made_longer_and_narrower_with_a_form_and_an_old_page_is_told(
    cast: Cast, visit: Visit
) -> None:
    ref, karen, bo = _case(cast), visit("karen"), visit("bo")
    with cast.database.write() as db:
        cast.consent(db, ref, SCHOOL, Topic.SCHOOL, Topic.FAMILY, expires_on=date(2026, 12, 1))
    page = f"/cases/{ref}/consents/1"
    late = bo.form(f"{page}/narrow", action="/narrow")
    assert karen.submit(f"{page}/extend", {"expires_on": "01.01.2026"}, action="/extend").status_code == 422
    longer = karen.submit(f"{page}/extend", {"expires_on": "01.03.2027"}, action="/extend")
    assert (longer.status_code, longer.location) == (303, page)
    assert bo.post(late.action, data=late.filled({"topics": ["school"]})).status_code == 409
    narrow = karen.form(f"{page}/narrow", action="/narrow")
    assert narrow.values["topics"] == ["school", "family"]
    assert karen.post(narrow.action, data=narrow.filled({"topics": ["school"]})).location == page
    shown = karen.get(page).text
    assert ("Forlænget" in shown, "Gjort smallere" in shown, "til og med 01.03.2027" in shown) == (True,) * 3


def test_what_is_near_its_end_is_listed_and_counted_alike(cast: Cast, visit: Visit) -> None:
    ref = _case(cast)
    with cast.database.write() as db:
        cast.consent(db, ref, SCHOOL, expires_on=date(2026, 9, 28))
        cast.consent(db, ref, JOBS, expires_on=date(2026, 11, 1))
        cast.consent(db, ref, TEAM + 6, expires_on=date(2027, 3, 1))
    for show, units in (("soon", ["Testskolen"]), ("later", ["Testskolen", "Jobhjælpen"]), ("ended", [])):
        shown = visit("karen").get(f"/consents?show={show}").text
        named = [name for name in ("Testskolen", "Jobhjælpen", "Et andet team") if name in shown]
        assert (named, shown.count(f"/cases/{ref}/consents/")) == (units, len(units))
    cast.clock.advance(timedelta(days=14))
    karen = visit("karen")
    assert "Udløbet 28.09.2026" in karen.get("/consents?show=ended").text
    assert "Testskolen" not in visit("bo").get("/consents?show=ended&whose=mine").text
    assert ref not in visit("oda").get("/consents?show=ended").text
    assert karen.get("/consents?show=ended&after=W10").status_code == 200
    assert visit("samir").get("/consents").status_code == 403
