"""Calendars: what Sagsflow writes is read back by another library, and tells when and where, never about whom."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import sqlalchemy as sa
from icalendar import Component

from sagsflow.core.errors import Invalid, Stale
from sagsflow.meetings import ical
from sagsflow.meetings.ical import Happening
from sagsflow.meetings.models import MeetingStatus
from sagsflow.meetings.service import changing
from sagsflow.meetings.service.changing import When
from sagsflow.messages.models import Message
from tests.cast import PEOPLE, Visit, person
from tests.house.visitor import Visitor
from tests.meetings.table import MONDAY, Table

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
EVENT = Happening(
    uid="meeting-1@example.org",
    sequence=0,
    starts_at=datetime(2026, 3, 27, 12, 0, tzinfo=UTC),
    ends_at=datetime(2026, 3, 27, 14, 0, tzinfo=UTC),
    title="Møde i Sagsflow",
    place="Beboerhuset; 1. sal, " + "æøå" * 30,
    url="https://example.org/meetings/1",
    changed_at=datetime(2026, 3, 1, tzinfo=UTC),
)


def _read(text: str | bytes) -> tuple[Component, list[Component]]:
    found = icalendar.Calendar.from_ical(text)
    assert isinstance(found, Component)
    return found, list(found.walk("VEVENT"))


def _move(table: Table, meeting: int, by: timedelta) -> None:
    found = table.meeting(meeting)
    when = When(found.starts_at + by, found.ends_at + by, "Et andet sted")
    with table.database.write() as db:
        actor, at, pathways = person("lene"), table.cast.at, table.cast.platform
        changing.reschedule(db, meeting, when, version=found.version, actor=actor, at=at, pathways=pathways)


def _cancel(table: Table, meeting: int, version: int) -> None:
    with table.database.write() as db:
        changing.cancel(db, meeting, version=version, actor=person("lene"), at=table.cast.at)


def test_another_library_reads_the_same_words_and_times_back() -> None:
    text = ical.invitation(EVENT)
    assert max(len(line) for line in text.encode().split(b"\r\n")) <= 75
    calendar, (event,) = _read(text)
    assert calendar["METHOD"] == "REQUEST"
    assert (event["SUMMARY"], event["LOCATION"]) == (EVENT.title, EVENT.place)
    assert event.decoded("DTSTART").astimezone(UTC) == EVENT.starts_at
    assert event.decoded("DTEND").astimezone(UTC) == EVENT.ends_at


@pytest.mark.parametrize(("day", "hour"), [(27, 13), (30, 14)], ids=["before", "after"])
def test_summer_time_begins_between_two_meetings_at_the_same_moment_of_the_day(day: int, hour: int) -> None:
    starts = datetime(2026, 3, day, 12, 0, tzinfo=UTC)
    event = replace(EVENT, starts_at=starts, ends_at=starts + timedelta(hours=1))
    _calendar, (found,) = _read(ical.invitation(event))
    moment = found.decoded("DTSTART")
    assert (moment.hour, moment.utcoffset()) == (hour, starts.astimezone(COPENHAGEN).utcoffset())


def _invitation(client: Visitor, meeting: int) -> tuple[str, str, int, str]:
    answer = client.get(f"/meetings/{meeting}/invitation.ics")
    assert answer.mimetype == "text/calendar"
    calendar, (event,) = _read(answer.data)
    return str(calendar["METHOD"]), str(event["UID"]), int(str(event["SEQUENCE"])), str(event["STATUS"])


def test_a_move_and_a_cancellation_change_the_same_event(visit: Visit, table: Table) -> None:
    meeting, samir = table.call(), visit("samir")
    method, uid, _first, _status = _invitation(samir, meeting)
    assert (method, _first) == ("REQUEST", 0)
    _move(table, meeting, timedelta(days=1))
    assert _invitation(samir, meeting) == ("REQUEST", uid, 1, "CONFIRMED")
    _cancel(table, meeting, table.meeting(meeting).version)
    assert _invitation(samir, meeting) == ("CANCEL", uid, 2, "CANCELLED")


def test_the_deadline_of_a_case_follows_the_meeting(table: Table) -> None:
    meeting = table.call()
    item = table.on_the_agenda(meeting)
    _move(table, meeting, timedelta(days=7))
    assert table.case_of(item).due_on == (MONDAY + timedelta(days=7)).date()


def test_a_meeting_is_not_cancelled_while_items_wait_nor_by_a_page_from_before(table: Table) -> None:
    meeting = table.call()
    with pytest.raises(Stale):
        _cancel(table, meeting, 99)
    table.matter(meeting)
    with pytest.raises(Invalid):
        _cancel(table, meeting, table.meeting(meeting).version)
    assert table.meeting(meeting).status is MeetingStatus.PLANNED


def test_a_meeting_is_moved_and_cancelled_by_form_alone(visit: Visit, table: Table) -> None:
    meeting, lene = table.call(), visit("lene")
    here = f"/meetings/{meeting}/when"
    assert lene.submit(here, {"ends": "12.00"}, button="Flyt mødet").status_code == 422
    assert lene.submit(here, {"day": "22.09.2026"}, button="Flyt mødet").status_code == 303
    assert table.meeting(meeting).starts_at == MONDAY + timedelta(days=1)
    assert lene.submit(here, button="Aflys mødet").status_code == 303
    assert "Aflyst" in lene.get(f"/meetings/{meeting}").text
    assert visit("samir").get(here).status_code == 403


def test_the_address_shows_ones_own_meetings_until_it_is_revoked(
    visit: Visit, client: Visitor, table: Table
) -> None:
    meeting, samir = table.call(), visit("samir")
    ref = table.case_of(table.on_the_agenda(meeting)).ref
    page = samir.submit("/meetings/calendar", action="/calendar/new").text
    found = re.search(r"/meetings/calendar/[^<]+[.]ics", page)
    assert found is not None
    shown = client.get(found.group())
    _calendar, events = _read(shown.data)
    assert [int(str(event["SEQUENCE"])) for event in events] == [0]
    assert ref not in shown.text
    assert found.group() not in samir.get("/meetings/calendar").text
    samir.submit("/meetings/calendar", action="/calendar/revoke")
    assert client.get(found.group()).status_code == 404


def test_those_who_are_invited_are_told_once_for_each_change_and_nobody_of_what_she_did(table: Table) -> None:
    meeting = table.call()
    _move(table, meeting, timedelta(days=1))
    with table.database.read() as db:
        told = db.execute(sa.select(Message.kind, Message.user_id).order_by(Message.id)).all()
    invited = {PEOPLE[name][0] for name in ("karen", "bo", "samir", "grete", "jette", "jonas")}
    for kind in ("invited-to-meeting", "invited-elsewhen"):
        assert sorted(user for code, user in told if code == kind) == sorted(invited)
