"""Somebody stops: cases, tasks and meetings go to colleagues in one press, and nothing is left to nobody unseen."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.accounts.models import Membership, User
from sagsflow.cases.models import Case, Note
from sagsflow.eventlog.models import Event
from sagsflow.meetings.models import Meeting, MeetingKind
from sagsflow.tasks.models import Task, TaskStatus
from sagsflow.tasks.service import raise_task
from tests import cast as town
from tests.cast import PEOPLE, TEAM, Cast, Visit, cast, visit
from tests.house.databases import StartingPoint
from tests.house.visitor import Visitor

__all__ = ["cast", "visit"]
ON_ONE = pytest.mark.parametrize("database_system", ["sqlite"])
KAREN, BO, LENE = (PEOPLE[login][0] for login in ("karen", "bo", "lene"))
PAGE = f"/staff/people/{KAREN}/leave"
NOTE = "Ring altid efter klokken ti."


@pytest.fixture
def starting_point() -> StartingPoint:
    return town.CAST


def give_work(db: Session, cast: Cast, *, meeting: bool = True) -> None:
    """Karen owns two cases, is key worker of one of Bo's, has a task of the team, and may chair a meeting."""
    cast.clarifying(db, "karen", number=1)
    cast.open_case(db, "karen", number=2)
    cast.open_case(db, "bo", number=3).key_worker_id = KAREN
    due = cast.at.date()
    raise_task(
        db,
        kind="follow_up",
        unit_id=TEAM,
        assignee_id=KAREN,
        due_on=due,
        case_id=None,
        actor=None,
        at=cast.at,
    )
    if meeting:
        begins = cast.at + timedelta(days=3)
        who = {"chair_id": KAREN, "minute_taker_id": LENE}
        times = {"starts_at": begins, "ends_at": begins + timedelta(hours=1)}
        db.add(Meeting(kind=next(iter(MeetingKind)), unit_id=TEAM, place="Lokale 1", **times, **who))


@pytest.fixture
def busy(cast: Cast) -> Cast:
    with cast.database.write() as db:
        give_work(db, cast)
    return cast


def hers(cast: Cast) -> dict[str, int]:
    """What is open and still Karen's."""
    with cast.database.read() as db:
        rows = {
            "cases": sa.select(Case.id).where(Case.owner_id == KAREN, Case.is_open),
            "key": sa.select(Case.id).where(Case.key_worker_id == KAREN, Case.is_open),
            "tasks": sa.select(Task.id).where(Task.assignee_id == KAREN, Task.status == TaskStatus.OPEN),
            "meetings": sa.select(Meeting.id).where(Meeting.chair_id == KAREN),
        }
        return {name: len(db.scalars(found).all()) for name, found in rows.items()}


def press(visitor: Visitor, to: int, note: str = NOTE) -> int:
    return visitor.submit(PAGE, {f"unit_{TEAM}": str(to), "note": note}, action=PAGE).status_code


def test_all_that_is_hers_goes_to_a_colleague_and_her_account_closes(busy: Cast, visit: Visit) -> None:
    karen, lene = visit("karen"), visit("lene")
    page = lene.get(PAGE).text
    assert "ansvarlig for 2 sager" in page
    assert "1 møde at lede" in page
    assert press(lene, BO) == 303
    assert set(hers(busy).values()) == {0}
    assert karen.get("/account").status_code == 303
    with busy.database.read() as db:
        owned = db.scalars(sa.select(Case.owner_id)).all()
        notes = db.scalars(sa.select(Note.text)).all()
        meeting = db.scalars(sa.select(Meeting)).one()
        kinds = db.scalars(sa.select(Event.kind).order_by(Event.seq)).all()
        active = db.scalars(sa.select(User.active).where(User.id == KAREN)).one()
    assert set(owned) == {BO}
    assert notes.count(NOTE) == 2
    assert (meeting.chair_id, meeting.minute_taker_id) == (BO, LENE)
    assert kinds.count("owner-changed") == 2
    assert {"key-worker-set", "task-reassigned", "meeting-handed-over", "user-left"} <= set(kinds)
    assert not active


@ON_ONE
@pytest.mark.parametrize(("to", "note"), [(0, NOTE), (BO, " "), (KAREN, NOTE), (PEOPLE["oda"][0], NOTE)])
def test_refused_it_changes_nothing_and_keeps_what_was_typed(
    busy: Cast, visit: Visit, to: int, note: str
) -> None:
    before = hers(busy)
    lene = visit("lene")
    assert press(lene, to, note) == 422
    assert hers(busy) == before


@ON_ONE
def test_what_nobody_takes_waits_for_the_whole_unit(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        give_work(db, cast, meeting=False)
    assert press(visit("lene"), 0) == 303
    with cast.database.read() as db:
        nobodys = db.scalars(sa.select(Case.ref).where(Case.owner_id.is_(None))).all()
        tasks = db.scalars(sa.select(Task.unit_id).where(Task.assignee_id.is_(None))).all()
    assert len(nobodys) == 2
    assert set(tasks) == {TEAM}
    bo = visit("bo")
    assert nobodys[0] in bo.get("/").text
    assert "ikke længere en sagsansvarlig" in bo.get(f"/cases/{nobodys[0]}").text


@ON_ONE
def test_an_account_with_work_is_not_closed_without_handing_over(busy: Cast, visit: Visit) -> None:
    adam = visit("adam")
    page = f"/admin/people/{KAREN}"
    assert adam.submit(page, action="/deactivate").location == PAGE
    assert press(adam, BO) == 303
    assert set(hers(busy).values()) == {0}


@ON_ONE
def test_the_last_role_of_a_unit_does_not_end_at_once_while_there_is_work(busy: Cast, visit: Visit) -> None:
    adam, end = visit("adam"), f"/admin/memberships/{KAREN}/end"
    yesterday = (busy.at - timedelta(days=1)).strftime("%d.%m.%Y")
    answer = adam.submit(end, {"last_day": yesterday}, action=end)
    assert answer.status_code == 422
    assert "Overdrag det først" in answer.text


@ON_ONE
def test_who_left_by_the_clock_and_still_has_work_is_seen(busy: Cast, visit: Visit) -> None:
    lene = visit("lene")
    assert "Er stoppet" not in lene.get("/staff/").text
    with busy.database.write() as db:
        held = sa.update(Membership).where(Membership.user_id == KAREN)
        db.execute(held.values(valid_to=busy.at.date() - timedelta(days=1)))
    assert "Er stoppet og har stadig arbejde" in lene.get("/staff/").text
    assert press(lene, BO) == 303
    assert set(hers(busy).values()) == {0}


@ON_ONE
@pytest.mark.parametrize(("login", "status"), [("bo", 403), ("grete", 404), ("karen", 403)])
def test_only_those_who_look_after_her_may(busy: Cast, visit: Visit, login: str, status: int) -> None:
    assert visit(login).get(PAGE).status_code == status


@ON_ONE
def test_nobody_ends_her_own_roles(cast: Cast, visit: Visit) -> None:
    assert visit("lene").get(f"/staff/people/{LENE}/leave").status_code == 403
