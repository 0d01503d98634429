"""Activities are planned, come again at the same time on the wall, are counted in heads, and are cancelled with a reason."""

from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.accounts.hooks import HOOKS, HandOver, Where
from sagsflow.activities import service
from sagsflow.activities.models import Activity, ActivityStatus
from sagsflow.activities.service import Attendance, Content, Rhythm
from sagsflow.activities.service.leaving import register
from sagsflow.activities.service.rhythm import Every, days
from sagsflow.core.calendar import COPENHAGEN
from sagsflow.core.errors import Forbidden, Invalid, Stale
from sagsflow.eventlog.models import Event
from tests.access.town import actor_of
from tests.activities.conftest import PARTY, planned
from tests.cast import CLUB, PEOPLE, SCHOOL, TEAM, Cast

ON_ONE = pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
KAREN, BO = actor_of("karen"), PEOPLE["bo"][0]


def _kinds(cast: Cast) -> list[str]:
    with cast.database.read() as db:
        query = sa.select(Event.kind).where(Event.kind.like("activity-%")).order_by(Event.seq)
        return list(db.scalars(query))


@ON_ONE
def test_a_row_keeps_the_time_on_the_wall_when_the_clocks_change(cast: Cast) -> None:
    rhythm = Rhythm(Every.WEEK, date(2026, 11, 1))
    with cast.database.write() as db:
        rows = service.plan(db, PARTY, rhythm, actor=KAREN, at=cast.at)
        hours = {row.starts_at.astimezone(COPENHAGEN).hour for row in rows}
        utc = [row.starts_at.astimezone(UTC).hour for row in rows]
        assert len(rows) == 7
        assert {row.series_id for row in rows} == {rows[0].id}
    assert hours == {15}
    assert (utc[0], utc[-1]) == (13, 14)
    assert _kinds(cast) == ["activity-planned"]


@pytest.mark.parametrize(
    ("first", "every", "found"),
    [
        (date(2026, 9, 8), Every.MONTH, ["08.09", "13.10", "10.11", "08.12"]),
        (date(2026, 9, 29), Every.MONTH, ["29.09", "27.10", "24.11", "29.12"]),
        (date(2026, 11, 24), Every.SECOND_WEEK, ["24.11", "08.12", "22.12"]),
    ],
    ids=["the second Tuesday", "the fifth or the last Tuesday", "every second week"],
)
def test_a_row_falls_on_the_same_weekday(first: date, every: Every, found: list[str]) -> None:
    assert [f"{day:%d.%m}" for day in days(first, Rhythm(every, date(2026, 12, 31)))] == found


@pytest.mark.parametrize(
    ("until", "code"), [(date(2026, 9, 21), "too-soon"), (date(2029, 9, 1), "too-many")], ids=str
)
def test_a_row_that_is_none_or_has_no_end_is_refused(until: date, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        days(date(2026, 9, 20), Rhythm(Every.WEEK, until))
    assert refusal.value.fields == {"until": code}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"title": " "}, {"title": "missing"}),
        ({"place": "x" * 121}, {"place": "too-long"}),
        ({"ends_at": PARTY.starts_at}, {"ends": "ends-before-start"}),
        ({"responsible_id": PEOPLE["samir"][0]}, {"responsible_id": "not-in-unit"}),
        ({"comment_by": date(2026, 9, 21)}, {"comment_by": "comment-day"}),
        ({"sub_agreement_id": None}, {"sub_agreement_id": "missing"}),
        ({"plan_id": 99}, {"plan_id": "plan-years"}),
        ({"expected": -1, "title": ""}, {"title": "missing", "expected": "count"}),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else None,
)
@ON_ONE
def test_what_cannot_be_is_refused(cast: Cast, change: dict[str, object], fields: dict[str, str]) -> None:
    with cast.database.write() as db, pytest.raises(Invalid) as refusal:
        planned(db, cast, replace(PARTY, **change))  # type: ignore[arg-type]  # as given
    assert refusal.value.fields == fields


@ON_ONE
def test_an_association_plans_its_own_and_nobody_plans_for_a_school(cast: Cast) -> None:
    with cast.database.write() as db:
        planned(db, cast, replace(PARTY, unit_id=CLUB), "clara")
        for who, unit in (("clara", TEAM), ("karen", SCHOOL), ("samir", SCHOOL), ("mette", TEAM)):
            with pytest.raises(Forbidden):
                planned(db, cast, replace(PARTY, unit_id=unit), who)


