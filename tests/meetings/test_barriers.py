"""A barrier goes from an item to the board's list: nobody is in it, a case counts once, and few cases are not counted."""

import pytest
import sqlalchemy as sa

from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.meetings.models import Barrier
from sagsflow.meetings.queries import barriers
from sagsflow.meetings.service.barriers import Lifting, lift, write_answer
from sagsflow.residents.models import Resident
from sagsflow.web.paging import encode
from tests.cast import TEAM, Visit, person
from tests.house.markup import parse, text_of
from tests.meetings.table import Table

ON_SQLITE = pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
BUSES = Lifting(None, "Ingen bus efter kl. 18", "Aftenhold kan ikke nås. Kan bestyrelsen tale med kommunen?")


def _lift(table: Table, item: int, lifting: Lifting = BUSES) -> int:
    with table.database.write() as db:
        return lift(db, item, lifting, actor=person("lene"), at=table.cast.at).id


def _answer(table: Table, barrier: int, who: str = "lene") -> None:
    with table.database.write() as db:
        write_answer(db, barrier, "Vi rejser det i trafikrådet", actor=person(who), at=table.cast.at)


def test_the_cases_behind_it_are_counted_from_five_and_each_once(table: Table) -> None:
    meeting = table.call()
    items = [table.on_the_agenda(meeting, number) for number in range(1, 6)]
    barrier = _lift(table, items[0])
    for item in [*items[:4], table.matter(meeting)]:
        _lift(table, item, Lifting(barrier))
    with table.database.read() as db:
        assert [view.cases for view in barriers.barriers(db)] == [None]
    before = table.item(items[4]).version
    _lift(table, items[4], Lifting(barrier))
    with table.database.read() as db:
        assert [view.cases for view in barriers.barriers(db)] == [5]
    assert table.item(items[4]).version == before


@ON_SQLITE
@pytest.mark.parametrize(
    "words", ["{name} kan ikke nå det", "Ring 010101-4444", ""], ids=["name", "cpr", "none"]
)
def test_words_that_point_to_the_resident_or_say_nothing_are_refused(table: Table, words: str) -> None:
    item = table.on_the_agenda(table.call())
    with table.database.read() as db:
        name = db.get_one(Resident, table.case_of(item).resident_id).given_name
    with pytest.raises(Invalid) as refused:
        _lift(table, item, Lifting(None, "Ingen bus", words.format(name=name)))
    assert list(refused.value.fields) == ["barrier_text"]
    with table.database.read() as db:
        assert db.scalars(sa.select(Barrier)).all() == []


@ON_SQLITE
def test_the_board_s_answer_is_written_once_by_those_who_lifted_it(table: Table) -> None:
    meeting = table.call()
    barrier = _lift(table, table.matter(meeting))
    with pytest.raises(NotFound):
        _answer(table, barrier, "grete")
    _answer(table, barrier)
    with pytest.raises(Stale):
        _answer(table, barrier)
    with pytest.raises(Invalid):
        _lift(table, table.matter(meeting, "Et andet"), Lifting(barrier))


@ON_SQLITE
def test_it_is_lifted_and_answered_by_form_alone_and_read_by_those_who_read_figures(
    table: Table, visit: Visit
) -> None:
    meeting, lene = table.call(), visit("lene")
    item = table.on_the_agenda(meeting)
    page, typed = f"/meetings/{meeting}?item={item}", {"barrier-barrier_title": BUSES.title}
    assert "Ingen bus" in lene.submit(page, typed, action="/barrier").text
    typed["barrier-barrier_text"] = BUSES.text
    assert lene.submit(page, typed, action="/barrier").status_code == 303
    seen = visit("mette").get("/meetings/barriers").text
    assert "Færre end fem sager ligger bag" in seen
    assert table.case_of(item).ref not in seen
    assert visit("samir").get("/meetings/barriers").status_code == 404
    said = {"barrier1-answer": "Vi rejser det i trafikrådet"}
    assert "/meetings/barriers" in lene.get("/meetings/").text
    form = lene.form("/meetings/barriers", action="/answer")
    assert lene.submit("/meetings/barriers", said, action="/answer").status_code == 303
    late = lene.post(form.action, data=form.filled({"barrier1-answer": ""}))
    assert late.status_code == 409
    assert 'href="/meetings/barriers"' in late.text
    assert lene.post("/meetings/barriers/99/answer", data=form.filled(said)).status_code == 404
    assert "Vi rejser det" in visit("mette").get("/meetings/barriers").text


def _long_list(table: Table) -> None:
    """Sixty, of which the board has answered forty."""
    with table.database.write() as db:
        for number in range(1, 61):
            row = Barrier(unit_id=TEAM, title=f"Nr. {number}", text="x", lifted_at=table.cast.at, lifted_by=1)
            if number > 20:
                row.answer, row.answered_at, row.answered_by = "Ja", table.cast.at, 1
            db.add(row)


def test_a_long_list_comes_page_by_page_with_the_number_of_all(table: Table, visit: Visit) -> None:
    _long_list(table)
    lene, titles, address = visit("lene"), [], "/meetings/barriers"
    while address:
        root = parse(lene.get(address).text).root
        assert "60 barrierer er løftet til bestyrelsen. 20 venter på svar." in text_of(root)
        titles += [text_of(row) for row in root.findall(".//section/div/h2/bdi")]
        address = next((link.attrib["href"] for link in root.iter("a") if link.get("rel") == "next"), "")
    assert titles == [f"Nr. {number}" for number in [*range(20, 0, -1), *range(60, 20, -1)]]
    assert lene.get("/meetings/barriers?after=WyJhIiwgIngiXQ").status_code == 200


@ON_SQLITE
def test_an_answer_that_is_refused_stands_on_the_page_even_if_its_barrier_has_moved_to_another(
    table: Table, visit: Visit
) -> None:
    _long_list(table)
    lene, long = visit("lene"), "Buslinjen " * 500
    form = lene.form("/meetings/barriers", action="/barriers/1/answer")
    second = form.action.partition("?")[0] + "?after=" + encode([0, 40])
    refused = lene.post(second, data=form.filled({"barrier1-answer": long}))
    assert refused.status_code == 422
    assert long.strip() in text_of(parse(refused.text).root)
    again = lene.form("/meetings/barriers", action="/barriers/1/answer").filled({"barrier1-answer": "Ja"})
    assert lene.post(second, data=again).location == "/meetings/barriers?after=" + encode([0, 40])
