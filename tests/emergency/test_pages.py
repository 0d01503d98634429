"""The pages of emergency access, as who asks, who is told and who may not meet them."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from sagsflow.emergency.models import EmergencyRequest
from sagsflow.eventlog.models import ReadEntry
from sagsflow.tasks.models import Task
from tests.cast import Cast, Visit
from tests.house.visitor import Visitor

WORDS = "Naboen hører råb og barnegråd lige nu"
pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])

TYPED = {"reason": "child", "words": WORDS}
BANNER = "Du læser denne sag med nødadgang"
OF_THE_REQUEST = re.compile(r'(name="(?:csrf_token|submission)"[^>]*value|value)="[^"]*"|BSV-\d{4}-\d{4}')


@pytest.fixture
def ref(cast: Cast) -> str:
    with cast.database.write() as db:
        return cast.clarifying(db).ref


def ask(browser: Visitor, number: str, **typed: str) -> TestResponse:
    return browser.submit("/emergency", {"number": number, **TYPED, **typed}, action="/emergency")


def test_a_case_is_opened_with_a_reason_and_a_banner_stands_on_each_of_its_pages(
    cast: Cast, visit: Visit, ref: str
) -> None:
    samir = visit("samir")
    assert samir.get(f"/cases/{ref}").status_code == 404
    assert ask(samir, ref).location == f"/cases/{ref}"
    page = samir.get(f"/cases/{ref}").text
    assert BANNER in page
    assert "Skriv et notat" not in page
    assert BANNER in samir.get(f"/cases/{ref}/move/propose_meeting").text
    assert BANNER not in samir.get("/cases").text
    assert BANNER not in visit("karen").get(f"/cases/{ref}").text
    cast.clock.advance(timedelta(hours=24))
    assert visit("samir").get(f"/cases/{ref}").status_code == 404


def test_it_is_read_only_on_every_route(visit: Visit, ref: str) -> None:
    samir = visit("samir")
    ask(samir, ref)
    refused = [
        f"/cases/{ref}/notes/new",
        f"/cases/{ref}/print",
        f"/cases/{ref}/consents",
        f"/tasks/cases/{ref}/new",
    ]
    assert {samir.get(page).status_code for page in refused} <= {403, 404}
    assert samir.printed(ref, recipient="Mig", purpose="Mig").status_code == 403


def test_a_wrong_number_and_a_citizenship_case_get_the_same_answer(
    cast: Cast, visit: Visit, ref: str
) -> None:
    with cast.database.write() as db:
        citizenship = cast.open_case(db, "vibeke", workflow="citizenship", number=2).ref
    samir = visit("samir")
    answers = [ask(samir, number) for number in (citizenship, "BSV-2026-9999")]
    assert [answer.status_code for answer in answers] == [422, 422]
    one, other = (OF_THE_REQUEST.sub("", answer.text) for answer in answers)
    assert one == other
    assert WORDS in answers[0].text
    assert ask(samir, ref).status_code == 303


def test_a_page_without_a_reason_says_nothing_of_the_number(cast: Cast, visit: Visit, ref: str) -> None:
    samir = visit("samir")
    answers = [ask(samir, number, words="Det haster") for number in (ref, "BSV-2026-9999")]
    assert [answer.status_code for answer in answers] == [422, 422]
    one, other = (OF_THE_REQUEST.sub("", answer.text) for answer in answers)
    assert one == other
    with cast.database.read() as db:
        assert db.scalars(sa.select(EmergencyRequest)).all() == []


def test_after_five_the_typed_text_stands_and_the_wait_is_said(visit: Visit, ref: str) -> None:
    samir = visit("samir")
    for _try in range(5):
        assert ask(samir, "BSV-2026-9999").status_code == 422
    answer = ask(samir, ref)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "vent 60 minutter" in answer.text
    assert WORDS in answer.text


def test_it_is_ended_from_the_banner(visit: Visit, ref: str) -> None:
    samir = visit("samir")
    ask(samir, ref)
    assert samir.submit(f"/cases/{ref}", button="Afslut nødadgang").location == "/emergency"
    assert samir.get(f"/cases/{ref}").status_code == 404


def test_who_is_told_finds_the_reason_from_the_task(cast: Cast, visit: Visit, ref: str) -> None:
    ask(visit("samir"), ref)
    for login in ("lene", "dorte"):
        browser = visit(login)
        assert "Der er brugt nødadgang" in browser.get("/").text
        assert (
            'href="/emergency/openings?task='
            in browser.get("/tasks/1" if login == "lene" else "/tasks/2").text
        )
        page = browser.get("/emergency/openings").text
        assert [words in page for words in (ref, WORDS, "Samir Haddad", "Stadig åben")] == [True] * 4
    with cast.database.read() as db:
        read = db.scalars(sa.select(ReadEntry.what).where(ReadEntry.what == "emergency-list")).all()
        assert len(read) == 2


def test_a_leader_of_another_team_does_not_read_it_and_others_have_no_such_page(
    visit: Visit, ref: str
) -> None:
    ask(visit("samir"), ref)
    assert {login: visit(login).get("/emergency/openings").status_code for login in ("karen", "samir")} == {
        "karen": 403,
        "samir": 403,
    }
    assert [visit(login).get("/emergency").status_code for login in ("grete", "mette", "adam")] == [403] * 3
    assert visit("dorte").get("/emergency").location == "/emergency/openings"


def test_the_case_tells_its_team_who_was_let_in(visit: Visit, ref: str) -> None:
    ask(visit("samir"), ref)
    page = visit("karen").get(f"/cases/{ref}").text
    assert "Samir Haddad åbnede sagen med nødadgang" in page
    assert "Samir Haddad, Testskolen" in page


def test_the_task_about_it_leads_to_that_opening(cast: Cast, visit: Visit, ref: str) -> None:
    samir, lene = visit("samir"), visit("lene")
    ask(samir, "BSV-1999-0001")
    cast.clock.advance(timedelta(minutes=1))
    ask(samir, ref)
    with cast.database.read() as db:
        task = db.scalars(
            sa.select(Task).where(Task.kind == "look_at_emergency", Task.assignee_id == 3)
        ).one()
    where = f"/emergency/openings?task={task.id}"
    assert where in lene.get(f"/tasks/{task.id}").text
    shown = lene.get(where).text
    assert (ref in shown, "BSV-1999-0001" in shown) == (True, False)
    assert ref in lene.get("/emergency/openings?task=999999").text
