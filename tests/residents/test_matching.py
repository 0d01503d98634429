"""Before somebody is registered: who she may be already."""

from datetime import date

import pytest

from sagsflow.core.database import Database
from sagsflow.core.errors import Invalid
from sagsflow.residents.facts import Facts
from sagsflow.residents.matching import near_matches
from sagsflow.residents.service import refuse_known
from tests.residents.world import AT, KAREN, OLGA, Statements, add

MAY = date(1990, 5, 14)


def _known(database: Database, given: str, family: str, born_on: date | None = None) -> list[str]:
    with database.read() as db:
        return [match.resident.name for match in near_matches(db, KAREN, given, family, born_on)]


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("Søren", "Ågård"),
        ("Soeren", "Aagaard"),
        ("Soren", "Agard"),
        ("Ågård", "Søren"),
        ("Sören", "Aagård"),
        ("Søren Emil", "Ågård"),
        ("Søern", "Ågård"),
    ],
)
def test_another_spelling_or_a_slip_is_noticed(database: Database, given: str, family: str) -> None:
    with database.write() as db:
        add(db, "Søren Ågård")
        add(db, "Sofie Ålborg")
    assert _known(database, given, family) == ["Søren Ågård"]


def test_the_same_birth_date_asks_less_of_the_name(database: Database) -> None:
    with database.write() as db:
        add(db, "Kristian Holm", born_on=MAY)
        add(db, "Fatima Yilmaz", born_on=MAY)
    assert _known(database, "Christian", "Holm", MAY) == ["Kristian Holm"]
    assert _known(database, "Kristian", "Hølm", date(1950, 1, 1)) == []
    assert _known(database, "Holm", "Kristian", date(1950, 1, 1)) == ["Kristian Holm"]


def test_the_likeliest_stands_first(database: Database) -> None:
    with database.write() as db:
        add(db, "Anna Hansen")
        add(db, "Anne Hansen", born_on=MAY)
        add(db, "Anna Hanson")
    assert _known(database, "Anna", "Hansen", MAY) == ["Anne Hansen", "Anna Hansen", "Anna Hanson"]


def test_another_teams_residents_are_never_suggested(database: Database) -> None:
    with database.write() as db:
        add(db, "Anna Hansen", actor=OLGA, born_on=MAY)
    assert _known(database, "Anna", "Hansen", MAY) == []


def test_a_slip_is_found_among_many_of_the_same_family_name(database: Database) -> None:
    with database.write() as db:
        for number in range(230):
            add(db, f"P{number} Hansen")
        add(db, "Ida Hansen")
    assert _known(database, "Ina", "Hansen") == ["Ida Hansen"]


def test_a_known_person_stops_the_registration_until_somebody_has_looked(database: Database) -> None:
    facts = Facts("Anna", "Hansen", born_on=MAY)
    with database.write() as db:
        first = add(db, "Anna Hansen")
        with pytest.raises(Invalid) as stopped:
            refuse_known(db, actor=KAREN, at=AT, facts=facts, none_of="")
        assert stopped.value.details["fingerprint"] == first.uuid
        refuse_known(db, actor=KAREN, at=AT, facts=facts, none_of=first.uuid)
        add(db, "Hansen Anna")
        with pytest.raises(Invalid, match="known"):
            refuse_known(db, actor=KAREN, at=AT, facts=facts, none_of=first.uuid)


def test_looking_for_a_known_person_is_one_statement_however_many_there_are(database: Database) -> None:
    counts = []
    for number in range(2):
        with database.write() as db:
            for copy in range(1 + 20 * number):
                add(db, f"Anna Hansen{number}{chr(97 + copy)}", born_on=MAY)
        with database.read() as db, Statements(database) as statements:
            near_matches(db, KAREN, "Anna", "Hansen", MAY)
        counts.append(statements.count)
    assert counts == [1, 1]
