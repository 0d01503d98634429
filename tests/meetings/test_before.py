"""Before a meeting: what is ready and in which order, consents that are chased, late items, and series around holidays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.core.calendar import WorkingCalendar
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.meetings.models import Meeting, MeetingKind, MeetingSeries
from sagsflow.meetings.queries import ready
from sagsflow.meetings.service import agenda, calling, chasing, series
from sagsflow.meetings.service.agenda import Matter
from sagsflow.meetings.service.calling import MeetingPlan
from sagsflow.meetings.service.series import Rhythm
from sagsflow.tasks.models import Task
from tests.cast import JOBS, PEOPLE, SCHOOL, TEAM, Visit, person
from tests.meetings.table import MONDAY, Table, withdraw_all

PLAN = MeetingPlan(
    kind=MeetingKind.GROUP,
    unit_id=TEAM,
    starts_at=MONDAY,
    ends_at=MONDAY + timedelta(hours=2),
    place="Beboerhuset",
    chair_id=PEOPLE["lene"][0],
    minute_taker_id=PEOPLE["karen"][0],
    unit_ids=[TEAM, SCHOOL],
)
EVERY_FORTNIGHT = Rhythm("Driftsgruppen", PLAN, 2, ("Siden sidst", ""), days_before=4)


def _begin(table: Table, rhythm: Rhythm = EVERY_FORTNIGHT) -> int:
    with table.database.write() as db:
        return series.begin_series(db, rhythm, actor=person("lene"), at=table.cast.at).id


def _chase(table: Table, meeting: int, ref: str) -> None:
    with table.database.write() as db:
        calendar = table.cast.platform.calendar
        chasing.ask_for_consents(db, meeting, ref, actor=person("lene"), at=table.cast.at, calendar=calendar)


def test_missing_consents_are_chased_once_and_the_owner_gets_the_task(table: Table) -> None:
    meeting, ref, whole = table.call(), table.ready(1, SCHOOL, JOBS), table.ready(2)
    withdraw_all(table, ref, JOBS)
    for _press in range(2):
        _chase(table, meeting, ref)
    with table.database.read() as db:
        tasks = db.scalars(sa.select(Task).where(Task.kind == ready.GET_CONSENT)).all()
        rows = {row.case.ref: row for row in ready.ready_cases(db, person("lene"), table.cast.at)}
    assert [(task.assignee_id, task.due_on) for task in tasks] == [(PEOPLE["karen"][0], date(2026, 9, 18))]
    assert (rows[ref].lacks_consent, rows[ref].asked, rows[whole].asked) == (True, True, False)
    with pytest.raises(Invalid):
        _chase(table, meeting, whole)


def test_the_list_stands_in_the_order_that_is_asked_for(table: Table) -> None:
    first, urgent = table.ready(1), table.ready(2)
    table.mark_urgent(urgent)
    with table.database.read() as db:
        orders = {
            order: [row.case.ref for row in ready.ready_cases(db, person("lene"), table.cast.at, order)]
            for order in ("urgent", "wait", "nonsense")
        }
    assert orders == {"urgent": [urgent, first], "wait": [first, urgent], "nonsense": [urgent, first]}


def test_cases_are_put_on_with_the_minutes_they_ask_for_and_chased_on_the_page(
    visit: Visit, table: Table
) -> None:
    meeting, lene = table.call(), visit("lene")
    good, barred = table.ready(1), table.ready(2, JOBS)
    withdraw_all(table, barred, JOBS)
    here = f"/meetings/{meeting}"
    form = lene.form(here, action="/cases")
    lene.post(f"{here}/chase", data={**form.filled({}), "chase": barred})
    assert "Ejeren er spurgt om samtykke" in lene.get(here).text
    lene.submit(here, {"ref": [good], f"minutes-{good}": "25"}, action="/cases")
    assert [table.item(item).minutes for item in table.items(meeting)] == [25]
    refused = lene.submit(here, {"ref": [barred], f"minutes-{barred}": "0"}, action="/cases")
    assert "Vælg mellem 1 og 240 minutter." in refused.text


def test_what_is_put_on_after_the_last_day_for_items_is_marked_as_late(table: Table) -> None:
    with table.database.write() as db:
        early, late = (
            calling.call_meeting(db, replace(PLAN, submit_by=day), actor=person("lene"), at=table.cast.at).id
            for day in (table.cast.at.date(), table.cast.at.date() - timedelta(days=1))
        )
        for meeting in (early, late):
            agenda.add_general(db, meeting, "Kaffe", Matter(), actor=person("lene"), at=table.cast.at)
    assert [table.item(item).late for meeting in (early, late) for item in table.items(meeting)] == [
        False,
        True,
    ]


def test_a_frozen_agenda_is_for_the_chair_and_the_minute_taker(visit: Visit, table: Table) -> None:
    ref, yesterday = table.ready(1), table.cast.at.date() - timedelta(days=1)
    chosen = replace(PLAN, chair_id=PEOPLE["bo"][0], submit_by=yesterday)
    lenes, at, standing = person("lene"), table.cast.at, table.cast.platform
    with table.database.write() as db:
        meeting = calling.call_meeting(db, chosen, actor=lenes, at=at).id
        refused = agenda.put_many_on(db, meeting, {ref: Matter()}, actor=lenes, at=at, pathways=standing)
        assert [refusal.fields for refusal in refused.values() if isinstance(refusal, Invalid)] == [
            {"ref": "frozen"}
        ]
        with pytest.raises(Invalid):
            agenda.add_general(db, meeting, "Sommerferie", Matter(), actor=lenes, at=at)
        agenda.add_general(db, meeting, "Sommerferie", Matter(), actor=person("bo"), at=at)
    assert [table.item(item).late for item in table.items(meeting)] == [True]
    lene, bo = (visit(login).get(f"/meetings/{meeting}").text for login in ("lene", "bo"))
    assert [
        ("Lukket for nye punkter" in page, "Tilføj et punkt uden personer" in page) for page in (lene, bo)
    ] == [(True, False), (True, True)]


def test_a_series_proposes_its_days_around_holidays_and_calls_each_once(table: Table) -> None:
    found, calendar = _begin(table), WorkingCalendar(frozenset({date(2026, 10, 5)}))
    with table.database.write() as db:
        row = db.get_one(MeetingSeries, found)
        days = series.proposals(db, row, calendar, date(2026, 9, 21))
        assert [(day.on, day.instead_of) for day in days[:2]] == [
            (date(2026, 10, 6), date(2026, 10, 5)),
            (date(2026, 10, 19), None),
        ]
        chosen, at = [days[0].on, days[1].on], table.cast.at
        series.call_days(db, found, chosen, actor=person("lene"), at=at, calendar=calendar)
        assert series.proposals(db, row, calendar, date(2026, 9, 21))[0].on == date(2026, 11, 2)
        with pytest.raises(Invalid):
            series.call_days(db, found, chosen, actor=person("lene"), at=at, calendar=calendar)
        with pytest.raises(NotFound):
            series.find(db, person("samir"), found)


def test_a_called_meeting_keeps_the_hour_through_winter_time_and_has_its_standing_matters(
    table: Table,
) -> None:
    found, calendar = _begin(table), table.cast.platform.calendar
    with table.database.write() as db:
        row = db.get_one(MeetingSeries, found)
        day = next(day.on for day in series.proposals(db, row, calendar, date(2026, 10, 20)))
        series.call_days(db, found, [day], actor=person("lene"), at=table.cast.at, calendar=calendar)
        (meeting,) = db.scalars(sa.select(Meeting).where(Meeting.series_id == found))
    assert (day, meeting.starts_at.hour, meeting.submit_by) == (date(2026, 11, 2), 12, date(2026, 10, 29))
    assert [table.item(item).title for item in table.items(meeting.id)] == ["Siden sidst"]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": " "}, "name"), ({"every_weeks": 0}, "every_weeks"), ({"days_before": 99}, "days_before")],
)
def test_a_series_that_makes_no_sense_is_refused(table: Table, change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        _begin(table, replace(EVERY_FORTNIGHT, **change))  # type: ignore[arg-type]  # the case names the field
    assert list(refused.value.fields) == [field]


def test_a_series_is_begun_and_its_meetings_called_by_form_alone(visit: Visit, table: Table) -> None:
    lene = visit("lene")
    typed = {
        "name": "Driftsgruppen",
        "day": "21.09.2026",
        "starts": "13.00",
        "ends": "15.00",
        "place": "Beboerhuset",
        "standing": "Siden sidst",
        "minute_taker": "1",
    }
    assert (
        lene.submit("/meetings/series/new", {**typed, "every_weeks": "0"}, button="Begynd rækken").status_code
        == 422
    )
    begun = lene.submit("/meetings/series/new", typed, button="Begynd rækken")
    assert lene.submit(begun.location, {}, button="Indkald disse møder").status_code == 422
    called = lene.submit(begun.location, {"days": ["2026-09-21", "2026-10-05"]}, button="Indkald disse møder")
    assert "2 møder er indkaldt" in lene.get(called.location).text
    assert "Driftsgruppen" in lene.get("/meetings/series").text
    assert visit("samir").get("/meetings/series").status_code == 404


def _about_one(table: Table, *units: int) -> int:
    with table.database.write() as db:
        plan = replace(PLAN, kind=MeetingKind.CASE, unit_ids=[TEAM, *units])
        return calling.call_meeting(db, plan, actor=person("lene"), at=table.cast.at).id


def test_a_meeting_about_one_resident_has_one_case_and_only_parties_with_a_ground(table: Table) -> None:
    with_school, with_jobs = _about_one(table, SCHOOL), _about_one(table, JOBS)
    first, second = table.ready(1), table.ready(2)
    with pytest.raises(Invalid) as refused:
        table.put_on(with_jobs, first)
    assert refused.value.fields == {"ref": "without-ground"}
    table.put_on(with_school, first)
    with pytest.raises(Invalid) as refused:
        table.put_on(with_school, second)
    assert refused.value.fields == {"ref": "only-one-case"}


def test_what_is_meant_for_a_few_is_not_carried_into_the_group(table: Table) -> None:
    few, group = _about_one(table, SCHOOL), table.call(MONDAY + timedelta(days=14))
    item = table.put_on(few, table.ready(1))
    version = table.item(item).version
    at, pathways = table.cast.at, table.cast.platform
    with pytest.raises(Invalid) as refused, table.database.write() as db:
        agenda.carry_on(db, item, group, version=version, actor=person("lene"), at=at, pathways=pathways)
    assert refused.value.fields == {"to": "another-kind"}


def test_the_resident_and_her_companion_may_be_there_and_the_minutes_say_so(
    visit: Visit, table: Table
) -> None:
    meeting, lene = _about_one(table, SCHOOL), visit("lene")
    here = f"/meetings/{meeting}"
    lene.submit(here, {"resident": "y", "companion": "y"}, action="/presence")
    table.begin(meeting)
    lene.submit(here, action="/end")
    page = lene.get(f"{here}/minutes").text
    assert "Beboeren er til stede" in page
    assert "En bisidder er til stede" in page
