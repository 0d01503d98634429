"""Two people run the same meeting: what happens is told by a number, and what is typed is kept for its author only."""

import sqlalchemy as sa

from sagsflow.meetings.models import ItemDraft
from sagsflow.meetings.service import drafts
from sagsflow.meetings.service.deciding import Ruling
from tests.cast import JOBS, TEAM, Visit, person
from tests.house.visitor import Visitor
from tests.meetings.table import Table

TYPED = "Teamet ringer til skolen"


def _pulse(client: Visitor, meeting: int, known: str = "") -> tuple[int, str]:
    answer = client.get(f"/meetings/{meeting}/pulse", headers={"If-None-Match": f'"{known}"'})
    return answer.status_code, answer.text


def test_the_pulse_moves_with_every_act_and_is_silent_meanwhile(visit: Visit, table: Table) -> None:
    meeting, karen = table.call(), visit("karen")
    seen: list[str] = []
    for act in (
        lambda: table.matter(meeting),
        lambda: table.begin(meeting),
        lambda: table.sit_down(meeting, TEAM),
    ):
        act()
        status, pulse = _pulse(karen, meeting)
        assert status == 200
        assert pulse not in seen
        seen.append(pulse)
        assert _pulse(karen, meeting, pulse)[0] == 304
    assert _pulse(visit("oda"), meeting)[0] == 404


def test_the_pulse_does_not_change_what_a_decision_stands_on(table: Table) -> None:
    meeting = table.call()
    before = table.meeting(meeting).version
    table.matter(meeting)
    assert table.meeting(meeting).version == before


def test_who_has_an_empty_agenda_open_has_the_place_where_its_first_item_appears(
    visit: Visit, table: Table
) -> None:
    meeting, karen = table.call(), visit("karen")
    page = karen.get(f"/meetings/{meeting}").text
    assert "data-live-items" in page
    assert "Der er ikke noget på dagsordenen endnu" in page
    table.matter(meeting)
    assert "Der er ikke noget på dagsordenen endnu" not in karen.get(f"/meetings/{meeting}").text


def _keep(client: Visitor, meeting: int, item: int, text: str) -> int:
    page = f"/meetings/{meeting}?item={item}"
    form = client.form(page, action=f"/items/{item}/decide")
    sent = {**form.filled({"text": text})}
    return client.post(f"/meetings/{meeting}/items/{item}/draft", data=sent).status_code


def test_what_is_typed_is_there_again_for_its_author_and_for_nobody_else(visit: Visit, table: Table) -> None:
    meeting, karen = table.call(), visit("karen")
    item = table.on_the_agenda(meeting)
    assert _keep(karen, meeting, item, TYPED) == 204
    here = f"/meetings/{meeting}?item={item}"
    assert TYPED in karen.get(here).text
    assert TYPED not in visit("lene").get(here).text
    with table.database.read() as db:
        assert TYPED.encode() not in db.scalars(sa.select(ItemDraft.sealed)).one()


def test_it_is_gone_when_the_decision_is_recorded_and_after_a_day(visit: Visit, table: Table) -> None:
    meeting, karen = table.call(), visit("karen")
    first, second = table.matter(meeting), table.matter(meeting, "To")
    for item in (first, second):
        _keep(karen, meeting, item, TYPED)
    table.decide(first, Ruling("", TYPED), "karen")
    with table.database.write() as db:
        assert db.scalars(sa.select(ItemDraft.item_id)).all() == [second]
        late = table.cast.at + drafts.KEPT
        assert drafts.kept(db, second, actor=person("karen"), at=late) == {}
        drafts.forget_old(db, {}, late)
        assert db.scalars(sa.select(ItemDraft.item_id)).all() == []


def test_no_draft_is_kept_for_those_who_only_take_part_or_for_a_matter_that_is_done(
    visit: Visit, table: Table
) -> None:
    meeting = table.call()
    item = table.matter(meeting)
    address, karen = f"/meetings/{meeting}/items/{item}/draft", visit("karen")
    token = karen.form(f"/meetings/{meeting}?item={item}", action="/decide").values
    assert visit("samir").post(address, data={"text": TYPED}).status_code in {400, 403}
    table.decide(item, Ruling("", "Aftalt"))
    assert karen.post(address, data={**token, "text": TYPED}).status_code == 422


def test_the_wall_names_a_case_only_when_all_who_are_here_may_hear_it(visit: Visit, table: Table) -> None:
    meeting, lene = table.call(), visit("lene")
    item = table.on_the_agenda(meeting, anonymous="Hvem kan følge et barn i skole?")
    ref = table.case_of(item).ref
    table.sit_down(meeting, TEAM)
    table.begin(meeting)
    assert ref in lene.get(f"/meetings/{meeting}/screen").text
    assert table.read_last() == "meeting-screen"
    table.sit_down(meeting, TEAM, JOBS)
    page = lene.get(f"/meetings/{meeting}/screen").text
    assert ref not in page
    assert "Hvem kan følge et barn i skole?" in page
