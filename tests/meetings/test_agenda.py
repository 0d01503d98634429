"""The agenda: what comes on it, in which order, and what happens to that which is not decided."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.core.errors import Forbidden, Invalid, NotFound, Stale
from sagsflow.engine.snapshot import Blocked
from sagsflow.meetings.models import AgendaItem, ItemStatus
from sagsflow.meetings.queries.ready import ready_cases
from sagsflow.meetings.service import agenda, closing
from sagsflow.meetings.service.agenda import Matter
from tests.cast import JOBS, SCHOOL, person
from tests.meetings.table import MONDAY, QUESTION, Table, counted, withdraw_all

NEXT_TIME = MONDAY + timedelta(days=14)


def _ready(table: Table) -> list[str]:
    with table.database.read() as db:
        return [row.case.ref for row in ready_cases(db, person("lene"), table.cast.at)]


def _carry(table: Table, item_id: int, to: int) -> int:
    with table.database.write() as db:
        version = db.get_one(AgendaItem, item_id).version
        actor, at = person("lene"), table.cast.at
        return agenda.carry_on(
            db, item_id, to, version=version, actor=actor, at=at, pathways=table.cast.platform
        ).id


def test_a_case_put_on_takes_its_step_and_its_deadline_is_the_day_of_the_meeting(table: Table) -> None:
    item_id = table.on_the_agenda(table.call())
    case = table.case_of(item_id)
    assert (case.state, case.due_on) == ("on_agenda", date(2026, 9, 21))
    assert table.item(item_id).question == QUESTION
    assert _ready(table) == []


def test_a_case_whose_consent_is_gone_stays_on_the_list_and_the_reason_names_the_unit(table: Table) -> None:
    meeting, ref = table.call(), table.ready(1, SCHOOL, JOBS)
    withdraw_all(table, ref, JOBS)
    with table.database.write() as db:
        refused = agenda.put_many_on(
            db, meeting, {ref: Matter()}, actor=person("lene"), at=table.cast.at, pathways=table.cast.platform
        )
    refusal = refused[ref]
    assert isinstance(refusal, Blocked)
    assert [reason.params.get("unit") for reason in refusal.reasons] == [JOBS]
    assert (table.case(ref).state, table.items(meeting), _ready(table)) == ("ready_for_meeting", [], [ref])


def test_of_many_cases_those_that_can_are_put_on_in_the_order_given(table: Table) -> None:
    meeting = table.call()
    first, barred, last = table.ready(1), table.ready(2), table.ready(3)
    withdraw_all(table, barred, SCHOOL)
    with table.database.write() as db:
        refused = agenda.put_many_on(
            db,
            meeting,
            dict.fromkeys((last, barred, first), Matter(minutes=15)),
            actor=person("lene"),
            at=table.cast.at,
            pathways=table.cast.platform,
        )
    assert list(refused) == [barred]
    assert [table.case_of(item).ref for item in table.items(meeting)] == [last, first]


def test_a_case_cannot_stand_on_two_agendas(table: Table) -> None:
    ref = table.ready()
    table.put_on(table.call(), ref)
    with pytest.raises(Invalid):
        table.put_on(table.call(NEXT_TIME), ref)


def test_urgent_cases_come_first_and_then_those_that_have_waited_longest(table: Table) -> None:
    refs = []
    for number in (1, 2, 3):
        refs.append(table.ready(number))
        table.cast.clock.advance(timedelta(days=1))
    table.mark_urgent(refs[2])
    assert _ready(table) == [refs[2], refs[0], refs[1]]


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_the_cases_that_are_ready_are_read_in_their_order_and_nothing_is_sorted(table: Table) -> None:
    with counted(table.database) as asked:
        _ready(table)
    with table.database.engine.connect() as connection:
        walks = [statement for statement in asked if "meeting_wait IN" in statement]
        plans = [
            str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {walk}", (None,) * walk.count("?")).all())
            for walk in walks
        ]
    assert len(plans) == len({"urgent", "not urgent"})
    assert all("ix_case_ready" in plan and "TEMP B-TREE" not in plan for plan in plans), plans


def test_the_order_is_kept_and_items_that_moved_can_still_be_decided(table: Table) -> None:
    meeting = table.call()
    one, two, three = (table.matter(meeting, title) for title in ("Et", "To", "Tre"))
    before = table.item(two).version
    with table.database.write() as db:
        agenda.order(db, meeting, [three, one, two], actor=person("karen"), at=table.cast.at)
    assert table.items(meeting) == [three, one, two]
    assert table.item(two).version == before


@pytest.mark.parametrize("change", [lambda ids: ids[1:], lambda ids: [*ids, 999], lambda ids: [ids[0]] * 2])
def test_an_order_that_does_not_name_each_item_once_is_refused(table: Table, change: object) -> None:
    meeting = table.call()
    ids = [table.matter(meeting, "Et"), table.matter(meeting, "To")]
    with pytest.raises(Invalid), table.database.write() as db:
        agenda.order(db, meeting, change(ids), actor=person("lene"), at=table.cast.at)  # type: ignore[operator]  # a lambda
    assert table.items(meeting) == ids


def test_an_order_that_somebody_else_changed_meanwhile_is_told_not_overwritten(table: Table) -> None:
    meeting = table.call()
    one, two = table.matter(meeting, "Et"), table.matter(meeting, "To")
    with table.database.write() as db:
        agenda.shift(db, two, by=-1, actor=person("karen"), at=table.cast.at)
    with pytest.raises(Stale), table.database.write() as db:
        agenda.order(db, meeting, [one, two], actor=person("lene"), at=table.cast.at, seen=[one, two])
    assert table.items(meeting) == [two, one]


def test_carrying_on_keeps_this_meeting_whole_and_moves_the_deadline(table: Table) -> None:
    meeting, later = table.call(), table.call(NEXT_TIME)
    item_id = table.on_the_agenda(meeting)
    copy = _carry(table, item_id, later)
    assert (table.item(item_id).status, table.item(item_id).carried_to_id) == (ItemStatus.CARRIED, copy)
    assert (table.items(meeting), table.items(later)) == ([item_id], [copy])
    case = table.case_of(copy)
    assert (case.state, case.due_on) == ("on_agenda", date(2026, 10, 5))


def test_an_item_is_not_carried_backwards(table: Table) -> None:
    earlier, meeting = table.call(), table.call(NEXT_TIME)
    item_id = table.on_the_agenda(meeting)
    with pytest.raises(Invalid):
        _carry(table, item_id, earlier)
    assert table.item(item_id).status is ItemStatus.PLANNED


def test_a_case_that_is_taken_off_is_ready_again(table: Table) -> None:
    meeting = table.call()
    item_id = table.on_the_agenda(meeting)
    ref = table.case_of(item_id).ref
    with table.database.write() as db:
        version, at = db.get_one(AgendaItem, item_id).version, table.cast.at
        agenda.take_off(
            db,
            item_id,
            reason="Beboeren er syg",
            version=version,
            actor=person("karen"),
            at=at,
            pathways=table.cast.platform,
        )
    assert (table.case(ref).state, _ready(table)) == ("ready_for_meeting", [ref])


@pytest.mark.parametrize(("who", "refusal"), [("samir", Forbidden), ("bo", Forbidden), ("oda", NotFound)])
def test_only_those_who_run_the_meeting_arrange_it(table: Table, who: str, refusal: type[Exception]) -> None:
    meeting = table.call()
    with pytest.raises(refusal), table.database.write() as db:
        agenda.add_general(db, meeting, "Noget", agenda.Matter(), actor=person(who), at=table.cast.at)


def test_a_meeting_does_not_end_while_an_item_waits(table: Table) -> None:
    meeting = table.call()
    table.matter(meeting)
    with pytest.raises(Invalid), table.database.write() as db:
        closing.end(db, meeting, actor=person("lene"), at=table.cast.at)
    with table.database.read() as db:
        assert db.scalar(sa.select(sa.func.count()).where(AgendaItem.status == ItemStatus.PLANNED)) == 1
