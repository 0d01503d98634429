"""The pages, as somebody of a housing team and a stranger meet them."""

import re
from collections.abc import Callable
from datetime import date
from html import escape, unescape

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from sagsflow.core.database import Database
from sagsflow.eventlog.models import ReadEntry
from sagsflow.residents.models import HouseholdRole, Resident
from tests.house.visitor import Visitor
from tests.residents.world import KAREN, OLGA, TEAM, add, add_case, words_of_log

SignedIn = Callable[[str], Visitor]
NUMBER, ODD_NUMBER = "070761-4285", "070761-4286"


def _search(client: Visitor, text: str, page: str = "/residents/") -> TestResponse:
    response = client.submit(page, {"text": text}, button="Søg")
    return client.get(response.location) if response.status_code == 303 else response


def _new(client: Visitor, text: str) -> str:
    """Searches, and gives the address of "new resident" that the result offers."""
    match = re.search(r'href="(/residents/new[^"]*)"', _search(client, text).text)
    assert match is not None
    return unescape(match[1])


def _uuid(database: Database, name: str, **facts: object) -> str:
    with database.write() as db:
        return add(db, name, **facts).uuid  # type: ignore[arg-type]  # passed on as they are


def _residents(database: Database) -> list[Resident]:
    with database.read() as db:
        return list(db.scalars(sa.select(Resident).order_by(Resident.id)))


def test_one_searches_and_then_registers_what_was_searched_for(
    signed_in: SignedIn, database: Database
) -> None:
    client = signed_in("karen")
    page = _new(client, "Søren Emil Ågård 14.05.1990")
    form = client.form(page, button="Opret")
    shown = [form.values[name][0] for name in ("given_name", "family_name", "born_on")]
    assert shown == ["Søren Emil", "Ågård", "14.05.1990"]
    answer = client.submit(page, {"phone": "12 34 56 78"}, button="Opret")
    (row,) = _residents(database)
    assert (answer.status_code, answer.location) == (303, f"/residents/{row.uuid}")
    assert "Søren Emil Ågård" in client.get(answer.location).text


def test_an_empty_search_asks_for_words(signed_in: SignedIn) -> None:
    answer = signed_in("karen").submit("/residents/", {"text": "  "}, button="Søg")
    assert (answer.status_code, "Skriv det, du ved om personen" in answer.text) == (422, True)


def test_the_new_form_is_reached_from_a_search_only(signed_in: SignedIn) -> None:
    assert signed_in("karen").get("/residents/new").location == "/residents/"
    assert signed_in("karen").get("/residents/new?search=guessed").location == "/residents/"


def test_neither_name_nor_number_stands_in_an_address(signed_in: SignedIn, database: Database) -> None:
    _uuid(database, "Anna Hansen", cpr=NUMBER)
    client = signed_in("karen")
    for text in ("Anna Hansen", NUMBER):
        answer = client.submit("/residents/", {"text": text}, button="Søg")
        assert not re.search("Anna|0707", answer.location or "")
    found = _search(client, NUMBER)
    assert "Anna Hansen" in found.text
    assert "4285" not in found.text
    with database.read() as db:
        assert "4285" not in " ".join(db.scalars(sa.text("SELECT data FROM web_session")))


def test_a_likely_duplicate_is_asked_about_before_it_is_saved(
    signed_in: SignedIn, database: Database
) -> None:
    _uuid(database, "Søren Ågård")
    client = signed_in("karen")
    page = _new(client, "Nobody")
    form = client.form(page, button="Opret")
    typed = form.filled({"given_name": "Aagaard", "family_name": "Soeren", "city": "Viborg"}, "Opret")
    asked = client.post(form.action, data=typed)
    assert "Er det en af disse?" in asked.text
    assert "Søren Ågård" in asked.text
    assert 'value="Viborg"' in asked.text
    assert len(_residents(database)) == 1
    none_of = re.search(r'name="none_of" value="([^"]+)"', asked.text)
    assert none_of is not None
    saved = client.post(form.action, data={**typed, "none_of": none_of[1]})
    assert saved.status_code == 303
    assert [row.name for row in _residents(database)] == ["Søren Ågård", "Aagaard Soeren"]


