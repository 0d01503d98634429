"""Who sits in the operational group, from when to when, and who comes in whose place; a new meeting proposes them."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid, Stale
from sagsflow.eventlog.models import Event
from sagsflow.meetings.models import GroupSeat
from sagsflow.meetings.queries import groups
from sagsflow.meetings.service.groups import NewSeat, end_seat, give_seat
from sagsflow.organisations.models import Body, BodyKind
from tests.cast import JOBS, PEOPLE, SCHOOL, TEAM, Visit, person
from tests.house.markup import parse
from tests.meetings.table import Table

ON_SQLITE = pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
SAMIR, JETTE, LENE, BO = (PEOPLE[name][0] for name in ("samir", "jette", "lene", "bo"))


@pytest.fixture
def group(table: Table) -> int:
    with table.database.write() as db:
        body = Body(code="operationel", name="Operationel gruppe", kind=BodyKind.OPERATIONAL_GROUP)
        db.add(body)
        db.flush()
        return body.id


def _today(table: Table) -> date:
    return copenhagen_date(table.cast.at)


def _give(table: Table, new: NewSeat, who: str = "lene") -> int:
    with table.database.write() as db:
        return give_seat(db, new, actor=person(who), at=table.cast.at).id


def _end(table: Table, seat: int, last_day: date, who: str = "lene") -> None:
    with table.database.write() as db:
        end_seat(db, seat, last_day, actor=person(who), at=table.cast.at)


def _sitting(table: Table, on: date) -> list[int]:
    with table.database.read() as db:
        return [seat.user_id for seat in groups.sitting(db, on)]


def test_a_seat_is_held_from_its_first_to_its_last_day(table: Table, group: int) -> None:
    today = _today(table)
    seat = _give(table, NewSeat(group, JOBS, JETTE, None, today))
    _end(table, seat, today + timedelta(days=30))
    _give(table, NewSeat(group, JOBS, JETTE, None, today + timedelta(days=60)))
    held = [_sitting(table, today + timedelta(days=after)) for after in (-1, 0, 30, 31, 60)]
    assert held == [[], [JETTE], [JETTE], [], [JETTE]]
    with table.database.read() as db:
        kinds = list(db.scalars(sa.select(Event.kind).where(Event.kind.startswith("group-seat"))))
        (view,) = groups.groups(db, today + timedelta(days=40))
    assert kinds == ["group-seat-given", "group-seat-ended", "group-seat-given"]
    assert [len(seats) for seats in (view.held, view.to_come, view.ended)] == [0, 1, 1]


@ON_SQLITE
@pytest.mark.parametrize(
    ("unit", "deputy", "field"), [(SCHOOL, None, "who"), (JOBS, SAMIR, "deputy"), (JOBS, JETTE, "deputy")]
)
def test_members_and_deputies_work_in_the_unit_they_sit_for(
    table: Table, group: int, unit: int, deputy: int | None, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _give(table, NewSeat(group, unit, JETTE, deputy, _today(table)))
    assert field in refused.value.fields


@ON_SQLITE
def test_nobody_sits_twice_ends_twice_or_is_seated_by_a_stranger(table: Table, group: int) -> None:
    today = _today(table)
    new = NewSeat(group, JOBS, JETTE, None, today)
    with pytest.raises(Forbidden):
        _give(table, new, "samir")
    seat = _give(table, new)
    with pytest.raises(Invalid):
        _give(table, new)
    for mistyped in (today - timedelta(days=1), date(2926, 9, 1)):
        with pytest.raises(Invalid):
            _end(table, seat, mistyped)
    _end(table, seat, today)
    with pytest.raises(Stale):
        _end(table, seat, today)


@ON_SQLITE
@pytest.mark.parametrize("since", [date(26, 9, 1), date(2926, 9, 1)], ids=str)
def test_a_seat_does_not_begin_in_another_age(table: Table, group: int, since: date) -> None:
    with pytest.raises(Invalid) as refused:
        _give(table, NewSeat(group, JOBS, JETTE, None, since))
    assert refused.value.fields == {"since": "too-far-off"}


@ON_SQLITE
def test_seats_are_given_and_ended_by_form_alone_and_a_new_meeting_proposes_them(
    table: Table, group: int, visit: Visit
) -> None:
    lene, here = visit("lene"), "/meetings/groups"
    seat = {f"seat{group}-who": f"{JOBS}-{JETTE}", f"seat{group}-since": "01.09.2026"}
    wrong = lene.submit(here, {**seat, f"seat{group}-deputy": f"{JOBS}-{JETTE}"}, action="/seats")
    assert wrong.status_code == 422
    assert "01.09.2026" in wrong.text
    assert lene.submit(here, seat, action="/seats").status_code == 303
    boxes = parse(lene.get("/meetings/new").text).root.iterfind(".//input[@name='units'][@checked]")
    assert [box.get("value") for box in boxes] == [str(JOBS)]
    with table.database.read() as db:
        (given,) = db.scalars(sa.select(GroupSeat.id))
    assert "Giv pladsen" not in visit("samir").get(here).text
    assert lene.submit(here, {f"end{given}-last_day": "02.09.2026"}, action="/end").status_code == 303
    assert "01.09.2026 til 02.09.2026" in visit("samir").get(here).text


@ON_SQLITE
def test_at_the_table_the_member_stands_first_and_the_deputy_second(
    table: Table, group: int, visit: Visit
) -> None:
    meeting = table.call()
    _give(table, NewSeat(group, TEAM, LENE, BO, _today(table)))
    table.begin(meeting)
    page = parse(visit("lene").get(f"/meetings/{meeting}").text).root
    offered = [[option.get("value") for option in choice.iter("option")] for choice in page.iter("select")]
    assert next(row for row in offered if str(BO) in row and "" in row)[1:3] == [str(LENE), str(BO)]
