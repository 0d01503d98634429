"""The coordinator sees what is overdue in her team, and each count opens exactly what it counted."""

import re
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from sagsflow.core.database import Database
from sagsflow.tasks import service as tasks
from tests.tasks.conftest import Enter
from tests.tasks.world import SCHOOL, TEAM, NewCase, add_case

YESTERDAY = date(2026, 9, 14)
LINK = re.compile(r'<a href="(/my-day/team/(\d+)/(tasks|cases))">(\d+\+?)<')


def _fill(db: Session, at: datetime) -> None:
    for number in range(1, 4):
        add_case(db, NewCase(number, due_on=YESTERDAY))
    add_case(db, NewCase(4, owner=None, due_on=YESTERDAY))
    add_case(db, NewCase(5, owner="bo", due_on=YESTERDAY + timedelta(days=1)))
    for to in (1, 1, None):
        _task(db, at, to=to, unit=TEAM)
    _task(db, at, to=4, unit=SCHOOL)


def _task(db: Session, at: datetime, *, to: int | None, unit: int) -> None:
    tasks.raise_task(
        db, kind="follow_up", unit_id=unit, assignee_id=to, due_on=YESTERDAY, case_id=None, actor=None, at=at
    )


def test_each_count_opens_exactly_what_it_counted(enter: Enter, database: Database, at: datetime) -> None:
    with database.write() as db:
        _fill(db, at)
    lene = enter("lene")
    found = {
        (who, what): (url, count) for url, who, what, count in LINK.findall(lene.get("/my-day/team").text)
    }
    counted = {key: count for key, (_url, count) in found.items()}
    assert counted == {("1", "tasks"): "2", ("1", "cases"): "3", ("0", "tasks"): "1", ("0", "cases"): "1"}
    for url, count in found.values():
        assert lene.get(url).text.count('<th scope="row"') == int(count)


def test_a_count_stops_at_a_hundred_and_its_list_goes_on(
    enter: Enter, database: Database, at: datetime
) -> None:
    with database.write() as db:
        for _ in range(102):
            _task(db, at, to=1, unit=TEAM)
    lene, url, rows = enter("lene"), "/my-day/team/1/tasks", 0
    assert ">100+<" in lene.get("/my-day/team").text
    while url:
        page = lene.get(url).text
        rows += page.count('<th scope="row"')
        older = re.search(r'rel="next"[^>]* href="([^"]+)"', page)
        url = older[1].replace("&amp;", "&") if older else ""
    assert rows == 102


def test_only_those_who_lead_a_team_see_it_and_only_their_own(enter: Enter) -> None:
    assert enter("karen").get("/my-day/team").status_code == 403
    lene = enter("lene")
    assert lene.get("/my-day/team/4/tasks").status_code == 404
    assert "Samir" not in lene.get("/my-day/team").text


def test_a_cursor_that_was_made_up_begins_at_the_top(enter: Enter, database: Database, at: datetime) -> None:
    with database.write() as db:
        _fill(db, at)
    for cursor in ("x", "WyJ4IiwxXQ", "WzEsMl0"):
        page = enter("lene").get(f"/my-day/team/1/cases?after={cursor}")
        assert page.text.count('<th scope="row"') == 3
