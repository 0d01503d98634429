"""Pages that grow with the work ask the database as often for many rows as for few."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from flask import Flask

from sagsflow.access.topics import Topic
from sagsflow.cases.models import NoteKind
from sagsflow.cases.service.journal import NewNote, write_note
from sagsflow.core.calendar import copenhagen_date
from sagsflow.residents import service as residents
from sagsflow.residents.facts import Facts
from tests.cast import TEAM, Cast, Visit, person
from tests.house.visitor import Visitor
from tests.meetings.table import Table, counted

LONG = timedelta(days=21)
FEW, MANY = range(1, 4), range(4, 12)


@pytest.fixture
def karen(visit: Visit) -> Visitor:
    return visit("karen")


def statements_for(app: Flask, client: Visitor, page: str, *, showing: Iterable[str]) -> int:
    """How many the page asks; it must show these words, so that a page that shows nothing cannot pass."""
    client.get(page)  # what is asked once in the life of a process is asked now
    with counted(app.extensions["sagsflow"].database) as asked:
        answer = client.get(page)
    assert answer.status_code == 200
    assert [words for words in showing if words not in answer.text] == []
    return len(asked)


def test_the_case_list_asks_as_often_for_many_cases_as_for_few(
    app: Flask, karen: Visitor, cast: Cast
) -> None:
    refs = _clarifying(cast, FEW)
    few = statements_for(app, karen, "/cases", showing=refs)
    refs += _clarifying(cast, MANY)
    assert statements_for(app, karen, "/cases", showing=refs) == few


def test_min_dag_asks_as_often_for_many_late_cases_as_for_few(app: Flask, visit: Visit, cast: Cast) -> None:
    refs = _late(cast, FEW)
    few = statements_for(app, visit("karen"), "/", showing=refs)
    refs += _late(cast, MANY)
    assert statements_for(app, visit("karen"), "/", showing=refs) == few


def test_a_case_page_asks_as_often_for_many_events_as_for_few(
    app: Flask, karen: Visitor, table: Table
) -> None:
    ref = table.ready()
    _notes(table.cast, ref, FEW)
    few = statements_for(app, karen, f"/cases/{ref}", showing=[f"Notat {number}." for number in FEW])
    _notes(table.cast, ref, MANY)
    every = [f"Notat {number}." for number in (*FEW, *MANY)]
    assert statements_for(app, karen, f"/cases/{ref}", showing=every) == few


def test_a_search_asks_as_often_for_many_residents_as_for_few(app: Flask, karen: Visitor, cast: Cast) -> None:
    _residents(cast, FEW)
    page = str(karen.submit("/residents/", {"text": "Holm"}, action="/residents/").location)
    few = statements_for(app, karen, page, showing=["Beboer3"])
    _residents(cast, MANY)
    assert statements_for(app, karen, page, showing=["Beboer3", "Beboer11"]) == few


def test_an_agenda_asks_as_often_for_many_items_as_for_few(app: Flask, visit: Visit, table: Table) -> None:
    lene, meeting_id = visit("lene"), table.call()
    refs = [_put_on(table, meeting_id, number) for number in FEW]
    few = statements_for(app, lene, f"/meetings/{meeting_id}", showing=refs)
    refs += [_put_on(table, meeting_id, number) for number in MANY]
    assert statements_for(app, lene, f"/meetings/{meeting_id}", showing=refs) == few


def _put_on(table: Table, meeting_id: int, number: int) -> str:
    ref = table.ready(number)
    table.put_on(meeting_id, ref)
    return ref


def _clarifying(cast: Cast, numbers: Iterable[int]) -> list[str]:
    with cast.database.write() as db:
        return [cast.clarifying(db, number=number).ref for number in numbers]


def _late(cast: Cast, numbers: Iterable[int]) -> list[str]:
    """Cases whose deadline passes while the clock goes on."""
    refs = _clarifying(cast, numbers)
    cast.clock.advance(LONG)
    return refs


def _notes(cast: Cast, ref: str, numbers: Iterable[int]) -> None:
    with cast.database.write() as db:
        for number in numbers:
            new = NewNote(NoteKind.CONTACT, Topic.CORE, f"Notat {number}.", copenhagen_date(cast.at))
            write_note(db, ref, new, actor=person("karen"), at=cast.at)


def _residents(cast: Cast, numbers: Iterable[int]) -> None:
    with cast.database.write() as db:
        for number in numbers:
            facts = Facts(f"Beboer{number}", "Holm")
            residents.register(db, actor=person("karen"), at=cast.at, unit_id=TEAM, facts=facts)
