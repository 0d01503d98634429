"""A case without consent is discussed by a number of this meeting, an age band, an area and a question that points to nobody."""

from datetime import date

import pytest
import sqlalchemy as sa

from sagsflow.access.topics import Topic
from sagsflow.core.errors import Invalid, NotFound
from sagsflow.meetings.models import ItemStatus
from sagsflow.meetings.queries import agenda as reading
from sagsflow.meetings.queries.agenda import age_band
from sagsflow.meetings.service import agenda, anonymous
from sagsflow.meetings.service.agenda import Matter
from sagsflow.meetings.service.deciding import Ruling
from sagsflow.residents.models import Resident
from tests.cast import SCHOOL, Visit, person
from tests.meetings.table import Table

ASKED = "Hvem kan følge et barn i skole om morgenen?"


def _case(table: Table) -> str:
    """A case that nobody outside the team may hear about, of somebody with an address and a phone."""
    with table.database.write() as db:
        case = table.cast.clarifying(db, number=31)
        resident = db.get_one(Resident, case.resident_id)
        resident.given_name, resident.family_name = "Åse Marie", "Prøvesen"
        resident.street, resident.phone, resident.born_on = "Testvænget", "10 20 30 40", date(2010, 5, 6)
        return case.ref


def _put_on(table: Table, meeting: int, ref: str, question: str = ASKED) -> int:
    with table.database.write() as db:
        matter, at = Matter("", question), table.cast.at
        return anonymous.put_on_anonymously(db, meeting, ref, matter, actor=person("lene"), at=at).id


def test_the_others_read_a_number_an_age_band_and_the_question_and_nothing_else(
    visit: Visit, table: Table
) -> None:
    meeting, ref = table.call(), _case(table)
    _put_on(table, meeting, ref)
    page = visit("samir").get(f"/meetings/{meeting}").text
    assert ref not in page
    assert "Prøvesen" not in page
    assert [told for told in (ASKED, "Anonym sag nr. 1", "Alder: 15–17") if told not in page] == []
    assert ref in visit("lene").get(f"/meetings/{meeting}").text
    assert table.case(ref).state == "clarifying"


POINTING = {
    "family name": "Prøvesen har brug for os",
    "given name": "Hjælp til Åse",
    "address": "På testvænget 4",
    "phone": "Ring 10203040",
    "personal number": "070761-4285 ringer",
    "nothing": " ",
}


@pytest.mark.parametrize("question", POINTING.values(), ids=POINTING)
def test_a_question_that_points_to_the_resident_is_not_kept(table: Table, question: str) -> None:
    meeting, ref = table.call(), _case(table)
    with pytest.raises(Invalid) as refused:
        _put_on(table, meeting, ref, question)
    assert list(refused.value.fields) == ["anonymous_question"]
    assert table.items(meeting) == []


def test_nor_when_the_question_is_worded_anew(table: Table) -> None:
    meeting = table.call()
    item = _put_on(table, meeting, _case(table))
    version, at = table.item(item).version, table.cast.at
    with pytest.raises(Invalid), table.database.write() as db:
        agenda.change(db, item, Matter("", "Hjælp Åse"), version=version, actor=person("lene"), at=at)


def test_it_takes_no_step_stands_once_and_is_taken_off_without_a_step(table: Table) -> None:
    meeting, ref = table.call(), _case(table)
    item = _put_on(table, meeting, ref)
    with pytest.raises(Invalid):
        _put_on(table, meeting, ref)
    version = table.item(item).version
    with table.database.write() as db:
        actor, at, pathways = person("lene"), table.cast.at, table.cast.platform
        agenda.take_off(db, item, reason="Ikke nu", version=version, actor=actor, at=at, pathways=pathways)
    assert (table.item(item).status, table.case(ref).state) == (ItemStatus.REMOVED, "clarifying")


def test_what_is_decided_is_kept_and_the_case_stays(table: Table) -> None:
    meeting, ref = table.call(), _case(table)
    table.decide(_put_on(table, meeting, ref), Ruling("lift_to_board", "Mange mangler en følgeordning"))
    assert table.case(ref).state == "clarifying"


def test_a_consent_that_comes_later_opens_it_for_that_unit(table: Table) -> None:
    meeting, ref = table.call(), _case(table)
    _put_on(table, meeting, ref)
    with table.database.write() as db:
        table.cast.consent(db, ref, SCHOOL, Topic.CORE)
    with table.database.read() as db:
        shown, _off = reading.agenda(db, person("samir"), table.meeting(meeting), table.cast.at)
    assert [view.masked for view in shown] == [False]


def test_of_a_protected_resident_neither_area_nor_age_is_told(table: Table) -> None:
    meeting, ref = table.call(), _case(table)
    _put_on(table, meeting, ref)
    with table.database.write() as db:
        db.execute(sa.update(Resident).values(protected_from=date(2026, 1, 1)))
    with table.database.read() as db:
        (view,), _off = reading.agenda(db, person("samir"), table.meeting(meeting), table.cast.at)
    assert (view.masked, view.age_band, view.area) == (True, None, None)


def test_nobody_puts_on_a_case_that_she_cannot_see(table: Table) -> None:
    meeting = table.call()
    with pytest.raises(NotFound):
        _put_on(table, meeting, "BSV-2026-0999")


def test_it_is_put_on_by_form_and_a_mistake_loses_nothing(visit: Visit, table: Table) -> None:
    meeting, ref, lene = table.call(), _case(table), visit("lene")
    here = f"/meetings/{meeting}"
    typed = {"anonymous-ref": ref.lower(), "anonymous-anonymous_question": "Hjælp til Prøvesen"}
    refused = lene.submit(here, typed, action="/anonymous")
    assert refused.status_code == 422
    assert "Det peger på beboeren." in refused.text
    assert "Hjælp til Prøvesen" in refused.text
    good = {**typed, "anonymous-anonymous_question": ASKED}
    for wrong in ("BSV-2026-0999", ""):
        assert lene.submit(here, {**good, "anonymous-ref": wrong}, action="/anonymous").status_code == 422
    assert lene.submit(here, good, action="/anonymous").status_code == 303
    assert ASKED in visit("jette").get(here).text


BANDS = [
    (date(2011, 9, 16), "under_15"),
    (date(2011, 9, 15), "from_15"),
    (date(1961, 1, 1), "from_65"),
    (None, None),
]


@pytest.mark.parametrize(("born", "band"), BANDS)
def test_the_band_changes_on_the_birthday(born: date | None, band: str | None) -> None:
    assert age_band(born, date(2026, 9, 15)) == band
