"""Meetings tell nobody of other meetings, and stop discussing a case that is not shared any more."""

import sqlalchemy as sa

from sagsflow.eventlog.models import Event
from sagsflow.meetings.models import ItemStatus
from sagsflow.meetings.service import agenda, closing
from sagsflow.meetings.service.deciding import Ruling
from tests.cast import JOBS, SCHOOL, Cast, Visit, person
from tests.meetings.table import Table


def _kinds(cast: Cast) -> list[str]:
    with cast.database.read() as db:
        return list(db.scalars(sa.select(Event.kind).order_by(Event.seq)))


def test_a_case_that_is_withdrawn_is_taken_off_the_agenda(cast: Cast, table: Table) -> None:
    meeting, ref = table.call(), table.ready()
    item, matter = table.put_on(meeting, ref), table.matter(meeting)
    with cast.database.write() as db:
        cast.move(db, ref, "withdraw")
    assert table.item(item).status is ItemStatus.REMOVED
    assert table.item(matter).status is ItemStatus.PLANNED
    assert _kinds(cast).count("agenda-item-removed") == 1
    with cast.database.write() as db:
        agenda.take_off(
            db,
            matter,
            reason="Nåede vi",
            version=table.item(matter).version,
            actor=person("lene"),
            at=cast.at,
            pathways=cast.platform,
        )
        closing.end(db, meeting, actor=person("lene"), at=cast.at)


def test_an_item_of_another_meeting_tells_nothing_here(cast: Cast, table: Table, visit: Visit) -> None:
    """Whoever runs one meeting asks for a decided item of another through it."""
    elsewhere, mine = table.call(), table.call()
    item = table.matter(elsewhere)
    table.decide(item, Ruling("", "Hemmeligt"))
    lene = visit("lene")
    waiting = table.matter(mine)
    form = lene.form(f"/meetings/{mine}?item={waiting}", action=f"/items/{waiting}/wording")
    for act in ("wording", "carry", "off", "decide"):
        answer = lene.post(f"/meetings/{mine}/items/{item}/{act}", data=form.values)
        assert answer.status_code == 404


def test_a_receiver_at_the_table_reads_the_decision_but_not_which_other_party_acts(
    cast: Cast, table: Table, visit: Visit
) -> None:
    meeting, ref = table.call(), table.ready(1, SCHOOL, JOBS)
    item = table.put_on(meeting, ref)
    table.sit_down(meeting, SCHOOL, JOBS)
    table.decide(item, Ruling("wait", "Vi venter", JOBS, cast.at.date()))
    page = visit("grete").get(f"/meetings/{meeting}").text
    assert "Vi venter" in page
    assert "Ansvarlig: Jobhjælpen" not in page
    assert "Ansvarlig: Jobhjælpen" in visit("lene").get(f"/meetings/{meeting}").text
