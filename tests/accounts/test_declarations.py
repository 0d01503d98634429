"""The declaration of confidentiality: noted by somebody else, for a year; without it no case, and it is said why."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.accounts.models import Declaration, User
from sagsflow.accounts.policy import last_day_of
from sagsflow.core.clock import SettableClock
from sagsflow.core.database import Database
from sagsflow.eventlog.models import Event
from sagsflow.tasks.models import Task
from sagsflow.tasks.renewals import ask_for_renewal
from tests.accounts.conftest import SignedIn, kinds_in
from tests.house.markup import parse, text_of
from tests.house.visitor import Visitor

ON_ONE = pytest.mark.parametrize("database_system", ["sqlite"])
TODAY = date(2026, 9, 15)


def sign(database: Database, login: str, on: date | None) -> int:
    """Puts the day of the newest declaration; returns the user's id."""
    with database.write() as db:
        user = db.scalars(sa.select(User).where(User.login == login)).one()
        newest = sa.select(sa.func.max(Declaration.id)).where(Declaration.user_id == user.id)
        user.signed_declaration_on = on
        if on is not None:
            which = Declaration.id == newest.scalar_subquery()
            db.execute(sa.update(Declaration).where(which).values(signed_on=on))
        return user.id


def note(visitor: Visitor, user_id: int, on: str) -> int:
    page = f"/staff/people/{user_id}/declaration"
    return visitor.submit(page, {"on": on, "reference": "ARKIV-7"}, action=page).status_code


def declarations_on(visitor: Visitor) -> str:
    """What the panel of declarations says; the page names colleagues elsewhere too."""
    panel = parse(visitor.get("/staff/").text).root.find(".//section[@id='declarations']")
    assert panel is not None
    return text_of(panel)


@pytest.mark.parametrize(
    ("signed_on", "last"),
    [
        (date(2025, 10, 1), date(2026, 9, 30)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 3, 1), date(2024, 2, 29)),
    ],
)
def test_it_holds_for_a_year(signed_on: date, last: date) -> None:
    assert last_day_of(signed_on) == last


@ON_ONE
def test_on_its_last_day_there_is_access_and_on_the_next_it_is_said_why_not(
    signed_in: SignedIn, database: Database, clock: SettableClock
) -> None:
    sign(database, "mette", date(2025, 9, 16))
    mette = signed_in("mette")
    assert mette.get("/cases").status_code == 200
    assert "udløber den 15.09.2026" in mette.get("/").text
    clock.advance(timedelta(hours=14))
    again = signed_in("mette")
    answer = again.get("/cases")
    assert answer.status_code == 404
    assert "udløb den 15.09.2026" in answer.text
    assert "Kirsten Testgaard" in answer.text


@ON_ONE
def test_who_never_signed_is_told_so(signed_in: SignedIn, database: Database) -> None:
    sign(database, "mette", None)
    assert "ikke skrevet under på en tavshedserklæring" in signed_in("mette").get("/").text
    assert "tavshedserklæring" not in signed_in("jonas").get("/").text


def test_the_leader_sees_who_lacks_one_and_notes_it(signed_in: SignedIn, database: Database) -> None:
    mette, aase = sign(database, "mette", None), sign(database, "aase", TODAY - timedelta(days=340))
    sign(database, "jonas", TODAY - timedelta(days=330))
    kirsten = signed_in("kirsten")
    told = declarations_on(kirsten)
    assert "Mette" in told
    assert "Udløber den" in told
    assert "Jonas" not in told
    assert note(kirsten, mette, "15.09.2026") == note(kirsten, aase, "01.09.2026") == 303
    assert "Alle har skrevet under" in declarations_on(kirsten)
    assert kinds_in(database)[-1] == "declaration-noted"
    with database.read() as db:
        row = db.scalars(sa.select(Declaration).order_by(Declaration.id.desc())).first()
    assert row is not None
    assert (row.user_id, row.reference, row.signed_on) == (aase, "ARKIV-7", date(2026, 9, 1))


@ON_ONE
def test_a_leader_notes_neither_her_own_nor_that_of_people_elsewhere(
    signed_in: SignedIn, database: Database
) -> None:
    own, elsewhere = sign(database, "kirsten", TODAY), sign(database, "layla", TODAY)
    kirsten = signed_in("kirsten")
    assert note(kirsten, own, "15.09.2026") == 403
    assert kirsten.get(f"/staff/people/{elsewhere}/declaration").status_code == 404


def test_the_leader_is_given_one_task_a_month_before_it_ends(
    database: Database, clock: SettableClock
) -> None:
    sign(database, "mette", TODAY - timedelta(days=340))
    for _ in range(2):
        with database.write() as db:
            ask_for_renewal(db, {}, clock.now())
    with database.read() as db:
        tasks = db.scalars(sa.select(Task).where(Task.kind == "renew_declaration")).all()
        kirsten = db.scalars(sa.select(User.id).where(User.login == "kirsten")).one()
        kinds = db.scalars(sa.select(Event.kind).where(Event.kind == "declaration-ends-soon")).all()
    ours = [task for task in tasks if task.assignee_id == kirsten]
    assert [task.due_on for task in ours] == [last_day_of(TODAY - timedelta(days=340))]
    assert len(tasks) == len(kinds) == 1
