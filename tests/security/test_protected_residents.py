"""Who a protected resident is stands on no page and no paper, until one reader says why she must know."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from sagsflow.access.topics import Topic
from sagsflow.cases.models import Case
from sagsflow.cases.printing import Wish, person_summary
from sagsflow.cases.queries import many
from sagsflow.core.calendar import copenhagen_date
from sagsflow.core.errors import Forbidden, Invalid
from sagsflow.eventlog.models import Event, ReadEntry
from sagsflow.organisations.models import Area
from sagsflow.residents import queries, service
from sagsflow.residents.facts import Facts
from sagsflow.residents.matching import near_matches, told_matches
from sagsflow.residents.models import HouseholdRole, ProtectionKind, Resident
from sagsflow.residents.service import Mark
from tests.cast import HOUSING, JOBS, TEAM, Cast, Visit, person
from tests.house.visitor import Visitor
from tests.meetings.table import Table

pytestmark = pytest.mark.parametrize("database_system", ["sqlite"])

GIVEN, FAMILY, STREET, AREA, PHONE = "Hildegunn", "Skjuldal", "Gemmevej", "Lønvang", "87654321"
TELLING = (GIVEN, FAMILY, STREET, "87 65 43 21", PHONE, "1961")
SAYING = {"karen": 8, "lene": 8, "jette": 3, "samir": 2}


@pytest.fixture
def ref(table: Table) -> str:
    """A case that stands wherever a case can stand: in lists, on an agenda, referred, with its deadline near."""
    cast = table.cast
    meeting_id = table.call(cast.at + timedelta(hours=3))
    ref = table.ready(1)
    table.put_on(meeting_id, ref, "Hvem følger op?")
    with cast.database.write() as db:
        db.add(Area(id=9, organisation_id=HOUSING, name=AREA))
        db.flush()
        resident = db.scalars(sa.select(Resident)).one()
        facts = Facts(
            GIVEN, FAMILY, born_on=cast.at.date().replace(year=1961), phone=PHONE, street=STREET, area_id=9
        )
        karen = person("karen")
        service.correct(
            db, actor=karen, at=cast.at, uuid=resident.uuid, version=resident.version, facts=facts
        )
        db.scalars(sa.select(Case)).one().area_id = 9
        other = cast.clarifying(db, number=2)
        other.resident_id = resident.id
        cast.consent(db, other.ref, JOBS, Topic.EMPLOYMENT)
        cast.refer(db, other.ref, JOBS)
    return ref


def uuid_of(cast: Cast) -> str:
    with cast.database.read() as db:
        return db.scalars(sa.select(Resident.uuid).order_by(Resident.id).limit(1)).one()


def protect(cast: Cast, kind: ProtectionKind = ProtectionKind.PROTECTED_ADDRESS) -> str:
    mark = Mark(kind, "Fremgår af CPR", copenhagen_date(cast.at))
    uuid = uuid_of(cast)
    with cast.database.write() as db:
        service.protect(db, actor=person("lene"), at=cast.at, uuid=uuid, mark=mark)
    return uuid


def pages(app: Flask, cast: Cast, ref: str) -> Iterator[str]:
    """Every address that is read, with the resident's own values where one is asked for."""
    values = {
        "ref": ref,
        "uuid": uuid_of(cast),
        "trigger": "bounce",
        "workflow_id": "coordinated",
        "token": "x" * 43,
    }
    adapter = app.url_map.bind("localhost", url_scheme="https")
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.rule.endswith((".pdf", "<path:filename>")):
            known = {name: values.get(name, 1) for name in rule.arguments}
            yield adapter.build(rule.endpoint, known, force_external=False)
    yield f"/cases/{ref}?lang=en"


def told(browser: Visitor, app: Flask, cast: Cast, ref: str) -> set[str]:
    """The pages that say anything of who it is. The number in an address is by chance, and may have a year in it."""
    uuid = uuid_of(cast)
    answers = {page: browser.glance(page) for page in pages(app, cast, ref)}
    texts = {
        page: answer.text.replace(uuid, "")
        for page, answer in answers.items()
        if answer.mimetype == "text/html"
    }
    return {page for page, text in texts.items() if any(word in text for word in TELLING)}


@pytest.mark.parametrize("login", SAYING)
def test_no_page_says_who_it_is(app: Flask, cast: Cast, visit: Visit, ref: str, login: str) -> None:
    browser = visit(login)
    before = told(browser, app, cast, ref)
    assert len(before) >= SAYING[login], "before the mark the pages do say it"
    protect(cast)
    assert told(browser, app, cast, ref) == set()
    page = browser.get(f"/cases/{ref}?lang=da").text
    assert (AREA in page, login == "jette" or "Beskyttet beboer" in page) == (False, True)


def test_it_is_shown_to_one_reader_for_two_hours_with_a_reason(cast: Cast, visit: Visit, ref: str) -> None:
    protect(cast)
    samir, karen = visit("samir"), visit("karen")
    assert "Beskyttet beboer" in samir.get(f"/cases/{ref}").text
    answer = samir.submit(f"/cases/{ref}/identity", {"reason": "Hjemmebesøg i dag"}, action="/identity")
    assert answer.location == f"/cases/{ref}"
    assert [GIVEN in browser.get(f"/cases/{ref}").text for browser in (samir, karen)] == [True, False]
    cast.clock.advance(timedelta(hours=2))
    assert GIVEN not in visit("samir").get(f"/cases/{ref}").text
    with cast.database.read() as db:
        read = db.execute(
            sa.select(ReadEntry.user_id, ReadEntry.purpose).where(ReadEntry.what == "identity-opened")
        )
        assert read.all() == [(person("samir").user_id, "Hjemmebesøg i dag")]
        kinds = db.scalars(
            sa.select(Event.kind).where(Event.kind.like("%protected%") | Event.kind.like("identity%"))
        )
        assert list(kinds) == ["resident-protected", "identity-opened"]


