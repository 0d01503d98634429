"""A barrier goes from an item to the board's list: nobody is in it, a case counts once, and few cases are not counted."""

import pytest
import sqlalchemy as sa

from sagsflow.core.errors import Invalid, NotFound, Stale
from sagsflow.meetings.models import Barrier
from sagsflow.meetings.queries import barriers
from sagsflow.meetings.service.barriers import Lifting, lift, write_answer
from sagsflow.residents.models import Resident
from tests.cast import Visit, person
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
    assert lene.post("/meetings/barriers/99/answer", data=form.filled(said)).status_code == 404
    assert "Vi rejser det" in visit("mette").get("/meetings/barriers").text
