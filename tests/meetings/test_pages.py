"""The pages of meetings, as chair, minute-taker, partners and strangers meet them, without JavaScript."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from sagsflow.meetings.models import ItemStatus, Meeting, MeetingStatus, Presence
from sagsflow.meetings.service.deciding import Ruling
from sagsflow.tasks.models import Task
from tests.cast import JOBS, PEOPLE, SCHOOL, TEAM, Visit
from tests.house.visitor import Visitor
from tests.meetings.table import MONDAY, Table, withdraw_all

CALL = {
    "day": "21.09.2026",
    "starts": "13.00",
    "ends": "15:30",
    "place": "Beboerhuset",
    "units": [str(SCHOOL)],
}
DECISION = {
    "code": "one_plan_key_worker",
    "text": "Teamet følger familien",
    "responsible": str(TEAM),
    "due_on": "30.09.2026",
    "key_worker": "1",
}


def _shown(client: Visitor, answer: TestResponse) -> str:
    """The page that an act leads to."""
    assert answer.status_code == 303, answer.text
    return client.get(answer.location).text


def _decide(client: Visitor, meeting: int, item: int, **fields: str) -> TestResponse:
    page = f"/meetings/{meeting}?item={item}"
    return client.submit(page, {**DECISION, **fields}, action="/decide")


def test_a_meeting_is_called_in_local_time_with_those_who_run_it(visit: Visit, table: Table) -> None:
    lene = visit("lene")
    page = _shown(lene, lene.submit("/meetings/new", {**CALL, "minute_taker": "1"}, button="Indkald"))
    assert "mandag den 21. september 2026" in page
    with table.database.read() as db:
        (meeting,) = db.scalars(sa.select(Meeting))
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=2, minutes=30)
    assert meeting.starts_at == MONDAY
    assert {part.unit_id for part in meeting.participants} == {TEAM, SCHOOL}


def test_another_than_the_caller_is_proposed_to_take_the_minutes(visit: Visit, table: Table) -> None:
    """Nobody approves what she wrote: a meeting called as it is proposed must come to approved minutes."""
    proposed = visit("lene").form("/meetings/new", button="Indkald").values
    assert proposed["chair"] == [str(PEOPLE["lene"][0])]
    assert proposed["minute_taker"] != proposed["chair"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"day": "31.02.2026"}, "Skriv datoen som dag.måned.år"),
        ({"day": "01.09.2026"}, "Det ligger i fortiden."),
        ({"starts": "25.00"}, "Skriv tiden som timer og minutter"),
        ({"starts": "kl. et"}, "Skriv tiden som timer og minutter"),
        ({"ends": "12.00"}, "Mødet skal slutte senere, end det begynder."),
        ({"place": " "}, "Skal udfyldes."),
    ],
)
def test_a_bad_time_or_place_is_explained_and_nothing_typed_is_lost(
    visit: Visit, fields: dict[str, str], message: str
) -> None:
    answer = visit("lene").submit("/meetings/new", {**CALL, **fields}, button="Indkald")
    assert answer.status_code == 422
    assert message in answer.text
    assert all(typed in answer.text for typed in fields.values())


def test_cases_are_put_on_and_one_that_cannot_be_says_why(visit: Visit, table: Table) -> None:
    meeting, good, barred = table.call(), table.ready(1), table.ready(2, JOBS)
    withdraw_all(table, barred, JOBS)
    answer = visit("lene").submit(f"/meetings/{meeting}", {"ref": [good, barred]}, action="/cases")
    assert answer.status_code == 422
    assert "Beboeren har ikke sagt ja til at dele med Jobhjælpen." in answer.text
    assert f'id="ready-{barred}"' in answer.text
    assert f'id="ready-{good}"' not in answer.text
    assert [table.case_of(item).ref for item in table.items(meeting)] == [good]


def test_a_meeting_runs_from_begin_to_end_by_form_alone(visit: Visit, table: Table) -> None:
    meeting, lene = table.call(), visit("lene")
    first, second = table.on_the_agenda(meeting), table.matter(meeting)
    here = f"/meetings/{meeting}"
    seats = {f"presence-{part.id}": "present" for part in table.meeting(meeting).participants[:2]}
    assert "Det er noteret" in _shown(lene, lene.submit(here, seats, action="/presence"))
    began = lene.submit(here, action="/begin")
    assert began.location == f"{here}?item={first}#item-{first}"
    decided = _decide(lene, meeting, first)
    assert decided.location == f"{here}?item={second}#item-{second}"
    said = _shown(lene, decided)
    assert (
        "Plan aftalt« med frist 22.09.2026. Boligsocialt team har fået en opgave med frist 30.09.2026."
        in said
    )
    lene.submit(f"{here}?item=next", {"text": "Vi spørger beboerne"}, action=f"/items/{second}/decide")
    minutes = _shown(lene, lene.submit(here, action="/end"))
    for page in (minutes, lene.get(here).text):
        assert "Teamet følger familien" in page
        assert "Vi spørger beboerne" in page
    assert 'method="post" action="/meetings' not in lene.get(here).text


def test_ending_is_refused_with_the_list_of_what_waits(visit: Visit, table: Table) -> None:
    meeting = table.call()
    ref = table.case_of(table.on_the_agenda(meeting)).ref
    table.begin(meeting)
    answer = visit("lene").submit(f"/meetings/{meeting}", action="/end")
    assert answer.status_code == 422
    assert "Mødet kan ikke afsluttes endnu" in answer.text
    assert ref in answer.text
    assert table.meeting(meeting).status is MeetingStatus.RUNNING


def test_a_decision_that_consent_forbids_stands_greyed_with_the_unit_by_name(
    visit: Visit, table: Table
) -> None:
    meeting = table.call()
    item = table.on_the_agenda(meeting)
    table.sit_down(meeting, TEAM, SCHOOL, JOBS)
    page = visit("lene").get(f"/meetings/{meeting}?item={item}").text
    assert "Beboeren har ikke sagt ja til at dele med Jobhjælpen." in page
    greyed = [
        part for part in page.split("<input") if 'name="code"' in part and " disabled" in part.split(">")[0]
    ]
    assert [code in part for part, code in zip(greyed, ("referral_to_offer", "one_plan"), strict=True)] == [
        True
    ] * 2


def test_a_forbidden_decision_that_is_sent_anyway_is_refused_and_keeps_what_was_typed(
    visit: Visit, table: Table
) -> None:
    meeting = table.call()
    item = table.on_the_agenda(meeting)
    answer = _decide(visit("lene"), meeting, item, due_on="")
    assert answer.status_code == 422
    assert "Teamet følger familien" in answer.text
    table.sit_down(meeting, TEAM, JOBS)
    answer = _decide(visit("lene"), meeting, item)
    assert answer.status_code == 422
    assert "Denne beslutning er ikke mulig nu" in answer.text
    assert "Teamet følger familien" in answer.text
    assert table.item(item).status is ItemStatus.PLANNED


def test_what_the_decision_still_needs_stands_beside_its_field(visit: Visit, table: Table) -> None:
    meeting = table.call()
    item = table.on_the_agenda(meeting)
    table.sit_down(meeting, TEAM)
    answer = _decide(visit("lene"), meeting, item, key_worker="")
    assert answer.status_code == 422
    assert '<a href="#key_worker">Nøglemedarbejder: Det skal beslutningen have med.</a>' in answer.text


def test_pressing_twice_decides_once(visit: Visit, table: Table) -> None:
    meeting, lene = table.call(), visit("lene")
    item = table.on_the_agenda(meeting)
    table.sit_down(meeting, TEAM)
    form = lene.form(f"/meetings/{meeting}?item={item}", action="/decide")
    first, second = (lene.post(form.action, data=form.filled(DECISION)) for _ in range(2))
    assert (first.status_code, second.status_code, second.location) == (303, 303, first.location)
    with table.database.read() as db:
        assert db.scalar(sa.select(sa.func.count()).where(Task.kind == "decision")) == 1


def test_of_two_at_once_the_other_is_told_who_decided_and_gets_the_text_back(
    visit: Visit, table: Table
) -> None:
    meeting, lene = table.call(), visit("lene")
    item = table.on_the_agenda(meeting)
    table.sit_down(meeting, TEAM)
    form = lene.form(f"/meetings/{meeting}?item={item}", action="/decide")
    table.decide(item, Ruling("wait", "Vi venter"), "karen")
    answer = lene.post(form.action, data=form.filled(DECISION))
    assert answer.status_code == 409
    assert "Karen Holm har noteret beslutningen kl. 10.00: Afvent." in answer.text
    assert "Teamet følger familien" in answer.text
    assert table.item(item).decision_text == "Vi venter"


def test_buttons_move_an_item_and_the_order_form_refuses_a_foreign_one(visit: Visit, table: Table) -> None:
    meeting, lene = table.call(), visit("lene")
    one, two = table.matter(meeting, "Et"), table.matter(meeting, "To")
    here = f"/meetings/{meeting}"
    moved = lene.submit(here, button="Flyt To op")
    assert moved.location == f"{here}#item-{two}"
    assert table.items(meeting) == [two, one]
    foreign = table.matter(table.call(MONDAY + timedelta(days=7)), "Fremmed")
    for wrong in (f"{one},{foreign}", f"{one},²", f"{one},{'9' * 5000}"):
        assert lene.submit(here, {"order": wrong}, action="/order").status_code == 422
    assert lene.submit(here, {"order": f"{one},{two}"}, action="/order").status_code == 303
    assert table.items(meeting) == [one, two]


def test_an_item_is_carried_on_worded_anew_and_taken_off(visit: Visit, table: Table) -> None:
    meeting, later, lene = table.call(), table.call(MONDAY + timedelta(days=14)), visit("lene")
    first, second = table.on_the_agenda(meeting), table.on_the_agenda(meeting, 2)
    page = f"/meetings/{meeting}?item={first}"
    wording = {"wording-anonymous_question": "Uden navn?", "wording-minutes": "25"}
    assert lene.submit(page, wording, action="/wording").status_code == 303
    assert (table.item(first).anonymous_question, table.item(first).minutes) == ("Uden navn?", 25)
    said = _shown(lene, lene.submit(page, {"carry-to": str(later)}, action="/carry"))
    assert "Punktet er overført til mødet den 05.10.2026." in said
    matter = table.matter(meeting)
    page = f"/meetings/{meeting}?item={matter}"
    assert lene.submit(page, {"carry-to": str(later)}, action="/carry").status_code == 303
    assert lene.get(f"/meetings/{later}").text.count("overført fra 21.09.2026") == 2
    page = f"/meetings/{meeting}?item={second}"
    assert lene.submit(page, action="/off").status_code == 422
    assert "taget af" in _shown(lene, lene.submit(page, {"off-reason": "Beboeren er syg"}, action="/off"))
    assert table.item(second).status is ItemStatus.REMOVED


def test_presence_that_somebody_else_recorded_meanwhile_stands(visit: Visit, table: Table) -> None:
    meeting, lene = table.call(), visit("lene")
    team, school, _jobs = table.meeting(meeting).participants
    form = lene.form(f"/meetings/{meeting}", action="/presence")
    table.sit_down(meeting, SCHOOL)
    lene.post(form.action, data=form.filled({f"presence-{team.id}": "excused"}))
    seats = {part.id: part.presence for part in table.meeting(meeting).participants}
    assert (seats[team.id], seats[school.id]) == (Presence.EXCUSED, Presence.PRESENT)


def test_what_is_typed_is_never_read_as_markup_or_as_a_place_on_the_page(visit: Visit, table: Table) -> None:
    title = "{id} & <b>{title}</b>"
    table.matter(table.call(), title)
    page = visit("lene").get("/meetings/1").text
    assert '<bdi dir="auto">{id} &amp; &lt;b&gt;{title}&lt;/b&gt;</bdi>' in page
    assert 'data-title="{id} &amp; &lt;b&gt;{title}&lt;/b&gt;"' in page
