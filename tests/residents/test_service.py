"""Registering and correcting: what is accepted, what is refused, and what the log gets to know."""

import json
from datetime import date

import pytest
import sqlalchemy as sa

from sagsflow.core.database import Database
from sagsflow.core.errors import Forbidden, Invalid, NotFound, Stale
from sagsflow.eventlog.models import Event, ReadEntry
from sagsflow.residents import queries, service
from sagsflow.residents.facts import Facts
from sagsflow.residents.models import Resident
from tests.residents.world import AT, KAREN, OLGA, OTHER_TEAM, SAMIR, TEAM, add, words_of_log

ANNA = Facts("Anna", "Hansen", born_on=date(1990, 5, 14), phone="12345678")
NUMBER, ODD_NUMBER = "070761-4285", "070761-4286"


def test_what_is_typed_is_kept_tidy(database: Database) -> None:
    with database.write() as db:
        typed = Facts(" Anna\x00 ", "Hansen", phone="+45 12 34 56 78", email=" a@b.dk ", postal_code=" ")
        service.register(db, actor=KAREN, at=AT, unit_id=TEAM, facts=typed)
    with database.read() as db:
        row = db.scalars(sa.select(Resident)).one()
    assert (row.given_name, row.phone, row.email, row.postal_code) == ("Anna", "12345678", "a@b.dk", None)
    assert (row.controller_unit_id, row.created_at, row.version) == (TEAM, AT, 1)


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        (Facts(" \u202e "), "given_name", "missing"),
        (Facts("x" * 100_000), "given_name", "too-long"),
        (Facts("Anna", "x" * 101), "family_name", "too-long"),
        (Facts("Anna", born_on=date(2026, 9, 16)), "born_on", "in-future"),
        (Facts("Anna", phone="ring til mor"), "phone", "phone-format"),
        (Facts("Anna", email="anna"), "email", "email-format"),
        (Facts("Anna", postal_code="880"), "postal_code", "postal-code-format"),
    ],
)
def test_what_cannot_be_right_is_refused_by_field(
    database: Database, facts: Facts, field: str, code: str
) -> None:
    with database.write() as db, pytest.raises(Invalid) as refusal:
        service.register(db, actor=KAREN, at=AT, unit_id=TEAM, facts=facts)
    assert refusal.value.fields == {field: code}


def test_one_registers_for_ones_own_unit_only(database: Database) -> None:
    with database.write() as db:
        for actor, unit_id in ((KAREN, OTHER_TEAM), (SAMIR, TEAM)):
            with pytest.raises(Forbidden):
                service.register(db, actor=actor, at=AT, unit_id=unit_id, facts=ANNA)


def test_a_correction_moves_the_name_in_the_search(database: Database) -> None:
    with database.write() as db:
        uuid = service.register(db, actor=KAREN, at=AT, unit_id=TEAM, facts=ANNA).uuid
    with database.write() as db:
        changed = Facts("Anna", "Kjær", born_on=ANNA.born_on)
        service.correct(db, actor=KAREN, at=AT, uuid=uuid, version=1, facts=changed)
    with database.read() as db:
        assert [row.name for row in queries.search(db, KAREN, "kjaer anna", AT.date()).rows] == ["Anna Kjær"]
        assert queries.search(db, KAREN, "hansen", AT.date()).rows == []


def test_a_correction_of_an_older_version_is_refused(database: Database) -> None:
    with database.write() as db:
        uuid = service.register(db, actor=KAREN, at=AT, unit_id=TEAM, facts=ANNA).uuid
    with database.write() as db:
        service.correct(db, actor=KAREN, at=AT, uuid=uuid, version=1, facts=Facts("Anne", "Hansen"))
    with database.write() as db, pytest.raises(Stale):
        service.correct(db, actor=KAREN, at=AT, uuid=uuid, version=1, facts=ANNA)


def test_strangers_neither_read_nor_correct(database: Database) -> None:
    with database.write() as db:
        uuid = service.register(db, actor=KAREN, at=AT, unit_id=TEAM, facts=ANNA).uuid
        for actor in (OLGA, SAMIR):
            with pytest.raises(NotFound):
                queries.get(db, actor, uuid)
            with pytest.raises(NotFound):
                service.correct(db, actor=actor, at=AT, uuid=uuid, version=1, facts=ANNA)


