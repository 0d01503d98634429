"""Who is here for each item, and who leaves the room before a case is taken up that they may not hear about."""

import pytest

from sagsflow.engine.snapshot import Blocked
from sagsflow.meetings.models import ItemStatus, Meeting, Presence
from sagsflow.meetings.queries import attendance as reading
from sagsflow.meetings.service import attendance, deciding, turn
from sagsflow.meetings.service.deciding import Ruling
from tests.cast import JOBS, SCHOOL, TEAM, Visit, person
from tests.meetings.table import Table
from tests.meetings.test_deciding import PLAN


def _seat(table: Table, meeting: int, unit: int) -> int:
    return next(part.id for part in table.meeting(meeting).participants if part.unit_id == unit)


def _at_item(table: Table, meeting: int, item: int) -> dict[int, Presence]:
    with table.database.read() as db:
        own = reading.recorded(db, [item]).get(item, {})
        found = reading.at_item(db.get_one(Meeting, meeting), own)
        return {part.unit_id: found[part.id] for part in db.get_one(Meeting, meeting).participants}


def _open(table: Table, item: int, *left: int) -> None:
    with table.database.write() as db:
        deciding.open_item(db, item, actor=person("lene"), at=table.cast.at, left=left)


def test_an_item_is_not_taken_up_while_somebody_is_here_who_may_not_hear_it(table: Table) -> None:
    meeting = table.call()
    item = table.on_the_agenda(meeting)
    table.sit_down(meeting, TEAM, SCHOOL, JOBS)
    _open(table, item)
    assert table.item(item).status is ItemStatus.PLANNED
    _open(table, item, _seat(table, meeting, JOBS))
    assert table.item(item).status is ItemStatus.OPEN
    assert _at_item(table, meeting, item)[JOBS] is Presence.OUT


def test_all_present_means_those_who_are_here_for_this_item(table: Table) -> None:
    meeting = table.call()
    item = table.on_the_agenda(meeting)
    table.sit_down(meeting, TEAM, SCHOOL, JOBS)
    with pytest.raises(Blocked):
        table.decide(item, PLAN)
    _open(table, item, _seat(table, meeting, JOBS))
    table.decide(item, PLAN)
    assert table.case_of(item).state == "plan_agreed"


def test_the_next_item_waits_at_the_threshold_and_the_one_after_needs_nobody_out(table: Table) -> None:
    meeting = table.call()
    first, case = table.matter(meeting), table.on_the_agenda(meeting)
    table.sit_down(meeting, TEAM, JOBS)
    table.begin(meeting)
    table.decide(first, Ruling("", "Aftalt"))
    with table.database.write() as db:
        assert turn.go_on(db, db.get_one(Meeting, meeting), at=table.cast.at) == case
    assert table.item(case).status is ItemStatus.PLANNED


def test_discussed_anonymously_it_takes_no_step_that_needs_consent(table: Table) -> None:
    meeting = table.call()
    item = table.on_the_agenda(meeting)
    table.sit_down(meeting, TEAM, JOBS)
    with table.database.write() as db:
        deciding.open_anonymously(db, item, actor=person("lene"), at=table.cast.at)
    assert table.item(item).status is ItemStatus.OPEN
    with pytest.raises(Blocked) as refused:
        table.decide(item, PLAN)
    assert [reason.code for reason in refused.value.reasons] == ["discussed_anonymously"]
    table.decide(item, Ruling("gather_knowledge", "Vi spørger bredt"))
    assert table.item(item).status is ItemStatus.DECIDED


def test_a_consent_that_comes_later_opens_the_item_again(table: Table) -> None:
    meeting = table.call()
    item = table.on_the_agenda(meeting)
    table.sit_down(meeting, TEAM, JOBS)
    with table.database.write() as db:
        deciding.open_anonymously(db, item, actor=person("lene"), at=table.cast.at)
    table.consent(table.case_of(item).ref, JOBS)
    table.decide(item, PLAN)
    assert table.case_of(item).state == "plan_agreed"


def test_who_was_here_for_an_item_stands_when_people_come_and_go_later(table: Table) -> None:
    meeting = table.call()
    item = table.matter(meeting)
    table.sit_down(meeting, TEAM)
    table.decide(item, Ruling("", "Aftalt"))
    table.sit_down(meeting, TEAM, SCHOOL)
    assert _at_item(table, meeting, item)[SCHOOL] is Presence.INVITED


def test_a_deputy_counts_as_present(table: Table) -> None:
    meeting = table.call()
    item = table.on_the_agenda(meeting)
    with table.database.write() as db:
        seats = {_seat(table, meeting, TEAM): Presence.DEPUTY}
        attendance.record_presence(db, meeting, seats, actor=person("lene"), at=table.cast.at)
    table.decide(item, PLAN)
    assert table.case_of(item).state == "plan_agreed"


def test_the_threshold_names_who_leaves_and_one_press_takes_the_item_up(visit: Visit, table: Table) -> None:
    meeting, lene = table.call(), visit("lene")
    item = table.on_the_agenda(meeting)
    table.sit_down(meeting, TEAM, SCHOOL, JOBS)
    lene.submit(f"/meetings/{meeting}", action="/begin")
    here = f"/meetings/{meeting}?item={item}"
    page = lene.get(here).text
    assert "Før punktet tages op" in page
    assert 'name="code"' not in page
    lene.submit(here, button="De har forladt lokalet: tag punktet op")
    assert 'name="code"' in lene.get(here).text
    assert table.item(item).status is ItemStatus.OPEN


def test_who_is_here_for_one_item_and_who_sits_there_is_recorded_on_the_page(
    visit: Visit, table: Table
) -> None:
    meeting, lene = table.call(), visit("lene")
    item = table.matter(meeting)
    seat = _seat(table, meeting, SCHOOL)
    table.begin(meeting)
    here = f"/meetings/{meeting}"
    lene.submit(here, {f"presence-{seat}": "deputy", f"by-{seat}": "4"}, action="/presence")
    lene.submit(f"{here}?item={item}", {f"presence-{seat}": "out"}, action="/attendance")
    assert _at_item(table, meeting, item)[SCHOOL] is Presence.OUT
    (part,) = [part for part in table.meeting(meeting).participants if part.unit_id == SCHOOL]
    assert (part.presence, part.attended_by) == (Presence.DEPUTY, 4)
