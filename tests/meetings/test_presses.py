"""The presses of folded items share one form: the page stays light, and each press is still one press."""

from sagsflow.meetings.models import ItemStatus
from tests.cast import Visit
from tests.house.forms import forms_of
from tests.house.visitor import Visitor
from tests.meetings.table import Table

MOVED = "Flyt {} ned"


def _room(client: Visitor, meeting: int) -> str:
    return client.get(f"/meetings/{meeting}").text


def test_a_longer_agenda_has_no_more_forms(visit: Visit, table: Table) -> None:
    meeting, lene = table.call(), visit("lene")
    table.matter(meeting, "Et")
    before = len(forms_of(_room(lene, meeting), "/"))
    for title in ("To", "Tre"):
        table.matter(meeting, title)
    table.on_the_agenda(meeting)
    assert len(forms_of(_room(lene, meeting), "/")) == before


def test_a_page_from_the_browsers_memory_still_moves_another_item_and_the_same_one_only_once(
    visit: Visit, table: Table
) -> None:
    meeting, lene = table.call(), visit("lene")
    one, two, three = (table.matter(meeting, title) for title in ("Et", "To", "Tre"))
    form = lene.form(f"/meetings/{meeting}", action="/move", button=MOVED.format("Et"))
    for name in ("Et", "Et", "To"):
        press = MOVED.format(name)
        assert lene.post(form.sent_to(press), data=form.filled({}, press)).status_code == 303
    assert table.items(meeting) == [one, two, three]


def test_an_item_is_taken_up_through_the_shared_form(visit: Visit, table: Table) -> None:
    meeting, lene = table.call(), visit("lene")
    _first, second = table.matter(meeting, "Et"), table.matter(meeting, "To")
    table.begin(meeting)
    answer = lene.submit(f"/meetings/{meeting}", button="Tag op To")
    assert answer.location == f"/meetings/{meeting}?item={second}#item-{second}"
    assert table.item(second).status is ItemStatus.OPEN


def test_an_item_is_not_moved_through_another_meeting_or_without_a_key(visit: Visit, table: Table) -> None:
    meeting, other, lene = table.call(), table.call(), visit("lene")
    one, two = table.matter(meeting, "Et"), table.matter(meeting, "To")
    form = lene.form(f"/meetings/{meeting}", action="/move", button=MOVED.format("Et"))
    values = form.filled({}, MOVED.format("Et"))
    assert lene.post(f"/meetings/{other}/items/{one}/move", data=values).status_code == 404
    assert lene.post(form.sent_to(MOVED.format("Et")), data={**values, "submission": ""}).status_code == 400
    assert table.items(meeting) == [one, two]