def test_a_double_press_registers_once(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("karen")
    form = client.form(_new(client, "Anna Hansen"), button="Opret")
    answers = [client.post(form.action, data=form.filled({}, "Opret")) for _press in range(2)]
    (row,) = _residents(database)
    assert [answer.location for answer in answers] == [f"/residents/{row.uuid}"] * 2


@pytest.mark.parametrize(
    "name", ["محمد العلي", "Robin 🦊", "<script>alert('x')</script> Lund", "Ærø Østergård"]
)
def test_any_name_is_shown_as_it_was_written(signed_in: SignedIn, database: Database, name: str) -> None:
    uuid = _uuid(database, name)
    client = signed_in("karen")
    for page in (client.get(f"/residents/{uuid}"), client.get(f"/residents/{uuid}/edit")):
        assert str(escape(name)).replace("&#x27;", "&#39;") in page.text
        assert name.split(maxsplit=1)[0] not in re.findall("<title>(.*?)</title>", page.text, re.DOTALL)[0]
        assert "<script>" not in page.text
    assert str(escape(name)).replace("&#x27;", "&#39;") in _search(client, name).text


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("born_on", "31.02.2026", "dag.måned.år"),
        ("born_on", "01.01.2027", "ude i fremtiden"),
        ("given_name", "x" * 100_000, "højst 100 tegn"),
        ("cpr", "310290-1234", "ikke en dato"),
        ("phone", "ring", "cifre"),
    ],
)
def test_a_wrong_answer_says_why_and_keeps_everything(
    signed_in: SignedIn, database: Database, field: str, typed: str, message: str
) -> None:
    client = signed_in("karen")
    facts = {"given_name": "Anna", "city": "Viborg", "street": "Prøvevej", field: typed}
    answer = client.submit(_new(client, "Anna"), facts, button="Opret")
    assert answer.status_code == 422
    assert message in answer.text
    for value in facts.values():
        assert f'value="{value}"' in answer.text
    assert _residents(database) == []


