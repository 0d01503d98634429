"""What each reader sees of a meeting: masked as the resident's consent says, logged, and at a constant price."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from sagsflow.consents.models import Consent
from sagsflow.consents.service.changing import Narrower, narrow
from sagsflow.core.clock import SettableClock
from sagsflow.eventlog.models import ReadEntry
from sagsflow.meetings.models import ItemStatus
from sagsflow.meetings.service.deciding import Ruling
from tests.cast import JOBS, SCHOOL, Visit, person
from tests.house.visitor import Visitor
from tests.meetings.table import QUESTION, Table, counted, withdraw_all


def test_a_stranger_learns_of_no_meeting(visit: Visit, table: Table) -> None:
    meeting = table.call()
    for who in ("oda", "mette", "clara"):
        assert visit(who).get(f"/meetings/{meeting}").status_code == 404
    assert visit("mette").get("/meetings/").status_code == 404
    assert "21.09.2026" not in visit("oda").get("/meetings/").text


def test_a_partner_without_consent_meets_a_number_and_the_anonymous_question_only(
    visit: Visit, table: Table
) -> None:
    meeting = table.call()
    item = table.on_the_agenda(meeting, 1, SCHOOL, anonymous="Hvem kan hjælpe en familie om morgenen?")
    ref = table.case_of(item).ref
    page = visit("jette").get(f"/meetings/{meeting}").text
    assert "Anonym sag nr. 1" in page
    assert "Hvem kan hjælpe en familie om morgenen?" in page
    assert "Spørg Lene Friis." in page
    for hidden in (ref, "Beboer1", QUESTION, "samtykke</span>", "Koordineret"):
        assert hidden not in page
    open_page = visit("grete").get(f"/meetings/{meeting}").text
    assert ref in open_page
    assert QUESTION in open_page


@pytest.mark.parametrize("how", ["withdrawn", "run out"])
def test_an_item_masks_itself_again_when_the_consent_is_gone(
    visit: Visit, table: Table, clock: SettableClock, how: str
) -> None:
    meeting, grete = table.call(), visit("grete")
    ref = table.ready(1, SCHOOL)
    table.put_on(meeting, ref, anonymous="Hvem kan hjælpe en familie?")
    ends = _until_tomorrow(table, ref)
    page = f"/meetings/{meeting}"
    shown = grete.get(page).text
    assert [word in shown for word in (ref, "Beboer1", QUESTION, "Anonym sag")] == [True, True, True, False]
    if how == "withdrawn":
        withdraw_all(table, ref, SCHOOL)
    else:
        clock.set(ends)  # nobody and no worker has done anything
        grete = visit("grete")
    masked = grete.get(page).text
    assert "Hvem kan hjælpe en familie?" in masked
    assert [word in masked for word in (ref, "Beboer1", QUESTION, "Anonym sag")] == [
        False,
        False,
        False,
        True,
    ]


def _until_tomorrow(table: Table, ref: str) -> datetime:
    """The resident lets it run out earlier; returns the first moment at which it does not hold."""
    with table.database.write() as db:
        held = db.scalars(sa.select(Consent)).one()
        day = table.cast.at.date() + timedelta(days=1)
        wish = Narrower(held.topic_set, held.sensitive, held.version, expires_on=day)
        return narrow(db, ref, held.id, wish, actor=person("karen"), at=table.cast.at).expires_at


def test_what_was_decided_on_a_masked_item_is_masked_too(visit: Visit, table: Table) -> None:
    meeting = table.call()
    table.decide(table.on_the_agenda(meeting), Ruling("wait", "Faren er syg"))
    page = visit("jette").get(f"/meetings/{meeting}").text
    assert "Besluttet" in page
    assert "Faren er syg" not in page
    assert "Afvent" not in page


def test_those_who_only_take_part_see_no_acts_and_may_not_press(visit: Visit, table: Table) -> None:
    meeting = table.call()
    item = table.on_the_agenda(meeting)
    for who in ("grete", "samir", "bo"):
        page = visit(who).get(f"/meetings/{meeting}?item={item}").text
        assert "Gem beslutningen" not in page
        assert "Klar til møde" not in page
        client = visit(who)
        token = client.form(f"/meetings/{meeting}", button="Log af").values["csrf_token"]
        for act in (
            "begin",
            "end",
            "cases",
            "order",
            "presence",
            f"items/{item}/decide",
            f"items/{item}/off",
        ):
            sent = {"csrf_token": token, "ref": "BSV-2026-0001", "submission": "once"}
            assert client.post(f"/meetings/{meeting}/{act}", data=sent).status_code == 403
    assert table.item(item).status is ItemStatus.PLANNED


def test_the_reader_log_counts_the_items_that_were_shown_unmasked(visit: Visit, table: Table) -> None:
    meeting = table.call()
    table.on_the_agenda(meeting, 1, SCHOOL)
    table.on_the_agenda(meeting, 2, JOBS)
    visit("grete").get(f"/meetings/{meeting}")
    visit("clara").get(f"/meetings/{meeting}")
    with table.database.read() as db:
        assert [(row.what, row.count) for row in db.scalars(sa.select(ReadEntry))] == [("meeting", 1)]


def test_a_case_tells_what_its_meetings_did(visit: Visit, table: Table) -> None:
    item = table.on_the_agenda(table.call())
    table.decide(item, Ruling("gather_knowledge", "Skolen spørger"))
    page = visit("karen").get(f"/cases/{table.case_of(item).ref}").text
    assert "Sagen kom på dagsordenen til et møde." in page
    assert "Mødet besluttede: Indhent viden." in page


def _statements(app: Flask, client: Visitor, page: str) -> int:
    with counted(app.extensions["sagsflow"].database) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def test_the_number_of_statements_does_not_grow_with_the_agenda(
    app: Flask, visit: Visit, table: Table
) -> None:
    meeting, lene = table.call(), visit("lene")
    item = table.on_the_agenda(meeting)
    table.ready(2)
    page = f"/meetings/{meeting}?item={item}"
    lene.get(page)
    few = _statements(app, lene, page)
    for number in range(3, 13):
        table.on_the_agenda(meeting, number)
        table.matter(meeting, f"Punkt {number}")
    table.ready(13)
    assert _statements(app, lene, page) == few
