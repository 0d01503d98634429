"""What somebody has in hand leaves as files too: batches, files read in, messages, what is overdue; and lists of colleagues."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.accounts.models import Deputyship
from sagsflow.batches import queries as batches
from sagsflow.batches.models import PrintBatch
from sagsflow.cases.models import Case
from sagsflow.core.calendar import copenhagen_date
from sagsflow.imports import queries as imports
from sagsflow.imports.models import CaseImport, ImportStage
from sagsflow.meetings.models import GroupSeat, MeetingKind, MeetingSeries, SeriesUnit
from sagsflow.messages.service import tell
from sagsflow.organisations.models import Body, BodyKind
from sagsflow.tasks.service import raise_task
from sagsflow.tasks.telling import TASK_GIVEN
from tests.cast import JOBS, PEOPLE, SCHOOL, TEAM, Cast, Visit
from tests.exports.test_files import last_readings, lines, sheet
from tests.exports.test_gatherings import rows_of

KAREN, BO, LENE, JETTE = (PEOPLE[name][0] for name in ("karen", "bo", "lene", "jette"))
LATE = date(2026, 1, 5)


@pytest.fixture
def case(cast: Cast) -> Case:
    with cast.database.write() as db:
        return cast.clarifying(db)


@pytest.fixture
def overdue(cast: Cast, case: Case) -> Case:
    """A task of Karen's on the case, one that nobody has taken, and the case itself."""
    with cast.database.write() as db:
        for who, about in ((KAREN, case.id), (None, None)):
            raise_task(
                db, kind="follow_up", unit_id=TEAM, assignee_id=who, due_on=LATE, case_id=about, actor=None, at=cast.at
            )  # fmt: skip
        db.execute(sa.update(Case).where(Case.id == case.id).values(due_on=LATE))
    return case


def test_overdue_tasks_are_named_person_by_person_or_for_one(cast: Cast, visit: Visit, overdue: Case) -> None:
    lene = visit("lene")
    found = lines(lene.get("/exports/overdue").data)
    assert found[0] == ["Hvem", "Opgave", "Sag", "Frist"]
    by_person = ["Karen Holm", overdue.ref, "05.01.2026"], ["Ingen endnu", "", "05.01.2026"]
    assert [[line[0], *line[2:]] for line in found[1:]] == list(by_person)
    assert last_readings(cast)[0].what == "task-list-exported"
    for whose, expected in ((KAREN, by_person[:1]), (0, by_person[1:]), (BO, ())):
        rows = rows_of(lene.get(f"/exports/overdue?whose={whose}").data)
        assert [[line[0], *line[2:]] for line in rows] == list(expected)


def test_overdue_cases_have_a_file_as_well(cast: Cast, visit: Visit, overdue: Case) -> None:
    lene = visit("lene")
    found = rows_of(lene.get("/exports/overdue-cases").data)
    assert [(line[0], line[1], line[4]) for line in found] == [("Karen Holm", overdue.ref, "05.01.2026")]
    assert last_readings(cast)[0].what == "case-list-exported"
    assert rows_of(lene.get(f"/exports/overdue-cases?whose={BO}").data) == []
    assert f"/exports/overdue-cases?whose={KAREN}" in lene.get(f"/my-day/team/{KAREN}/cases").text


@pytest.mark.parametrize("path", ["/exports/overdue", "/exports/overdue-cases"])
def test_nobody_takes_out_another_team_s_list(visit: Visit, path: str) -> None:
    assert visit("karen").get(path).status_code == 403
    answers = [
        visit("lene").get(f"{path}?whose={whose}").status_code
        for whose in (JETTE, 999, "x", "-1", "²", "٣", "9" * 5000)
    ]
    assert answers == [404] * 7


def test_messages_leave_for_their_reader_and_the_case_stands_in_the_log(
    cast: Cast, visit: Visit, case: Case
) -> None:
    with cast.database.write() as db:
        tell(db, TASK_GIVEN, [KAREN], at=cast.at, target=1, case_id=case.id)
    karen = visit("karen")
    assert "/exports/messages" in karen.get("/messages").text
    assert [row[2:] for row in rows_of(karen.get("/exports/messages").data)] == [[case.ref, ""]]
    assert last_readings(cast)[0].what == "messages-exported"
    with cast.database.write() as db:
        db.execute(sa.text("UPDATE message SET read_at = at"))
    counts = [len(rows_of(karen.get(f"/exports/messages{show}").data)) for show in ("", "?show=all")]
    assert counts == [0, 1]
    assert rows_of(visit("samir").get("/exports/messages?show=all").data) == []


