"""Minutes: ready when the meeting ends, a draft, approved by another than the writer, locked, then only added to."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from werkzeug.test import TestResponse

from sagsflow.core.errors import Forbidden, Invalid, Stale
from sagsflow.eventlog.service import anchor
from sagsflow.meetings.models import ItemStatus, MeetingStatus, MinutesStatus
from sagsflow.meetings.service import closing, minutes
from sagsflow.meetings.service.deciding import Ruling
from tests.cast import JOBS, SCHOOL, TEAM, Visit, person
from tests.meetings.table import MONDAY, Table
from tests.meetings.test_deciding import PLAN


def _held(table: Table) -> tuple[int, int]:
    """A meeting with one decided case; the meeting and the item."""
    meeting = table.call()
    item = table.on_the_agenda(meeting, anonymous="Hvem kan følge et barn i skole?")
    table.sit_down(meeting, TEAM, SCHOOL)
    table.decide(item, PLAN)
    _end(table, meeting)
    return meeting, item


def _end(table: Table, meeting: int) -> None:
    with table.database.write() as db:
        closing.end(db, meeting, actor=person("lene"), at=table.cast.at)


def _text(answer: TestResponse) -> str:
    assert answer.mimetype == "application/pdf"
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages).split())


def test_what_was_not_reached_goes_on_in_its_order_and_these_minutes_stay_whole(table: Table) -> None:
    meeting, later = table.call(), table.call(MONDAY + timedelta(days=14))
    items = [table.matter(meeting, "Et"), table.on_the_agenda(meeting), table.matter(meeting, "To")]
    table.begin(meeting)
    table.decide(items[0], Ruling("", "Aftalt"))
    with table.database.write() as db:
        actor, at, pathways = person("lene"), table.cast.at, table.cast.platform
        assert closing.carry_all_on_and_end(db, meeting, later, actor=actor, at=at, pathways=pathways) == 2
    assert [table.item(item).status for item in items] == [ItemStatus.DECIDED, *[ItemStatus.CARRIED] * 2]
    assert [table.item(item).carried_to_id for item in items[1:]] == table.items(later)
    assert table.meeting(meeting).status is MeetingStatus.ENDED
    assert table.case_of(items[1]).due_on == (MONDAY + timedelta(days=14)).date()


def test_they_are_approved_by_another_than_the_one_who_wrote_them(table: Table) -> None:
    meeting, _item = _held(table)
    with pytest.raises(Forbidden), table.database.write() as db:
        minutes.approve(db, meeting, actor=person("karen"), at=table.cast.at)
    with table.database.write() as db:
        assert (
            minutes.approve(db, meeting, actor=person("lene"), at=table.cast.at).status
            is MinutesStatus.APPROVED
        )


def test_a_draft_is_mended_and_what_is_approved_or_locked_is_not(table: Table) -> None:
    meeting, item = _held(table)
    lene, at = person("lene"), table.cast.at
    with table.database.write() as db:
        version = table.item(item).version
        minutes.reword(db, item, "Teamet følger hele familien", version=version, actor=person("karen"), at=at)
        minutes.approve(db, meeting, actor=lene, at=at)
    assert table.item(item).decision_text == "Teamet følger hele familien"
    with pytest.raises(Stale), table.database.write() as db:
        minutes.reword(db, item, "Noget andet", version=table.item(item).version, actor=lene, at=at)
    with pytest.raises(Stale), table.database.write() as db:
        minutes.add(db, meeting, "For tidligt", item_id=None, actor=lene, at=at)


def test_locked_minutes_are_added_to_and_their_digest_tells_of_any_change(table: Table) -> None:
    meeting, item = _held(table)
    lene, at = person("lene"), table.cast.at
    with table.database.write() as db:
        minutes.approve(db, meeting, actor=lene, at=at)
        seal = minutes.lock(db, meeting, actor=lene, at=at).seal
        minutes.add(db, meeting, "Fristen var den 1.", item_id=item, actor=lene, at=at)
        assert minutes.seal_of(db, table.meeting(meeting)) == seal
        db.get_one(type(table.item(item)), item).decision_text = "Ændret bagom"
        db.flush()
        assert minutes.seal_of(db, table.meeting(meeting)) != seal
        db.rollback()


def test_there_are_no_minutes_before_the_meeting_has_ended(visit: Visit, table: Table) -> None:
    meeting = table.call()
    assert visit("lene").get(f"/meetings/{meeting}/minutes").status_code == 404
    with pytest.raises(Invalid), table.database.write() as db:
        minutes.approve(db, meeting, actor=person("lene"), at=table.cast.at)


def test_from_the_end_to_an_addition_by_form_alone(visit: Visit, table: Table) -> None:
    meeting, item = _held(table)
    here, karen, lene = f"/meetings/{meeting}/minutes", visit("karen"), visit("lene")
    assert "mødelederen godkender det" in karen.get(here).text
    wording = {f"reword{item}-text": "Teamet følger hele familien"}
    assert karen.submit(here, wording, action="/reword").status_code == 303
    for press in ("approve", "give-back", "approve", "lock"):
        assert lene.submit(here, action=f"/minutes/{press}").status_code == 303
    assert lene.submit(here, {"text": " "}, action="/minutes/add").status_code == 422
    lene.submit(here, {"item": str(item), "text": "Fristen var den 1."}, action="/minutes/add")
    page = lene.get(here).text
    assert "Teamet følger hele familien" in page
    assert "Fristen var den 1." in page


def test_the_minutes_of_four_readers_differ_as_the_consents_do_on_page_and_paper(
    visit: Visit, table: Table
) -> None:
    meeting, item = _held(table)
    ref = table.case_of(item).ref
    with table.database.read() as db:
        stands = anchor(db)
    for login, sees in (("lene", True), ("samir", True), ("jette", False), ("karen", True)):
        client = visit(login)
        page, paper = (
            client.get(f"/meetings/{meeting}/minutes").text,
            client.get(f"/meetings/{meeting}/minutes.pdf"),
        )
        assert stands in _text(paper)
        assert table.read_last() == "minutes-printed" or login == "jette"
        for text in (page, _text(paper)):
            assert (ref in text, "Teamet følger familien" in text) == (sees, sees), login
            assert ("Hvem kan følge et barn i skole?" in text) is not sees, login
            assert ("Jobhjælpen: inviteret" in text.split("Punkter")[1]) is (login in {"lene", "karen"}), (
                login
            )


def test_the_agenda_on_paper_is_masked_like_the_screen(visit: Visit, table: Table) -> None:
    meeting = table.call()
    ref = table.case_of(table.on_the_agenda(meeting, 1, JOBS)).ref
    assert ref in _text(visit("jette").get(f"/meetings/{meeting}/agenda.pdf"))
    masked = _text(visit("samir").get(f"/meetings/{meeting}/agenda.pdf"))
    assert ref not in masked
    assert "Anonym sag nr. 1" in masked
