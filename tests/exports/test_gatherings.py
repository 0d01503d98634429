"""Meetings, barriers, the plan, organisations and requests leave as files: all of them, and no resident is named."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from sagsflow.board.models import Purse
from sagsflow.board.service.money import enter_money
from sagsflow.meetings.models import Barrier, Meeting, MeetingKind, MeetingStatus
from tests.cast import TEAM, Cast, Visit, person
from tests.exports.test_files import last_readings, lines, sheet
from tests.house.application import TUESDAY
from tests.house.markup import parse, text_of

HELD = 30


@pytest.fixture
def held(cast: Cast) -> None:
    """More meetings than the page shows, the first one cancelled."""
    with cast.database.write() as db:
        for number in range(1, HELD + 1):
            at = TUESDAY - timedelta(days=7 * number)
            status = MeetingStatus.CANCELLED if number == HELD else MeetingStatus.ENDED
            db.add(
                Meeting(
                    kind=MeetingKind.GROUP, unit_id=TEAM, starts_at=at, ends_at=at + timedelta(hours=1), place="=1+1",
                    chair_id=1, minute_taker_id=1, called_at=at, status=status,
                )
            )  # fmt: skip


def rows_of(data: bytes) -> Sequence[list[str]]:
    return lines(data)[1:]


@pytest.mark.usefixtures("held")
def test_every_meeting_is_in_the_file_and_the_page_says_how_many_there_are(visit: Visit) -> None:
    lene = visit("lene")
    page = text_of(parse(lene.get("/meetings/").text).root)
    assert "De seneste 25. Filen har dem alle." in page
    found = rows_of(lene.get("/exports/meetings").data)
    assert len(found) == HELD
    assert {row[3] for row in found} == {"'=1+1"}
    assert len(sheet(lene.get("/exports/meetings?file=xlsx").data)) == HELD + 1


def test_barriers_leave_with_small_numbers_hidden(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        db.add(Barrier(unit_id=TEAM, title="Ingen bus", text="Efter 18", lifted_at=TUESDAY, lifted_by=1))
    found = rows_of(visit("lene").get("/exports/barriers").data)
    assert [row[:3] for row in found] == [["Ingen bus", "Efter 18", "0"]]


def test_goals_of_the_plan_leave_with_their_columns(visit: Visit) -> None:
    heading = lines(visit("lene").get("/plan/goals/list").data)[0]
    assert heading[:2] == ["Delaftale", "Mål"]
    assert visit("lene").get("/plan/goals/list?file=exe").status_code == 404


def test_the_register_of_requests_names_nobody_and_stands_in_the_read_log(cast: Cast, visit: Visit) -> None:
    answer = visit("lene").get("/rights/register")
    assert lines(answer.data)[0] == [
        "Anmodning",
        "Hvad",
        "Modtaget",
        "Svar senest",
        "Hvor det står",
        "Afsluttet",
    ]
    assert last_readings(cast)[0].what == "request-list-exported"
    assert visit("karen").get("/rights/register").status_code == 404


def test_organisations_leave_with_their_units_for_who_administers(visit: Visit) -> None:
    found = rows_of(visit("adam").get("/exports/organisations").data)
    assert {"Prøveboligerne", "Prøvekommunen"} == {row[0] for row in found}
    assert [row[3] for row in found if row[3].startswith("Job")] == ["Jobhjælpen"]
    assert visit("karen").get("/exports/organisations").status_code == 403


def test_every_amount_of_the_plan_leaves(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        enter_money(db, 1, {Purse.FUND: 1_200_000}, quarter=None, seen=0, actor=person("mette"), at=cast.at)
    mette = visit("mette")
    assert "/plan/money/list" in mette.get("/plan/money?plan=1").text
    assert [row[1:] for row in rows_of(mette.get("/plan/money/list?plan=1").data)] == [
        ["Tilskud fra Landsbyggefonden", "", "1200000", "Mette Krogh"]
    ]