def test_without_a_reason_nothing_is_shown(cast: Cast, visit: Visit, ref: str) -> None:
    uuid, karen = protect(cast), visit("karen")
    for page in (f"/cases/{ref}/identity", f"/residents/{uuid}"):
        karen.submit(page, {"reason": "x"}, action="/identity")
        assert GIVEN not in karen.get(f"/cases/{ref}").text
    karen.submit(f"/residents/{uuid}", {"reason": "Ringer op i dag"}, action="/identity")
    page = karen.get(f"/residents/{uuid}").text
    assert [word in page for word in (GIVEN, STREET, AREA)] == [True] * 3


def test_what_needs_the_name_waits_until_it_is_opened(cast: Cast, visit: Visit, ref: str) -> None:
    uuid, karen = protect(cast), visit("karen")
    assert [karen.get(f"/residents/{uuid}/{page}").status_code for page in ("edit", "household")] == [
        403,
        403,
    ]
    with cast.database.write() as db, pytest.raises(Forbidden):
        service.correct(
            db, actor=person("karen"), at=cast.at, uuid=uuid, version=1, facts=Facts("Ny", "Navnesen")
        )
    assert ref


def test_neither_search_nor_list_nor_area_finds_the_resident(cast: Cast, ref: str) -> None:
    day, karen = copenhagen_date(cast.at), person("karen")
    asked = (GIVEN, f"{GIVEN} {FAMILY}", f"{day:%d.%m}.1961", PHONE)
    filters = (many.Filters(text=GIVEN), many.Filters(area_id=9))
    for found in (True, False):
        with cast.database.read() as db:
            assert [bool(queries.search(db, karen, text, day).rows) for text in asked] == [found] * 4
            assert [bool(many.page(db, karen, row, cast.at).rows) for row in filters] == [found] * 2
            assert many.page(db, karen, many.Filters(text=ref), cast.at).rows
        protect(cast)


def test_who_registers_the_same_person_is_sent_to_the_leader_and_learns_no_name(cast: Cast, ref: str) -> None:
    protect(cast)
    facts, day = Facts(GIVEN, FAMILY), copenhagen_date(cast.at)
    with cast.database.write() as db:
        with pytest.raises(Invalid) as refused:
            service.refuse_known(db, actor=person("karen"), at=cast.at, facts=facts, none_of="")
        assert (refused.value.reason, refused.value.details) == ("ask-leader", {})
        matches = near_matches(db, person("lene"), GIVEN, FAMILY, None)
        assert [len(told_matches(person(who), matches, day)) for who in ("karen", "lene")] == [0, 1]
    assert ref


def test_the_leader_marks_and_unmarks_and_a_worker_has_no_such_page(
    cast: Cast, visit: Visit, ref: str
) -> None:
    page = f"/residents/{uuid_of(cast)}/protection"
    assert visit("karen").get(page).status_code == 404
    lene = visit("lene")
    typed = {"kind": "colleague", "reason": "Ansat i teamet", "ends_on": "01.01.2020"}
    refused = lene.submit(page, typed, action="/protection")
    assert (refused.status_code, "Ansat i teamet" in refused.text) == (422, True)
    assert lene.submit(page, {**typed, "ends_on": ""}, action="/protection").status_code == 303
    assert GIVEN not in lene.get(f"/cases/{ref}").text
    assert lene.submit(page, button="Tag beskyttelsen af").status_code == 303
    assert GIVEN in lene.get(f"/cases/{ref}").text


def test_the_mark_holds_from_its_first_day_to_its_last(cast: Cast, visit: Visit, ref: str) -> None:
    day = copenhagen_date(cast.at)
    mark = Mark(ProtectionKind.COLLEAGUE, "Vikar", day + timedelta(days=1), day + timedelta(days=2))
    with cast.database.write() as db:
        service.protect(db, actor=person("lene"), at=cast.at, uuid=uuid_of(cast), mark=mark)
    shown = []
    for _day in range(4):
        shown.append(GIVEN in visit("karen").get(f"/cases/{ref}").text)
        cast.clock.advance(timedelta(days=1))
    assert shown == [True, False, False, True]


def test_who_lives_at_a_protected_address_is_protected_too(cast: Cast, ref: str) -> None:
    uuid = protect(cast)
    karen, lene = person("karen"), person("lene")
    with cast.database.write() as db:
        child = service.register(db, actor=karen, at=cast.at, unit_id=TEAM, facts=Facts("Barn", FAMILY))
        members = {uuid: HouseholdRole.ADULT, child.uuid: HouseholdRole.CHILD}
        service.form_household(db, actor=karen, at=cast.at, members=members)
        assert child.is_protected(copenhagen_date(cast.at))
        service.unprotect(db, actor=lene, at=cast.at, uuid=child.uuid)
        assert not child.is_protected(copenhagen_date(cast.at))
    assert ref


def test_paper_names_nobody_either(cast: Cast, ref: str) -> None:
    protect(cast)
    wish = Wish("Beboeren", "Møde", "da")
    with cast.database.read() as db:
        _seen, paper = person_summary(db, person("karen"), ref, wish, at=cast.at, pathways=cast.platform)
    assert (paper.resident_name, paper.birth_year, paper.area) == (None, None, None)
