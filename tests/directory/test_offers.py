"""Offers are kept by their units, found by what one needs, and matched to a resident with every reason against."""

from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest

from sagsflow.access.topics import Topic
from sagsflow.cases.queries import one as cases
from sagsflow.core.errors import Forbidden, Invalid, Stale
from sagsflow.directory import queries, service
from sagsflow.directory.models import Capacity, Offer
from sagsflow.directory.queries import Filter
from sagsflow.directory.service import Content, Room
from sagsflow.residents.models import Resident
from tests.cast import CLUB, JOBS, SCHOOL, TEAM, Cast, Visit, person

COURSE = Content("Jobklub", "Vi mødes hver tirsdag.", age_from=18, age_to=30, languages="dansk, arabisk")
ROOM = Room(Capacity.OPEN)


def _add(cast: Cast, unit_id: int, content: Content = COURSE, room: Room = ROOM) -> int:
    with cast.database.write() as db:
        return service.add(db, unit_id, content, room, actor=person("adam"), at=cast.at).id


def _reasons(cast: Cast, ref: str) -> dict[str, tuple[str, ...]]:
    with cast.database.read() as db:
        seen = cases.find(db, person("karen"), ref, cast.at)
        return {fit.offer.name: fit.reasons for fit in queries.offers_for(db, person("karen"), seen, cast.at)}


def test_the_finder_says_who_can_receive_and_every_reason_why_the_others_cannot(cast: Cast) -> None:
    _add(cast, JOBS)
    _add(cast, SCHOOL, replace(COURSE, name="Lektiecafé", age_from=None, age_to=15), Room(Capacity.FULL))
    _add(cast, TEAM, replace(COURSE, name="Vores egen"))
    _add(cast, CLUB, replace(COURSE, name="Til foråret", valid_from=date(2027, 3, 1)))
    with cast.database.write() as db:
        case = cast.clarifying(db)
        db.get_one(Resident, case.resident_id).born_on = date(2000, 1, 1)
        cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT)
        ref = case.ref
    assert _reasons(cast, ref) == {
        "Jobklub": (),
        "Lektiecafé": ("not-agreed", "full", "too-old"),
        "Til foråret": ("not-now", "not-agreed"),
        "Vores egen": ("nobody-answers", "own-unit"),
    }


def test_a_consent_that_is_withdrawn_closes_the_offer_again(cast: Cast) -> None:
    _add(cast, JOBS)
    with cast.database.write() as db:
        case = cast.clarifying(db)
        given = cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT)
        cast.withdraw(db, case.ref, given)
        ref = case.ref
    assert _reasons(cast, ref) == {"Jobklub": ("not-agreed",)}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), 2),
        (Filter(text="tirsdag"), 2),
        (Filter(text="lektie"), 1),
        (Filter(age=16), 1),
        (Filter(with_room=True), 1),
        (Filter(ended=True), 0),
    ],
    ids=["all", "words", "name", "age", "room", "ended"],
)
def test_offers_are_found_by_what_one_needs(cast: Cast, wanted: Filter, found: int) -> None:
    _add(cast, JOBS)
    _add(cast, SCHOOL, replace(COURSE, name="Lektiecafé", age_from=6, age_to=16), Room(Capacity.FULL))
    with cast.database.read() as db:
        assert len(queries.offers(db, wanted, date(2026, 9, 15))) == found


@pytest.mark.parametrize(
    ("login", "allowed"),
    [
        ("adam", {"room", "end"}),
        ("grete", {"room", "end"}),
        ("samir", {"room"}),
        ("jette", set()),
    ],
    ids=["administrator", "leader of the unit", "worker of the unit", "another unit"],
)
def test_the_leader_keeps_the_offer_and_the_receiver_its_room(
    cast: Cast, login: str, allowed: set[str]
) -> None:
    offer_id, who = _add(cast, SCHOOL), person(login)
    done = set()
    for name in ("room", "end"):
        with suppress(Forbidden), cast.database.write() as db:
            if name == "room":
                service.say_room(db, offer_id, Room(Capacity.FULL), actor=who, at=cast.at)
            else:
                service.end(db, offer_id, actor=who, at=cast.at)
            done.add(name)
    assert done == allowed


def test_an_older_page_does_not_overwrite_a_newer_one(cast: Cast) -> None:
    offer_id = _add(cast, SCHOOL)
    with cast.database.write() as db:
        service.say_room(db, offer_id, Room(Capacity.FULL), actor=person("samir"), at=cast.at)
    with pytest.raises(Stale), cast.database.write() as db:
        service.change(db, offer_id, COURSE, seen=1, actor=person("grete"), at=cast.at)


def test_every_fault_is_told_at_once(cast: Cast) -> None:
    wrong = replace(COURSE, name=" ", age_from=200)
    with cast.database.write() as db, pytest.raises(Invalid) as refusal:
        service.add(db, SCHOOL, wrong, ROOM, actor=person("grete"), at=cast.at)
    assert refusal.value.fields == {"name": "missing", "age_from": "age"}


def test_a_leader_writes_an_offer_and_says_that_it_is_full(cast: Cast, visit: Visit) -> None:
    grete = visit("grete")
    page = "/offers/new"
    again = grete.submit(page, {"name": "Lektiecafé", "age_from": "ti"}, action=page)
    assert again.status_code == 422
    assert "Lektiecafé" in again.text
    answer = grete.submit(page, {"name": "Lektiecafé", "unit_id": str(SCHOOL)}, action=page)
    assert answer.location == "/offers/1"
    grete.submit("/offers/1", {"capacity": "full", "waiting_weeks": "6"}, action="/room")
    with cast.database.read() as db:
        offer = db.get_one(Offer, 1)
        assert (offer.capacity, offer.waiting_weeks) == (Capacity.FULL, 6)
    assert "Fuld" in visit("karen").get("/offers").text


def test_the_finder_is_for_those_who_own_the_case_and_leads_to_the_consent(cast: Cast, visit: Visit) -> None:
    _add(cast, JOBS)
    with cast.database.write() as db:
        ref = cast.clarifying(db).ref
    karen = visit("karen")
    assert f"/offers/for/{ref}" in karen.get(f"/cases/{ref}").text
    page = karen.get(f"/offers/for/{ref}").text
    assert "Beboeren har ikke sagt ja til at dele med dem." in page
    assert f"/cases/{ref}/consents/new?unit={JOBS}" in page
    assert visit("oda").get(f"/offers/for/{ref}").status_code == 404
    assert visit("jette").get(f"/offers/for/{ref}").status_code == 404