def test_every_batch_of_one_s_own_is_in_the_file_and_the_page_says_that_it_is_cut(
    cast: Cast, visit: Visit
) -> None:
    with cast.database.write() as db:
        for number in range(batches.SHOWN + 1):
            asked = cast.at - timedelta(minutes=number)
            db.add(
                PrintBatch(
                    user_id=KAREN, language="da", recipient="@Ledelsen", purpose="Gennemgang", total=number, asked_at=asked,
                    removed_at=asked + timedelta(days=1),
                )
            )  # fmt: skip
    karen = visit("karen")
    assert f"De seneste {batches.SHOWN}. Filen har dem alle." in karen.get("/batches").text
    found = rows_of(karen.get("/exports/batches").data)
    assert len(found) == batches.SHOWN + 1
    assert {(row[2], row[4]) for row in found} == {("'@Ledelsen", "Bliver udskrevet")}
    assert rows_of(visit("bo").get("/exports/batches").data) == []


def test_files_that_were_read_in_leave_without_a_word_of_their_cells(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        for user, stage in [(KAREN, ImportStage.WRITTEN)] * (imports.SHOWN + 1) + [(BO, ImportStage.CHECKED)]:
            db.add(
                CaseImport(
                    unit_id=TEAM, user_id=user, sent_at=cast.at, file_name="=liste.xlsx", rows=7, headings="x", stage=stage,
                    erase_at=cast.at, residents_made=5, cases_made=4, findings={"planted": "Q"},
                )
            )  # fmt: skip
    lene = visit("lene")
    assert f"De seneste {imports.SHOWN}. Filen har dem alle." in lene.get("/imports").text
    found = rows_of(lene.get("/exports/imports").data)
    assert len(found) == imports.SHOWN + 1
    assert found[0][1:] == ["'=liste.xlsx", "Karen Holm", "Boligsocialt team", "7", "5", "4", "Læst ind"]
    assert visit("karen").get("/exports/imports").status_code == 404


def test_the_members_of_a_group_leave_with_those_to_come_and_earlier_ones(cast: Cast, visit: Visit) -> None:
    today = copenhagen_date(cast.at)
    with cast.database.write() as db:
        body = Body(code="operationel", name="Operationel gruppe", kind=BodyKind.OPERATIONAL_GROUP)
        db.add(body)
        db.flush()
        for unit, first, last in ((SCHOOL, -9, -1), (JOBS, -9, None), (TEAM, 5, None)):
            days = (today + timedelta(days=first), None if last is None else today + timedelta(days=last))
            db.add(
                GroupSeat(body_id=body.id, unit_id=unit, user_id=JETTE, deputy_id=LENE, valid_from=days[0], valid_to=days[1])
            )  # fmt: skip
    found = rows_of(visit("lene").get("/exports/groups").data)
    assert [row[2] for row in found] == ["Jobhjælpen", "Boligsocialt team", "Testskolen"]
    assert found[0][:4] == ["Operationel gruppe", "Jette Krag", "Jobhjælpen", "Lene Friis"]
    assert visit("dorte").get("/exports/groups").status_code == 404


def test_series_of_meetings_leave_for_who_calls_them(cast: Cast, visit: Visit) -> None:
    with cast.database.write() as db:
        db.add(
            MeetingSeries(
                name="Hver anden tirsdag", kind=MeetingKind.GROUP, unit_id=TEAM, first_on=LATE, begins_at=time(9, 30),
                length=90, every_weeks=2, place="Rådhuset", chair_id=LENE, minute_taker_id=KAREN,
                units=[SeriesUnit(unit_id=JOBS), SeriesUnit(unit_id=SCHOOL)],
            )
        )  # fmt: skip
    rows = sheet(visit("lene").get("/exports/series?file=xlsx").data)
    assert rows[1][3:7] == (2, "09.30", 90, "Rådhuset")
    assert rows[1][8:] == ("Testskolen, Jobhjælpen", "Lene Friis", "Karen Holm")
    assert visit("samir").get("/exports/series").status_code == 404


def test_a_leader_takes_out_her_own_people_and_their_deputies(cast: Cast, visit: Visit) -> None:
    today = copenhagen_date(cast.at)
    with cast.database.write() as db:
        db.add(
            Deputyship(membership_id=KAREN, deputy_id=BO, valid_from=today, valid_to=today, named_at=cast.at)
        )
    lene, adam = visit("lene"), visit("adam")
    assert {row[0] for row in rows_of(lene.get("/exports/staff").data)} == {
        "Karen Holm",
        "Bo Lund",
        "Lene Friis",
    }
    assert len(rows_of(adam.get("/exports/staff").data)) == len(PEOPLE)
    for leader in (lene, adam):
        (row,) = rows_of(leader.get("/exports/deputies").data)
        assert row[:3] == ["Bo Lund", "Karen Holm", "Boligsocialt team"]
    assert visit("karen").get("/exports/staff").status_code == 403
    assert visit("karen").get("/exports/deputies").status_code == 403
