"""A request is noted on the day it comes, has a month, and ends with an answer or a reason."""

from datetime import date

import pytest
import sqlalchemy as sa

from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.eventlog.models import Event
from sagsflow.privacy.models import RequestKind, RequestStatus, RightsRequest
from sagsflow.privacy.service import register
from sagsflow.residents.models import Resident
from sagsflow.tasks.models import Task, TaskStatus
from tests.cast import JOBS, TEAM, Cast, Visit, person
from tests.privacy.office import Office

LENE = person("lene")


@pytest.mark.parametrize(
    ("received", "months", "due"),
    [
        (date(2026, 9, 15), 1, date(2026, 10, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 1, date(2028, 1, 31)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last(received: date, months: int, due: date) -> None:
    assert register.months_after(received, months) == due


def test_the_unit_gets_a_task_and_so_does_who_holds_something_of_its_own(cast: Cast, office: Office) -> None:
    with cast.database.write() as db:
        case = office.full_case(db)
        request = office.request(db, case)
        found = db.scalars(sa.select(Task).where(Task.kind.like("answer_%")).order_by(Task.id)).all()
        assert [(task.kind, task.unit_id, task.case_id, task.due_on) for task in found] == [
            ("answer_request", TEAM, None, date(2026, 10, 15)),
            ("answer_own_part", JOBS, case.id, date(2026, 10, 15)),
        ]
        assert request.task_id == found[0].id
        assert "request-noted" in db.scalars(sa.select(Event.kind)).all()


def test_it_is_declined_with_a_reason_and_the_task_is_done(cast: Cast, office: Office) -> None:
    with cast.database.write() as db:
        request = office.request(db, office.full_case(db))
        key = request.id
        with pytest.raises(Invalid):
            register.decline(db, key, reason=" ", version=request.version, actor=LENE, at=cast.at)
    with cast.database.write() as db:
        request = db.get_one(RightsRequest, key)
        register.decline(db, key, reason="Åbenbart grundløs", version=request.version, actor=LENE, at=cast.at)
        assert db.get_one(Task, request.task_id).status is TaskStatus.DONE
        with pytest.raises(Stale):
            register.decline(db, key, reason="Igen", version=request.version, actor=LENE, at=cast.at)


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_the_deadline_moves_at_most_to_three_months(cast: Cast, office: Office) -> None:
    with cast.database.write() as db:
        request = office.request(db, office.full_case(db))
        values = {"reason": "Mange sager", "actor": LENE, "at": cast.at}
        for to in (date(2026, 10, 15), date(2026, 12, 16)):
            with pytest.raises(Invalid):
                register.extend(db, request.id, to=to, version=request.version, **values)  # type: ignore[arg-type]  # spread
        register.extend(db, request.id, to=date(2026, 12, 15), version=request.version, **values)  # type: ignore[arg-type]  # spread
        assert db.get_one(Task, request.task_id).due_on == date(2026, 12, 15)


@pytest.mark.parametrize("database_system", ["sqlite"])
@pytest.mark.parametrize("stranger", ["karen", "oda", "jette", "dorte", "vibeke"])
def test_only_who_answers_for_the_unit_may_close_it(cast: Cast, office: Office, stranger: str) -> None:
    with cast.database.write() as db:
        request = office.request(db, office.full_case(db))
        with pytest.raises(NotFound):
            register.decline(
                db, request.id, reason="Nej", version=request.version, actor=person(stranger), at=cast.at
            )


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_a_correction_is_noted_with_what_was_decided(cast: Cast, office: Office) -> None:
    with cast.database.write() as db:
        request = office.request(db, office.full_case(db), RequestKind.RECTIFICATION)
        register.carry_out(
            db, request.id, decision="Adressen er rettet", version=request.version, actor=LENE, at=cast.at
        )
        assert (request.status, request.reason) == (RequestStatus.ANSWERED, "Adressen er rettet")
    with cast.database.write() as db:
        access = office.request(db, office.full_case(db))
        with pytest.raises(Invalid):
            register.carry_out(db, access.id, decision="x", version=access.version, actor=LENE, at=cast.at)


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_the_worker_notes_it_on_the_resident_s_page_and_the_coordinator_finds_it(
    cast: Cast, office: Office, visit: Visit
) -> None:
    with cast.database.write() as db:
        uuid = db.get_one(Resident, office.full_case(db).resident_id).uuid
    karen, page = visit("karen"), f"/rights/new/{uuid}"
    assert page in karen.get(f"/residents/{uuid}").text
    refused = karen.submit(page, {"received_on": "15.10.2026", "words": "Jeg vil se alt"}, action="/" + uuid)
    assert (refused.status_code, "Jeg vil se alt" in refused.text) == (422, True)
    noted = karen.submit(page, {"words": "Jeg vil se alt"}, action="/" + uuid)
    assert noted.status_code == 303
    assert "Din koordinator besvarer" in karen.get(noted.location).text
    assert [visit(who).get("/rights").status_code for who in ("karen", "lene")] == [403, 200]
    assert "15.10.2026" in visit("lene").get("/rights").text
    assert "Svar senest" in visit("lene").get(noted.location).text
    assert [visit(who).get(noted.location).status_code for who in ("oda", "jette", "vibeke")] == [404] * 3