def test_the_log_names_fields_and_never_what_stands_in_them(database: Database) -> None:
    with database.write() as db:
        row = service.register(db, actor=KAREN, at=AT, unit_id=TEAM, facts=ANNA, cpr=NUMBER)
        changed = Facts("Anne", "Hansen", born_on=ANNA.born_on, city="Viborg")
        service.correct(db, actor=KAREN, at=AT, uuid=row.uuid, version=1, facts=changed, cpr="")
    with database.read() as db:
        events = db.scalars(sa.select(Event).order_by(Event.seq)).all()
        text = words_of_log(db)
    assert [event.kind for event in events] == ["resident-registered", "resident-corrected"]
    assert json.loads(events[1].body)["data"]["fields"] == ["given_name", "phone", "city", "cpr"]
    for word in ("Anna", "Anne", "Hansen", "1990", "12345678", "Viborg", "070761"):
        assert word not in text


def test_nothing_changed_is_nothing_logged(database: Database) -> None:
    with database.write() as db:
        row = service.register(db, actor=KAREN, at=AT, unit_id=TEAM, facts=ANNA)
        service.correct(db, actor=KAREN, at=AT, uuid=row.uuid, version=1, facts=ANNA)
        assert db.scalar(sa.select(sa.func.count()).select_from(Event)) == 1


def test_a_number_with_a_failing_check_digit_is_saved_and_sealed(database: Database) -> None:
    with database.write() as db:
        uuid = service.register(
            db, actor=KAREN, at=AT, unit_id=TEAM, facts=Facts("Anna"), cpr=ODD_NUMBER
        ).uuid
    with database.read() as db:
        row = queries.get(db, KAREN, uuid)
        assert service.masked_cpr(db, row) == "070761-••••"
    assert row.born_on == date(1961, 7, 7)
    assert row.cpr_sealed is not None
    assert b"0707614286" not in row.cpr_sealed


@pytest.mark.parametrize(("typed", "code"), [("310226-1234", "cpr-date"), ("1234", "cpr-format")])
def test_a_number_that_is_none_is_refused(database: Database, typed: str, code: str) -> None:
    with database.write() as db, pytest.raises(Invalid) as refusal:
        service.register(db, actor=KAREN, at=AT, unit_id=TEAM, facts=ANNA, cpr=typed)
    assert refusal.value.fields == {"cpr": code}


def test_an_organisation_without_leave_keeps_no_numbers(database: Database) -> None:
    with database.write() as db, pytest.raises(Invalid) as refusal:
        add(db, "Anna Hansen", actor=OLGA, cpr=NUMBER)
    assert refusal.value.fields == {"cpr": "cpr-not-allowed"}


def test_one_number_belongs_to_one_person(database: Database) -> None:
    with database.write() as db:
        first = add(db, "Anna Hansen", cpr=NUMBER)
        second = add(db, "Bo Lund")
    with database.write() as db, pytest.raises(Invalid) as refusal:
        service.correct(
            db, actor=KAREN, at=AT, uuid=second.uuid, version=1, facts=Facts("Bo", "Lund"), cpr=NUMBER
        )
    assert refusal.value.fields == {"cpr": "cpr-known"}
    assert refusal.value.details["known"] == first.uuid


def test_showing_a_number_is_logged_with_its_purpose(database: Database) -> None:
    with database.write() as db:
        row = add(db, "Anna Hansen", cpr=NUMBER)
    with database.write() as db:
        shown = service.show_cpr(db, actor=KAREN, at=AT, uuid=row.uuid, purpose="Til lægens brev")
    with database.read() as db:
        reading = db.scalars(sa.select(ReadEntry)).one()
        kinds = db.scalars(sa.select(Event.kind).order_by(Event.seq)).all()
        assert "4285" not in words_of_log(db)
    assert shown == NUMBER
    assert (reading.what, reading.resident_id, reading.user_id) == ("cpr-shown", row.id, KAREN.user_id)
    assert reading.purpose == "Til lægens brev"
    assert kinds == ["resident-registered", "cpr-shown"]


def test_a_number_is_shown_to_nobody_without_right_or_purpose(database: Database) -> None:
    with database.write() as db:
        uuid = add(db, "Anna Hansen", cpr=NUMBER).uuid
        for actor in (OLGA, SAMIR):
            with pytest.raises(NotFound):
                service.show_cpr(db, actor=actor, at=AT, uuid=uuid, purpose="Til lægens brev")
        with pytest.raises(Invalid):
            service.show_cpr(db, actor=KAREN, at=AT, uuid=uuid, purpose="   -  ")
        assert db.scalars(sa.select(ReadEntry)).all() == []