def test_a_failing_check_digit_warns_and_saves(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("karen")
    answer = client.submit(_new(client, "Anna"), {"cpr": ODD_NUMBER}, button="Opret")
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "kontrolcifferet passer ikke" in page
    assert "070761-••••" in page
    assert "4286" not in page


def test_the_number_is_shown_once_for_a_purpose_and_logged(signed_in: SignedIn, database: Database) -> None:
    page = f"/residents/{_uuid(database, 'Anna Hansen', cpr=NUMBER)}"
    client = signed_in("karen")
    refused = client.submit(page, {"purpose": " "}, button="Vis personnummer")
    assert (refused.status_code, NUMBER in refused.text) == (422, False)
    shown = client.submit(page, {"purpose": "Til brev fra lægen"}, button="Vis personnummer")
    assert NUMBER in shown.text
    assert "no-store" in shown.headers["Cache-Control"]
    assert NUMBER not in client.get(page).text
    with database.read() as db:
        entries = db.scalars(sa.select(ReadEntry).where(ReadEntry.what == "cpr-shown")).all()
        assert "4285" not in words_of_log(db)
    assert [(entry.user_id, entry.purpose) for entry in entries] == [(KAREN.user_id, "Til brev fra lægen")]


def test_a_team_without_leave_is_not_asked_for_numbers(signed_in: SignedIn, database: Database) -> None:
    client = signed_in("olga")
    assert "cpr" not in client.form(_new(client, "Anna"), button="Opret").names


@pytest.mark.parametrize("login", ["olga", "samir"])
@pytest.mark.parametrize("path", ["", "/edit", "/household"])
def test_a_stranger_gets_404(signed_in: SignedIn, database: Database, login: str, path: str) -> None:
    uuid = _uuid(database, "Anna Hansen")
    answer = signed_in(login).get(f"/residents/{uuid}{path}")
    assert answer.status_code == 404
    assert "Anna" not in answer.text


def test_a_correction_is_saved_and_an_older_page_gets_409_with_the_typed_text(
    signed_in: SignedIn, database: Database
) -> None:
    page = f"/residents/{_uuid(database, 'Anna Hansen', cpr=NUMBER)}/edit"
    client = signed_in("karen")
    older = client.form(page, button="Gem")
    assert client.submit(page, {"city": "Viborg"}, button="Gem").status_code == 303
    answer = client.post(older.action, data=older.filled({"city": "Skive", "cpr": ODD_NUMBER}, "Gem"))
    assert answer.status_code == 409
    assert "Skive" in answer.text
    assert "4286" not in answer.text
    assert [row.city for row in _residents(database)] == ["Viborg"]


def test_the_number_is_kept_changed_or_deleted_in_a_correction(
    signed_in: SignedIn, database: Database
) -> None:
    page = f"/residents/{_uuid(database, 'Anna Hansen', cpr=NUMBER)}/edit"
    client = signed_in("karen")
    assert "4285" not in client.get(page).text
    seals = []
    for change in ({"city": "Viborg"}, {"cpr": ODD_NUMBER}, {"remove_cpr": "y"}):
        assert client.submit(page, change, button="Gem").status_code == 303
        seals.append(_residents(database)[0].cpr_index)
    assert seals[0] != seals[1]
    assert None not in seals[:2]
    assert seals[2] is None


def test_a_household_is_formed_and_left_from_the_page(signed_in: SignedIn, database: Database) -> None:
    anna, bo = _uuid(database, "Anna Hansen"), _uuid(database, "Bo Hansen")
    client = signed_in("karen")
    where = client.submit(f"/residents/{anna}/household", {"text": "hansen"}, button="Søg").location
    assert where is not None
    chosen = {"other": bo, "role": HouseholdRole.CHILD.value}
    answer = client.submit(where, chosen, button="Føj til husstanden")
    page = client.get(answer.location)
    assert "Bo Hansen" in page.text
    assert "Barn" in page.text
    client.submit(f"/residents/{anna}", button="Tag beboeren ud af husstanden")
    assert {row.household_id for row in _residents(database)} == {None}


def test_what_is_shown_is_written_in_the_read_log(signed_in: SignedIn, database: Database) -> None:
    uuid = _uuid(database, "Anna Hansen")
    client = signed_in("karen")
    _search(client, "Anna")
    client.get(f"/residents/{uuid}")
    with database.read() as db:
        entries = db.scalars(sa.select(ReadEntry).order_by(ReadEntry.id)).all()
    assert [(entry.what, entry.count) for entry in entries] == [("resident-search", 1), ("resident", 1)]
    assert entries[1].resident_id == _residents(database)[0].id


def test_another_teams_residents_are_not_found_from_the_page(signed_in: SignedIn, database: Database) -> None:
    _uuid(database, "Olga Hansen", actor=OLGA, born_on=date(1990, 5, 14))
    page = _search(signed_in("karen"), "Hansen").text
    assert "Olga Hansen" not in page
    assert "Ingen i din enhed passer på" in page


def test_the_pages_are_in_english_too(signed_in: SignedIn, database: Database) -> None:
    uuid = _uuid(database, "Anna Hansen", cpr=NUMBER)
    page = signed_in("karen").get(f"/residents/{uuid}?lang=en").text
    assert "Show personal number" in page
    assert "Personnummer" not in page


def test_a_case_number_leads_to_its_resident_for_who_may_see_the_case(
    signed_in: SignedIn, database: Database
) -> None:
    with database.write() as db:
        anna, bo = add(db, "Anna Hansen"), add(db, "Bo Lund")
        add_case(db, 1, anna, granted_to=TEAM)
        add_case(db, 2, bo, granted_to=None)
    client = signed_in("karen")
    assert "Anna Hansen" in _search(client, "bsv-2026-0001").text
    for number in ("BSV-2026-0002", "BSV-2026-0003"):
        assert "Ingen i din enhed passer på" in _search(client, number).text
