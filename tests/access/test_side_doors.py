"""What a search, a count and the number of a neighbour must not tell to whom a case is not open."""

import pytest
from sqlalchemy.orm import Session

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.cases.service.planning import GoalText, add_goal
from sagsflow.residents.models import ResidentToken
from tests.cast import JOBS, SCHOOL, TEAM, Cast, Visit, person
from tests.house.visitor import Visitor


def _cases(cast: Cast) -> tuple[str, str]:
    """Two of the team, of which the second is shared with the school."""
    with cast.database.write() as db:
        hidden, shared = (_findable(cast, db, number) for number in (8, 9))
        cast.consent(db, shared, SCHOOL, Topic.SCHOOL)
    return hidden, shared


def _findable(cast: Cast, db: Session, number: int) -> str:
    case: Case = cast.clarifying(db, number=number)
    for token in (f"beboer{number}", "prove"):
        db.add(ResidentToken(resident_id=case.resident_id, token=token, controller_unit_id=TEAM))
    add_goal(db, case.ref, GoalText(f"Maal{number}", Topic.CORE, TEAM), actor=person("karen"), at=cast.at)
    return case.ref


@pytest.mark.parametrize("text", ["Prove", "beboer8", "{hidden}"])
def test_a_search_finds_no_case_that_is_not_open(cast: Cast, visit: Visit, text: str) -> None:
    hidden, _shared = _cases(cast)
    sought = text.format(hidden=hidden)
    assert f"/cases/{hidden}" in _found(visit("karen"), sought)
    page = _found(visit("samir"), sought)
    assert f"/cases/{hidden}" not in page
    assert "Beboer8" not in page


def _found(browser: Visitor, sought: str) -> str:
    """The list of cases that a search leads to, by an address that does not say what was sought."""
    address = browser.submit("/cases", {"q": sought}, action="/cases").location
    assert sought not in address
    return browser.get(address).text


def test_a_name_in_an_address_asks_for_nothing(cast: Cast, visit: Visit) -> None:
    _cases(cast)
    assert "2 sager" in visit("karen").get("/cases?q=Beboer8").text


def test_a_count_counts_only_what_is_open(cast: Cast, visit: Visit) -> None:
    _cases(cast)
    assert "2 sager" in _found(visit("karen"), "Prove")
    assert "1 sag" in _found(visit("samir"), "Prove")
    assert "0 sager" in _found(visit("jette"), "Prove")


def test_the_number_of_a_neighbour_leads_nowhere(cast: Cast, visit: Visit) -> None:
    """A goal of one case asked for through another, and a referral of another receiver."""
    hidden, shared = _cases(cast)
    karen = visit("karen")
    assert karen.get(f"/cases/{hidden}/goals/1").status_code == 200
    assert karen.get(f"/cases/{shared}/goals/1").status_code == 404
    with cast.database.write() as db:
        cast.consent(db, hidden, JOBS)
        cast.refer(db, hidden, JOBS)
    assert visit("jette").get("/referrals/1").status_code == 200
    assert visit("samir").get("/referrals/1").status_code == 404


def test_the_log_as_a_file_holds_what_the_page_holds(cast: Cast, visit: Visit) -> None:
    """A leader takes out what was read in her own unit; the data protection officer everything."""
    _hidden, shared = _cases(cast)
    assert visit("samir").get(f"/cases/{shared}").status_code == 200
    assert visit("bo").get(f"/cases/{shared}").status_code == 200
    read = {login: visit(login).get("/read-log.csv").text for login in ("lene", "dorte")}
    assert ["Bo Lund" in text for text in read.values()] == [True, True]
    assert ["Samir Haddad" in text for text in read.values()] == [False, True]


def test_the_page_that_says_too_late_tells_a_receiver_nothing_about_others(cast: Cast, visit: Visit) -> None:
    _hidden, shared = _cases(cast)
    samir = visit("samir")
    form = samir.form(f"/cases/{shared}/notes/new", action="/new")
    with cast.database.write() as db:
        cast.withdraw(db, shared, cast.consent(db, shared, JOBS))
    seen = {"seen": "1", **{name: form.values[name] for name in ("submission", "csrf_token")}}
    answer = samir.post(f"/cases/{shared}/move/withdraw", data=seen)
    assert answer.status_code == 409
    assert "amtykke" not in answer.text
