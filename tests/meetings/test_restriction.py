"""A case whose processing is restricted: agenda, minutes and wall tell its number at the meeting, until somebody says why."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from sagsflow.core.errors import Restricted
from sagsflow.meetings.models import ItemStatus
from sagsflow.meetings.service import closing
from sagsflow.residents import service
from sagsflow.residents.models import Resident, RestrictionGround, UseGround
from tests.cast import SCHOOL, TEAM, Visit, person
from tests.house.visitor import Visitor
from tests.meetings.table import MONDAY, QUESTION, Table
from tests.meetings.test_deciding import PLAN

ON_SQLITE = pytest.mark.parametrize("database_system", ["sqlite"], indirect=True)
UNNAMED = "Hvem kan følge et barn i skole?"


def _restrict(table: Table) -> None:
    with table.database.write() as db:
        uuid = db.scalars(sa.select(Resident.uuid)).one()
        ground = RestrictionGround.ACCURACY
        reason = "Beboeren siger, at gælden er betalt"
        service.restrict(db, actor=person("lene"), at=table.cast.at, uuid=uuid, ground=ground, reason=reason)


def _say_why(table: Table, who: str) -> None:
    with table.database.write() as db:
        uuid = db.scalars(sa.select(Resident.uuid)).one()
        ground, reason = UseGround.RESIDENT, "Beboeren har bedt om det"
        service.use(db, actor=person(who), at=table.cast.at, uuid=uuid, ground=ground, reason=reason)


def _told(visitor: Visitor, meeting: int, *papers: str) -> Iterator[str]:
    """The text of these pages and papers of the meeting, each in one line."""
    for paper in papers:
        answer = visitor.get(f"/meetings/{meeting}{paper}")
        printed = answer.mimetype == "application/pdf"
        pages = PdfReader(BytesIO(answer.data)).pages if printed else []
        text = " ".join(page.extract_text() for page in pages) if printed else answer.text
        yield " ".join(text.split())


@ON_SQLITE
def test_the_agenda_tells_nothing_of_it_and_opens_to_whoever_says_why(table: Table, visit: Visit) -> None:
    meeting = table.call()
    table.on_the_agenda(meeting, anonymous=UNNAMED)
    table.begin(meeting)
    table.sit_down(meeting, TEAM)
    _restrict(table)
    for text in _told(visit("karen"), meeting, "", "/agenda.pdf", "/screen"):
        assert not [words for words in (QUESTION, UNNAMED) if words in text]
        assert "Anonym sag nr. 1" in text
    _say_why(table, "lene")
    for text in _told(visit("lene"), meeting, "", "/agenda.pdf", "/screen"):
        assert QUESTION in text
    assert QUESTION not in next(_told(visit("karen"), meeting, ""))


@ON_SQLITE
def test_the_minutes_tell_nothing_of_what_was_decided_about_it(table: Table, visit: Visit) -> None:
    meeting = table.call()
    item = table.on_the_agenda(meeting)
    table.sit_down(meeting, TEAM, SCHOOL)
    table.decide(item, PLAN)
    with table.database.write() as db:
        closing.end(db, meeting, actor=person("lene"), at=table.cast.at)
    ref, decided = table.case_of(item).ref, table.item(item).decision_text or ""
    assert all(decided in text and ref in text for text in _told(visit("karen"), meeting, "/minutes"))
    _restrict(table)
    for text in _told(visit("karen"), meeting, "/minutes", "/minutes.pdf"):
        assert not [words for words in (decided, ref, QUESTION) if words in text]
    later = table.call(MONDAY + timedelta(days=14))
    assert decided not in next(_told(visit("karen"), later, ""))


@ON_SQLITE
def test_nothing_is_decided_about_it_and_it_goes_on_to_a_later_meeting(table: Table) -> None:
    meeting, later = table.call(), table.call(MONDAY + timedelta(days=14))
    item = table.on_the_agenda(meeting)
    table.sit_down(meeting, TEAM, SCHOOL)
    table.begin(meeting)
    _restrict(table)
    with pytest.raises(Restricted):
        table.decide(item, PLAN)
    with table.database.write() as db:
        actor, at, pathways = person("lene"), table.cast.at, table.cast.platform
        closing.carry_all_on_and_end(db, meeting, later, actor=actor, at=at, pathways=pathways)
    assert table.item(item).status is ItemStatus.CARRIED
