"""A decision is the case's next step, with its task and its deadline, in one transaction or not at all."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.core.errors import Invalid, Stale
from sagsflow.engine.snapshot import Blocked, NoSuchStep
from sagsflow.eventlog.models import Event
from sagsflow.meetings.models import AgendaItem, ItemStatus, MeetingStatus
from sagsflow.meetings.service import deciding, turn
from sagsflow.meetings.service.deciding import Ruling
from sagsflow.tasks.models import Task
from tests.cast import JOBS, PEOPLE, SCHOOL, TEAM, person
from tests.meetings.table import MONDAY, Table, withdraw_all

KAREN = PEOPLE["karen"][0]
DUE = date(2026, 9, 30)
PLAN = Ruling("one_plan_key_worker", "Teamet følger familien", TEAM, DUE, KAREN)


def _tasks(table: Table) -> list[Task]:
    with table.database.read() as db:
        return list(db.scalars(sa.select(Task).where(Task.kind == "decision")))


def _events(table: Table) -> int:
    with table.database.read() as db:
        return db.scalar(sa.select(sa.func.count()).select_from(Event)) or 0


def test_one_press_takes_the_step_gives_the_task_and_sets_the_deadline(table: Table) -> None:
    meeting = table.call()
    item_id = table.on_the_agenda(meeting)
    table.sit_down(meeting, TEAM, SCHOOL)
    table.decide(item_id, PLAN)
    case, (task,) = table.case_of(item_id), _tasks(table)
    assert (case.state, case.key_worker_id, case.due_on) == ("plan_agreed", KAREN, date(2026, 9, 22))
    assert (task.unit_id, task.assignee_id, task.due_on, task.case_id) == (TEAM, KAREN, DUE, case.id)
    assert (table.item(item_id).status, table.item(item_id).decided_step is not None) == (
        ItemStatus.DECIDED,
        True,
    )


def test_the_minute_taker_decides_too_though_she_is_no_coordinator(table: Table) -> None:
    meeting = table.call()
    item_id = table.on_the_agenda(meeting)
    table.sit_down(meeting, TEAM)
    table.decide(item_id, PLAN, "karen")
    assert table.case_of(item_id).state == "plan_agreed"


def test_what_needs_all_who_are_present_is_refused_for_one_without_consent_and_nothing_is_left(
    table: Table,
) -> None:
    meeting = table.call()
    item_id = table.on_the_agenda(meeting)
    table.sit_down(meeting, TEAM, SCHOOL, JOBS)
    before = _events(table)
    with pytest.raises(Blocked) as refused:
        table.decide(item_id, PLAN)
    assert [reason.params.get("unit") for reason in refused.value.reasons] == [JOBS]
    assert (table.item(item_id).status, table.item(item_id).decision_text) == (ItemStatus.PLANNED, None)
    assert (table.case_of(item_id).state, _tasks(table), _events(table)) == ("on_agenda", [], before)
    assert table.meeting(meeting).status is MeetingStatus.PLANNED


def test_a_decision_without_a_step_is_recorded_and_the_case_stays(table: Table) -> None:
    item_id = table.on_the_agenda(table.call())
    table.decide(item_id, Ruling("gather_knowledge", "Skolen spørger læreren", SCHOOL, DUE))
    assert (table.case_of(item_id).state, table.item(item_id).decided_step) == ("on_agenda", None)
    assert [(task.unit_id, task.assignee_id) for task in _tasks(table)] == [(SCHOOL, None)]


def test_to_wait_sends_the_case_back_to_those_that_are_ready(table: Table) -> None:
    item_id = table.on_the_agenda(table.call())
    table.decide(item_id, Ruling("wait", "Vi hører skolen først"))
    case = table.case_of(item_id)
    assert (case.state, case.meeting_wait) == ("ready_for_meeting", "ready")
    assert table.put_on(table.call(MONDAY + timedelta(days=14)), case.ref) != item_id


def test_a_case_that_stays_can_be_put_on_again_and_follows_the_new_day(table: Table) -> None:
    item_id = table.on_the_agenda(table.call())
    table.decide(item_id, Ruling("gather_knowledge", "Skolen spørger læreren"))
    table.put_on(table.call(MONDAY + timedelta(days=14)), table.case_of(item_id).ref)
    assert table.case_of(item_id).due_on == date(2026, 10, 5)


def test_a_task_does_not_land_where_the_case_may_not_be_seen(table: Table) -> None:
    item_id = table.on_the_agenda(table.call())
    with pytest.raises(Invalid) as refused:
        table.decide(item_id, Ruling("gather_knowledge", "Jobhjælpen undersøger", JOBS, DUE))
    assert refused.value.fields == {"responsible": "no-consent"}
    assert _tasks(table) == []


@pytest.mark.parametrize(
    ("ruling", "wrong"),
    [
        (Ruling("nothing", "Tekst"), {"code": "required"}),
        (Ruling("wait", "  "), {"text": "required"}),
        (Ruling("wait", "Tekst", SCHOOL), {"due_on": "required"}),
        (Ruling("wait", "Tekst", None, DUE), {"responsible": "required"}),
        (Ruling("wait", "Tekst", SCHOOL, date(2026, 9, 14)), {"due_on": "in-the-past"}),
    ],
)
def test_a_decision_says_who_what_and_when(table: Table, ruling: Ruling, wrong: dict[str, str]) -> None:
    item_id = table.on_the_agenda(table.call())
    with pytest.raises(Invalid) as refused:
        table.decide(item_id, ruling)
    assert refused.value.fields == wrong


def test_of_two_people_at_once_one_wins_and_the_other_is_told(table: Table) -> None:
    item_id = table.on_the_agenda(table.call())
    seen = table.item(item_id).version
    table.decide(item_id, Ruling("wait", "Først"), "karen")
    with pytest.raises(Stale), table.database.write() as db:
        deciding.decide(
            db,
            item_id,
            Ruling("no_coordination", "Sidst"),
            version=seen,
            actor=person("lene"),
            at=table.cast.at,
            pathways=table.cast.platform,
        )
    assert table.item(item_id).decision_text == "Først"


def test_a_case_that_has_left_the_agenda_cannot_take_the_step(table: Table) -> None:
    item_id = table.on_the_agenda(table.call())
    with table.database.write() as db:
        table.cast.move(db, table.case_of(item_id).ref, "postpone", "lene", reason="Beboeren er syg")
    with pytest.raises(NoSuchStep):
        table.decide(item_id, PLAN)


def test_a_case_that_is_withdrawn_is_not_decided_by_a_page_from_before(table: Table) -> None:
    item_id = table.on_the_agenda(table.call())
    before = table.item(item_id).version
    with table.database.write() as db:
        table.cast.move(db, table.case_of(item_id).ref, "withdraw")
    at, pathways = table.cast.at, table.cast.platform
    with pytest.raises(Stale), table.database.write() as db:
        deciding.decide(db, item_id, PLAN, version=before, actor=person("lene"), at=at, pathways=pathways)


def test_when_an_item_is_decided_the_next_one_is_taken_up(table: Table) -> None:
    meeting = table.call()
    one, two = table.matter(meeting, "Et"), table.matter(meeting, "To")
    table.begin(meeting)
    assert table.item(one).status is ItemStatus.OPEN
    table.decide(one, Ruling("", "Aftalt"))
    with table.database.write() as db:
        assert (
            turn.go_on(db, table.meeting(meeting), at=table.cast.at, after=db.get_one(AgendaItem, one)) == two
        )
    assert table.item(two).status is ItemStatus.OPEN


def test_consent_given_later_opens_the_step(table: Table) -> None:
    meeting, ref = table.call(), table.ready()
    item_id = table.put_on(meeting, ref)
    withdraw_all(table, ref, SCHOOL)
    table.sit_down(meeting, TEAM, SCHOOL)
    with pytest.raises(Blocked):
        table.decide(item_id, PLAN)
    table.consent(ref, SCHOOL)
    table.decide(item_id, PLAN)
    assert table.case_of(item_id).state == "plan_agreed"
