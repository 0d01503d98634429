"""Migrations lead back as well as on, and what stood in the tables before is told in the new way."""

from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from sagsflow.core import migrate
from sagsflow.core.database import Database
from tests.cast import CAST, SCHOOL, Cast, cast
from tests.house.databases import StartingPoint

__all__ = ["cast"]

BEFORE_THE_REGISTER = "0007"
RECORDER = 1
CONSENT = sa.text(
    "INSERT INTO consent (id, case_id, resident_id, receiving_unit_id, giver_kind, purpose, sensitive, form, witness, given_on, "
    "given_at, expires_at, withdrawn_at, recorded_by) VALUES (:id, :case, :resident, :unit, 'resident', 'Hjælp', :sensitive, "
    "'oral', 'Bo', '2026-09-15', :given, :expires, :withdrawn, :user)"
)
TOPIC = sa.text("INSERT INTO consent_topic (consent_id, topic) VALUES (:id, :topic)")
HELD = (1, "2026-09-15 08:00:00+00:00", "2027-09-14 22:00:00+00:00", None)
WITHDRAWN = (2, "2026-09-15 08:00:00+00:00", "2027-01-31 23:00:00+00:00", "2026-10-01 09:30:00+00:00")


@pytest.fixture
def starting_point() -> StartingPoint:
    return CAST


def _down(database: Database, revision: str) -> None:
    command.downgrade(migrate.configuration(database), revision)


def test_every_migration_is_taken_back_and_made_again(database: Database) -> None:
    _down(database, "base")
    migrate.upgrade(database)
    migrate.check(database)


@pytest.fixture
def consented(cast: Cast) -> Database:
    """Two consents of the first version, of which one was withdrawn, brought to the newest schema."""
    with cast.database.write() as db:
        case = cast.open_case(db)
        about = (case.id, case.resident_id, SCHOOL, RECORDER)
    _down(cast.database, BEFORE_THE_REGISTER)
    with cast.database.write() as db:
        door = db.connection()
        for number, given, expires, withdrawn in (HELD, WITHDRAWN):
            held = {
                "id": number,
                "sensitive": number == HELD[0],
                "given": given,
                "expires": expires,
                "withdrawn": withdrawn,
            }
            case_id, resident_id, unit, user = about
            door.execute(
                CONSENT, {**held, "case": case_id, "resident": resident_id, "unit": unit, "user": user}
            )
            for topic in ("core", "health"):
                door.execute(TOPIC, {"id": number, "topic": topic})
    migrate.upgrade(cast.database)
    return cast.database


def _rows(database: Database, statement: str) -> list[tuple[Any, ...]]:
    with database.read() as db:
        return [tuple(row) for row in db.connection().exec_driver_sql(statement)]


def test_a_consent_of_the_first_version_holds_to_the_end_of_its_last_day(consented: Database) -> None:
    found = _rows(consented, "SELECT id, agreed_until, version, scope, tidied_at FROM consent ORDER BY id")
    assert [(row[0], str(row[1]), *row[2:]) for row in found] == [
        (1, "2027-09-14", 1, "standing", None),
        (2, "2027-01-31", 2, "standing", None),
    ]


def test_its_history_begins_with_the_event_that_made_it(consented: Database) -> None:
    found = _rows(
        consented,
        "SELECT consent_id, number, kind, actor_id, witness, topics FROM consent_event ORDER BY consent_id, number",
    )
    assert [row[:5] for row in found] == [
        (1, 1, "given", RECORDER, "Bo"),
        (2, 1, "given", RECORDER, "Bo"),
        (2, 2, "withdrawn", None, None),
    ]
    assert {frozenset(row[5].split(",")) for row in found} == {frozenset({"core", "health"})}
