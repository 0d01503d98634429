"""Min dag says what waits for one person, the oldest first, and nothing that she may not see."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Domain
from sagsflow.core.database import Database
from sagsflow.eventlog.models import ReadEntry
from sagsflow.meetings.models import Meeting, MeetingKind, MeetingStatus
from sagsflow.tasks import service as tasks
from tests.house.visitor import Visitor
from tests.tasks.conftest import Enter
from tests.tasks.world import SCHOOL, TEAM, VOLUNTEERS, NewCase, add_case, end_grants

TODAY = date(2026, 9, 15)


def _in(days: int) -> date:
    return TODAY + timedelta(days=days)


def _task(
    db: Session, case_id: int, at: datetime, *, days: int, to: int | None = 1, unit: int = TEAM
) -> None:
    tasks.raise_task(
        db,
        kind="call_resident",
        unit_id=unit,
        assignee_id=to,
        due_on=_in(days),
        case_id=case_id,
        actor=None,
        at=at,
    )


def _positions(page: str, *words: str) -> list[int]:
    assert all(word in page for word in words), page
    return [page.index(word) for word in words]


def test_what_is_overdue_stands_first_then_what_is_due_then_what_nobody_has_taken(
    enter: Enter, database: Database, at: datetime
) -> None:
    with database.write() as db:
        add_case(db, NewCase(1, due_on=_in(2)))
        add_case(db, NewCase(2, due_on=_in(-3)))
        add_case(db, NewCase(3, owner=None, due_on=_in(-9)))
        add_case(db, NewCase(4, owner="bo", due_on=_in(-9)))
        _task(db, 4, at, days=-1, to=None)
    page = enter("karen").get("/").text
    found = _positions(
        page, "BSV-2026-0002", "Ring til beboeren", "BSV-2026-0004", "BSV-2026-0001", "BSV-2026-0003"
    )
    assert found == sorted(found)
    assert "2 arbejdsdage over fristen" in page


def test_a_case_whose_deadline_is_far_away_does_not_stand_there(enter: Enter, database: Database) -> None:
    with database.write() as db:
        add_case(db, NewCase(1, due_on=_in(60)))
    page = enter("karen").get("/").text
    assert "BSV-2026-0001" not in page
    assert "Der er ikke noget, der venter på dig" in page
    assert "Find en beboer" in page


def test_the_deadline_of_ones_own_case_is_told_once(enter: Enter, database: Database, at: datetime) -> None:
    with database.write() as db:
        add_case(db, NewCase(1, due_on=_in(-1)))
        told = {"kind": "overdue", "unit_id": TEAM, "assignee_id": 1, "due_on": _in(-1), "case_id": 1}
        tasks.raise_task(db, actor=None, at=at, **told)  # type: ignore[arg-type]  # the five of one task
    assert enter("karen").get("/").text.count('href="/cases/BSV-2026-0001"') == 1


def test_a_task_of_the_very_day_of_its_case_says_so_in_one_line(
    enter: Enter, database: Database, at: datetime
) -> None:
    with database.write() as db:
        add_case(db, NewCase(1, due_on=_in(1)))
        _task(db, 1, at, days=1)
        _task(db, 1, at, days=2)
    page = enter("karen").get("/").text
    assert page.count('href="/cases/BSV-2026-0001"') == 2
    assert page.count("Sagens frist er samme dag.") == 1


def test_a_task_is_finished_with_one_press_and_is_gone(
    enter: Enter, database: Database, at: datetime
) -> None:
    with database.write() as db:
        add_case(db, NewCase(1))
        _task(db, 1, at, days=0)
    karen = enter("karen")
    answer = karen.submit("/", action="/finish")
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Ring til beboeren" not in karen.get("/").text


def test_a_partner_sees_the_task_of_a_shared_case_and_no_longer_when_the_grant_has_ended(
    enter: Enter, database: Database, at: datetime
) -> None:
    with database.write() as db:
        case = add_case(db, NewCase(1, shared_with={SCHOOL: None}))
        _task(db, case.id, at, days=1, to=None, unit=SCHOOL)
    samir = enter("samir")
    assert "BSV-2026-0001" in samir.get("/").text
    with database.write() as db:
        end_grants(db, case, SCHOOL, at)
    page = samir.get("/").text
    assert "BSV-2026-0001" not in page
    assert "Ring til beboeren" not in page


def test_citizenship_and_support_never_meet(enter: Enter, database: Database) -> None:
    with database.write() as db:
        add_case(db, NewCase(1, due_on=_in(-1)))
        volunteering = NewCase(2, owner="vibeke", unit=VOLUNTEERS, due_on=_in(-1), domain=Domain.VOLUNTEER)
        add_case(db, volunteering)
    page = enter("vibeke").get("/").text
    assert "BSV-2026-0002" in page
    assert "BSV-2026-0001" not in page


def test_showing_names_is_noted_and_an_empty_day_is_not(enter: Enter, database: Database) -> None:
    karen = enter("karen")
    karen.get("/")
    with database.write() as db:
        assert db.scalars(sa.select(ReadEntry.what)).all() == []
        add_case(db, NewCase(1, due_on=_in(1)))
    assert karen.get("/my-day", follow_redirects=True).request.path == "/"
    with database.read() as db:
        assert db.scalars(sa.select(ReadEntry.what)).all() == ["my-day"]


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_a_manager_begins_with_the_figures(enter: Enter) -> None:
    assert enter("mette").get("/").location == "/overview"


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_people_without_cases_are_told_what_they_can_do(enter: Enter) -> None:
    page = enter("adam").get("/").text
    assert "Det kan du gøre her" in page
    assert "Forløbene" in page


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_a_stranger_is_asked_to_sign_in(client: Visitor) -> None:
    assert client.get("/").status_code == 303


def test_a_meeting_of_today_stands_there_with_its_agenda_and_one_that_has_ended_does_not(
    enter: Enter, database: Database, at: datetime
) -> None:
    with database.write() as db:
        for number, status in ((1, MeetingStatus.PLANNED), (2, MeetingStatus.ENDED)):
            begins = at + timedelta(hours=number)
            whole = {"kind": MeetingKind.CASE, "unit_id": TEAM, "chair_id": 3, "minute_taker_id": 1}
            db.add(
                Meeting(starts_at=begins, ends_at=begins, place=f"Lokale {number}", status=status, **whole)
            )
    page = enter("karen").get("/").text
    assert "Lokale 1" in page
    assert "0 punkter på dagsordenen" in page
    assert "Lokale 2" not in page
