"""What was agreed comes back at the next meeting until somebody says what became of it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from sagsflow.core.errors import NotFound, Stale
from sagsflow.meetings.models import Action, Outcome
from sagsflow.meetings.queries import actions as reading
from sagsflow.meetings.service import actions
from sagsflow.meetings.service.deciding import Ruling
from sagsflow.tasks import service as tasks
from sagsflow.tasks.models import Task, TaskStatus
from tests.cast import SCHOOL, Visit, person
from tests.meetings.table import MONDAY, Table
from tests.meetings.test_deciding import DUE

ASK = Ruling("gather_knowledge", "Skolen spørger læreren", SCHOOL, DUE)


def _agreed(table: Table) -> tuple[int, int]:
    """The next meeting, and the action that waits for it."""
    first, following = table.call(), table.call(MONDAY + timedelta(days=14))
    table.decide(table.on_the_agenda(first), ASK)
    with table.database.read() as db:
        return following, db.scalars(sa.select(Action.id)).one()


def _open(table: Table, meeting: int, login: str) -> list[int]:
    with table.database.read() as db:
        found = reading.to_follow_up(db, person(login), table.meeting(meeting), table.cast.at)
        return [row.action.id for row in found if row.action.outcome is None]


def _say(table: Table, meeting: int, action: int, outcome: Outcome, version: int = 1) -> None:
    with table.database.write() as db:
        actor, at = person("lene"), table.cast.at
        actions.follow_up(db, meeting, action, outcome, remark="", version=version, actor=actor, at=at)


def test_an_action_comes_back_until_its_outcome_is_said_and_only_to_those_who_may_know(table: Table) -> None:
    following, action = _agreed(table)
    assert [_open(table, following, login) for login in ("lene", "samir", "jette")] == [
        [action],
        [action],
        [],
    ]
    _say(table, following, action, Outcome.NOT_POSSIBLE)
    later = table.call(MONDAY + timedelta(days=28))
    assert [_open(table, meeting, "lene") for meeting in (following, later)] == [[], []]


@pytest.mark.parametrize(
    ("outcome", "status"), [(Outcome.DONE, TaskStatus.DONE), (Outcome.NOT_DONE, TaskStatus.CANCELLED)]
)
def test_the_task_on_the_partys_day_goes_with_it(table: Table, outcome: Outcome, status: TaskStatus) -> None:
    following, action = _agreed(table)
    _say(table, following, action, outcome)
    with table.database.read() as db:
        assert db.scalars(sa.select(Task.status).where(Task.kind == "decision")).all() == [status]


def test_a_task_that_is_done_on_ones_own_day_is_told_at_the_meeting(visit: Visit, table: Table) -> None:
    following, _action = _agreed(table)
    with table.database.write() as db:
        task = db.scalars(sa.select(Task).where(Task.kind == "decision")).one()
        tasks.finish(db, task_id=task.id, actor=person("samir"), at=table.cast.at, version=task.version)
    assert "Meldt udført af dem, der havde opgaven" in visit("lene").get(f"/meetings/{following}").text


def test_of_two_who_close_it_at_once_the_second_is_told(table: Table) -> None:
    following, action = _agreed(table)
    _say(table, following, action, Outcome.DONE)
    with pytest.raises(Stale):
        _say(table, following, action, Outcome.NOT_DONE)


def test_an_action_of_a_later_meeting_or_of_nobody_is_not_there(table: Table) -> None:
    _following, action = _agreed(table)
    earlier = table.call(MONDAY - timedelta(days=1))
    for found in (action, 4711):
        with pytest.raises(NotFound):
            _say(table, earlier, found, Outcome.DONE)


def test_one_press_in_the_room_says_what_became_of_it(visit: Visit, table: Table) -> None:
    following, _action = _agreed(table)
    lene = visit("lene")
    form = lene.form(f"/meetings/{following}", action="/follow-up")
    answer = lene.post(form.action, data={**form.filled({"remark": "Læreren er ny"}), "outcome": "not_done"})
    assert answer.status_code == 303
    page = lene.get(f"/meetings/{following}").text
    assert "Ikke udført" in page
    assert "Læreren er ny" in page
