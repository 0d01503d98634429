"""Who lives together: formed of two, joined, left; never across units and never two at once."""

import pytest
import sqlalchemy as sa

from sagsflow.core.database import Database
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.eventlog.models import Event
from sagsflow.residents import queries, service
from sagsflow.residents.models import HouseholdRole as Role
from tests.residents.world import AT, KAREN, OLGA, add, words_of_log


def test_a_household_is_formed_joined_and_left(database: Database) -> None:
    with database.write() as db:
        anna, bo, eva = (add(db, name) for name in ("Anna Hansen", "Bo Hansen", "Eva Hansen"))
        members = {anna.uuid: Role.ADULT, bo.uuid: Role.CHILD}
        home = service.form_household(db, actor=KAREN, at=AT, members=members)
        service.join_household(db, actor=KAREN, at=AT, household_id=home.id, uuid=eva.uuid, role=Role.ADULT)
        assert [row.id for row in queries.household_of(db, bo)] == [anna.id, eva.id, bo.id]
        service.leave_household(db, actor=KAREN, at=AT, uuid=anna.uuid)
        assert [row.id for row in queries.household_of(db, bo)] == [eva.id, bo.id]
        service.leave_household(db, actor=KAREN, at=AT, uuid=bo.uuid)
        assert queries.household_of(db, eva) == ()
        kinds = db.scalars(sa.select(Event.kind).order_by(Event.seq)).all()[3:]
        assert "Hansen" not in words_of_log(db)
    assert kinds == ["household-formed", "household-joined", "household-left", "household-left"]


def test_nobody_is_in_two_households_or_alone_in_one(database: Database) -> None:
    with database.write() as db:
        anna, bo, eva = (add(db, name) for name in ("Anna Hansen", "Bo Hansen", "Eva Hansen"))
        with pytest.raises(Invalid, match="household-of-one"):
            service.form_household(db, actor=KAREN, at=AT, members={anna.uuid: Role.ADULT})
        both = {anna.uuid: Role.ADULT, bo.uuid: Role.ADULT}
        service.form_household(db, actor=KAREN, at=AT, members=both)
        others = {anna.uuid: Role.ADULT, eva.uuid: Role.ADULT}
        with pytest.raises(Invalid, match="in-household"):
            service.form_household(db, actor=KAREN, at=AT, members=others)


def test_another_units_resident_is_not_reached(database: Database) -> None:
    with database.write() as db:
        anna, olga = add(db, "Anna Hansen"), add(db, "Olga Hansen", actor=OLGA)
        both = {anna.uuid: Role.ADULT, olga.uuid: Role.ADULT}
        with pytest.raises(NotFound):
            service.form_household(db, actor=KAREN, at=AT, members=both)
        with pytest.raises(NotFound):
            service.leave_household(db, actor=KAREN, at=AT, uuid=anna.uuid)
