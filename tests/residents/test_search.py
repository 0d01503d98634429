"""Finding a resident by whatever is known, and only the residents of one's own units."""

from datetime import date

import pytest

from sagsflow.access.actor import Actor
from sagsflow.core.database import Database
from sagsflow.residents import queries
from sagsflow.residents.queries import search
from tests.meetings.table import counted
from tests.residents.world import AT, KAREN, OLGA, SAMIR, Statements, add


def _names(database: Database, text: str, actor: Actor = KAREN) -> list[str]:
    with database.read() as db:
        return [row.name for row in search(db, actor, text, AT.date()).rows]


@pytest.mark.parametrize(
    ("registered", "typed"),
    [
        ("Mette Kjær", "kjaer"),
        ("Mette Kjaer", "Kjær"),
        ("Søren Lund", "soeren"),
        ("Søren Lund", "soren lund"),
        ("Bo Aagaard", "Ågård"),
        ("Bo Ågård", "aagaard bo"),
        ("Anna Hansen", "hansen anna"),
        ("Anna Hansen", "ha an"),
        ("Anna Marie Hansen", "marie"),
        ("محمد العلي", "العلي محمد"),
        ("Robin 🦊", "robin"),
        ("<script>alert(1)</script> Lund", "script"),
    ],
)
def test_a_resident_is_found_however_the_name_is_typed(
    database: Database, registered: str, typed: str
) -> None:
    with database.write() as db:
        add(db, registered)
        add(db, "Nobody Else")
    assert _names(database, typed) == [registered]


def test_every_word_must_begin_a_word_of_the_name(database: Database) -> None:
    with database.write() as db:
        add(db, "Anna Hansen")
    assert _names(database, "anna jensen") == []
    assert _names(database, "nna") == []
    assert _names(database, "han%") == ["Anna Hansen"], "a sign that is no letter only divides words"
    assert _names(database, "%") == []


@pytest.mark.parametrize(
    "typed",
    ["14.05.1990", "hansen 14-5-1990", "+45 12 34 56 78", "12345678", "anna 12 34 56 78", "070761-4285"],
)
def test_birth_date_phone_and_personal_number_are_recognised(database: Database, typed: str) -> None:
    with database.write() as db:
        add(db, "Anna Hansen", born_on=date(1990, 5, 14), phone="12 34 56 78", cpr="070761-4285")
        add(db, "Anna Hansen-Lund", born_on=date(1990, 5, 15), phone="87 65 43 21")
    assert _names(database, typed) == ["Anna Hansen"]


@pytest.mark.parametrize("typed", ["anna", "14.05.1990", "12345678", "070761-4285"])
def test_nobody_finds_the_residents_of_another_team(database: Database, typed: str) -> None:
    with database.write() as db:
        add(db, "Anna Hansen", born_on=date(1990, 5, 14), phone="12345678", cpr="070761-4285")
    assert _names(database, typed) == ["Anna Hansen"]
    assert _names(database, typed, OLGA) == []
    assert _names(database, typed, SAMIR) == []


def test_an_empty_search_finds_nobody(database: Database) -> None:
    with database.write() as db:
        add(db, "Anna Hansen")
    assert _names(database, "  ") == []


def test_a_feature_above_can_add_its_own_kind_of_text(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_lookups", [])
    with database.write() as db:
        known = add(db, "Anna Hansen").id
        hidden = add(db, "Olga Hansen", actor=OLGA).id
    queries.register_lookup(lambda _db, _actor, text: frozenset({known, hidden}) if text == "BSV-1" else None)
    assert _names(database, "BSV-1") == ["Anna Hansen"], "the lookup cannot open another team's residents"
    assert _names(database, "hansen") == ["Anna Hansen"]


def test_a_list_says_when_there_are_more(database: Database) -> None:
    with database.write() as db:
        for number in range(4):
            add(db, f"Anna{number} Hansen")
    with database.read() as db:
        assert search(db, KAREN, "hansen", AT.date(), limit=4).more is False
        found = search(db, KAREN, "hansen", AT.date(), limit=3)
    assert ([row.given_name for row in found.rows], found.more) == (["Anna0", "Anna1", "Anna2"], True)


@pytest.mark.parametrize("typed", ["hansen anna", "hansen 14.05.1990", "070761-4285"])
def test_a_search_is_one_statement_however_many_there_are(database: Database, typed: str) -> None:
    counts = []
    for number in range(2):
        with database.write() as db:
            for copy in range(1 + 20 * number):
                add(db, f"Anna Hansen{number}{chr(97 + copy)}", born_on=date(1990, 5, 14))
        with database.read() as db, Statements(database) as statements:
            search(db, KAREN, typed, AT.date())
        counts.append(statements.count)
    assert counts == [1, 1]


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_a_name_is_looked_up_and_nobody_is_walked_past_in_order_of_name(database: Database) -> None:
    with counted(database) as asked, database.read() as db:
        search(db, KAREN, "mette", AT.date())
    (statement,) = [found for found in asked if "resident_token" in found]
    with database.engine.connect() as connection:
        values = (None,) * statement.count("?")
        plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
    assert "ix_resident_token_walk" in plan
    assert "ix_resident_controller_name" not in plan