def test_who_came_is_counted_in_heads_from_when_it_begins_and_can_be_put_right(cast: Cast) -> None:
    with cast.database.write() as db:
        row = planned(db, cast)
        with pytest.raises(Invalid, match="not-begun"):
            service.write_attendance(db, row.id, Attendance(4), actor=KAREN, at=cast.at)
        after = PARTY.ends_at
        service.write_attendance(db, row.id, Attendance(40, children=12, adults=20), actor=KAREN, at=after)
        service.write_attendance(db, row.id, Attendance(41, volunteers=6), actor=KAREN, at=after)
        assert (row.status, row.people, row.children, row.volunteers) == (ActivityStatus.HELD, 41, None, 6)
    assert _kinds(cast) == ["activity-planned", "activity-counted", "activity-counted"]


@pytest.mark.parametrize(
    "said",
    [Attendance(5, children=3, adults=3), Attendance(5, new_faces=6), Attendance(10_001), Attendance(-1)],
    ids=["parts over the whole", "more new than all", "a city", "fewer than none"],
)
@ON_ONE
def test_numbers_that_contradict_one_another_are_refused(cast: Cast, said: Attendance) -> None:
    with cast.database.write() as db:
        row = planned(db, cast)
        with pytest.raises(Invalid) as refusal:
            service.write_attendance(db, row.id, said, actor=KAREN, at=PARTY.ends_at)
    assert "people" in refusal.value.fields


@ON_ONE
def test_cancelling_needs_a_reason_and_happens_once(cast: Cast) -> None:
    with cast.database.write() as db:
        row = planned(db, cast)
        with pytest.raises(Invalid):
            service.cancel(db, row.id, " ", actor=KAREN, at=cast.at)
        service.cancel(db, row.id, "Storm", actor=KAREN, at=cast.at)
        with pytest.raises(Stale):
            service.cancel(db, row.id, "Storm", actor=KAREN, at=cast.at)
        with pytest.raises(Stale):
            service.change(db, row.id, PARTY, seen=row.version, actor=KAREN, at=cast.at)
        assert row.reason == "Storm"


@ON_ONE
def test_of_two_who_change_it_the_second_is_told(cast: Cast) -> None:
    moved = replace(PARTY, place="Gården", starts_at=PARTY.starts_at + timedelta(hours=1))
    with cast.database.write() as db:
        row = planned(db, cast)
        seen = row.version
        service.change(db, row.id, moved, seen=seen, actor=KAREN, at=cast.at)
        with pytest.raises(Stale):
            service.change(db, row.id, PARTY, seen=seen, actor=KAREN, at=cast.at)
        assert row.place == "Gården"


@pytest.mark.parametrize("to_id", [BO, None], ids=["to a colleague", "to the unit"])
@ON_ONE
def test_who_leaves_hands_over_what_is_to_come_and_keeps_her_name_on_what_was(
    cast: Cast, to_id: int | None
) -> None:
    register()
    there = Where(TEAM, takes_strays=True, known=frozenset({TEAM}))
    hers = replace(PARTY, responsible_id=KAREN.user_id)
    with cast.database.write() as db:
        coming, held = planned(db, cast, hers), planned(db, cast, hers)
        service.write_attendance(db, held.id, Attendance(9), actor=KAREN, at=PARTY.ends_at)
        belonging = HOOKS.belongings["activity"]
        assert belonging.count(db, KAREN.user_id, there, cast.at) == 1
        given = HandOver(KAREN.user_id, to_id, there, "Ring.", actor=actor_of("lene"), at=cast.at)
        belonging.hand_over(db, given)
        assert (coming.responsible_id, held.responsible_id) == (to_id, KAREN.user_id)
    assert _kinds(cast)[-1] == "activity-handed-over"


def test_there_is_no_way_from_an_activity_to_a_resident_or_a_case() -> None:
    tables = [table for name, table in Activity.metadata.tables.items() if name.startswith("activity")]
    led = {key.column.table.name for table in tables for key in table.foreign_keys}
    assert len(tables) == 4
    assert led == {"activity", "area", "plan", "sub_agreement", "unit", "user"}
    assert {name for name in Content.__dataclass_fields__ if "resident" in name or "case" in name} == set()
