"""Every page as its users meet it: no dead link, nothing for axe to find, no sideways scroll, one language at a time."""

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page

from sagsflow.accounts.models import User
from sagsflow.organisations.models import Body, Unit
from sagsflow.web.platform import EXTENSION, Platform
from tests.browser.desk import sign_in
from tests.browser.parts import surroundings_of
from tests.browser.walk import DOORS, Place, Walk, new_to_this_run, walk
from tests.browser.wording import in_another_language
from tests.house.browser import Axe
from tests.house.pages import check_page
from tests.house.visitor import Visitor

ONE_OF_EACH_ROLE = (
    *("mette", "kirsten", "emil", "layla", "rikke", "susanne", "ida"),
    *("verner", "charlotte", "finn", "dan", "asta"),
)
TOGETHER_THEY_SEE_ALL = ("mette", "kirsten", "emil", "layla", "asta", "verner")
NOT_WALKED_TO = {
    "static": "no page",
    "accounts.sign_in": "for those who are not signed in; see below",
    "residents.new": "behind a search that found nobody; see below",
    "accounts.choose_password": "behind a link that is good once; tests/accounts walks it",
    "accounts.another_phone": "the second factor is off in the demo; tests/accounts walks it",
    "accounts.ask_code": "the second factor is off in the demo; tests/accounts walks it",
    "accounts.ask_phone": "the second factor is off in the demo; tests/accounts walks it",
    "accounts.own_factor": "the second factor is off in the demo; tests/accounts walks it",
    "answers.landing": "behind a link that opens once; tests/referrals walks it",
    "activities.attendance": "of one of the demo's many activities; tests/activities walks it",
    "activities.decline": "of one of the demo's many activities; tests/activities walks it",
    "exports.bases": "no unit of the demo has stated a basis in law; tests/exports asks for it",
    "exports.papers": "when somebody has asked for papers; tests/exports asks for it",
    "exports.deputies": "nobody of the demo has a deputy; tests/exports asks for it",
    "exports.read_in": "the demo has read in no file; tests/exports asks for it",
    "batches.fetch": "when the worker has printed; tests/batches walks it",
    "batches.show": "when somebody has asked for papers; tests/batches walks it",
    "referrals.move": "when somebody has moved all referrals of a receiver; tests/referrals walks it",
    "imports.columns": "the demo has read in no file; tests/imports walks it",
    "imports.errors": "the demo has read in no file; tests/imports walks it",
    "imports.show": "the demo has read in no file; tests/imports walks it",
    "imports.undo": "the demo has read in no file; tests/imports walks it",
    "directory.show_list": "the demo has read in no list; tests/directory walks it",
    "privacy.answer_json": "when every passage of an answer has been looked through; tests/privacy walks it",
    "privacy.answer_pdf": "when every passage of an answer has been looked through; tests/privacy walks it",
    "privacy.hand_out": "when every passage of an answer has been looked through; tests/privacy walks it",
    "cases.identity": "where a form leads that was filled in wrongly; tests/security walks it",
    "documents.attach": "where a form leads that was filled in wrongly; tests/documents walks it",
    "meetings.feed": "for a calendar, behind an address that is shown once; tests/meetings asks for it",
    "meetings.pulse": "no page; tests/meetings asks for it",
    "meetings.screen": "no meeting of the demo is under way; tests/meetings walks it",
}
MANY = 2


def names_in(app: Flask) -> set[str]:
    """Names and titles that are the same in both languages; a language is offered under its own name."""
    standing: Platform = app.extensions[EXTENSION]
    with standing.database.read() as db:
        return {
            *("Dansk", "English"),
            *db.scalars(sa.select(Unit.name)),
            *db.scalars(sa.select(Body.name)),
            *(title or "" for title in db.scalars(sa.select(User.title))),
        }


def in_language(url: str, language: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}lang={language}"


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_together_they_reach_every_page_there_is(app: Flask) -> None:
    walks = [walk(app, login, "sqlite") for login in TOGETHER_THEY_SEE_ALL]
    reached = {endpoint for walked in walks for endpoint in walked.endpoints}
    there = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert there - reached == set(NOT_WALKED_TO)


@pytest.mark.parametrize(
    ("login", "database_system"),
    [
        *((login, "sqlite") for login in ONE_OF_EACH_ROLE),
        ("kirsten", "postgresql"),  # she meets most pages; tests/access asks every route on both databases
    ],
)
def test_no_link_that_is_shown_is_dead(app: Flask, login: str, database_system: str) -> None:
    walked = walk(app, login, database_system)
    dead = [
        f"{place.status} {place.url} (from {place.came_from})"
        for place in walked.places.values()
        if place.status not in {200, 303}
    ]
    assert dead == []
    assert len(walked.places) > len(DOORS)


@pytest.mark.parametrize("login", ONE_OF_EACH_ROLE)
@pytest.mark.parametrize("database_system", ["sqlite"])
def test_every_page_is_sound_and_speaks_one_language(app: Flask, client: Visitor, login: str) -> None:
    sign_in(client, login)
    names, mixed, built_otherwise = names_in(app), list[str](), set[str]()
    for place in pages_of(walk(app, login, "sqlite")):
        check_page(place.text, place.policy)  # in English the Visitor reads it as strictly
        mixed += [
            f"{place.url} in Danish: {said}" for said in set(in_another_language(place.text, "da")) - names
        ]
        english = client.get(in_language(place.url, "en")).text
        built_otherwise |= only_in(english, client, place)
        mixed += [
            f"{place.url} in English: {said}" for said in set(in_another_language(english, "en")) - names
        ]
    assert mixed == []
    assert built_otherwise == set(), "the colours of an English page are looked at on the Danish one"


@pytest.mark.parametrize("login", ONE_OF_EACH_ROLE)
@pytest.mark.parametrize("database_system", ["sqlite"])
def test_every_page_is_accessible_and_fits_a_narrow_screen(
    app: Flask, page: Page, axe: Axe, login: str
) -> None:
    sign_in(page, login)
    faults = list[str]()
    for place in most_first(pages_of(walk(app, login, "sqlite"))):
        if new_to_this_run(place.parts, "in-danish"):
            faults += what_is_wrong_on(page, place.url, axe)
    assert faults == []


@pytest.mark.parametrize("database_system", ["sqlite"])
@pytest.mark.parametrize(
    "address", ["/sign-in", "/sign-in?lang=en", "/password", "/nowhere", "/nowhere?lang=en"]
)
def test_pages_for_those_outside_are_accessible(page: Page, axe: Axe, address: str) -> None:
    page.goto(address)
    axe(page)


@pytest.mark.parametrize("database_system", ["sqlite"])
def test_the_page_for_a_new_resident_is_accessible(page: Page, axe: Axe) -> None:
    sign_in(page, "mette")
    page.goto("/residents/")
    page.get_by_label("Navn, fødselsdato").fill("Ukendt Prøvesen-Ingenkender")
    page.get_by_role("button", name="Søg").click()
    page.get_by_role("link", name="Ny beboer").first.click()
    page.wait_for_url("**/residents/new**")
    axe(page)


@pytest.mark.parametrize("login", ["layla", "asta"])
@pytest.mark.parametrize("database_system", ["sqlite"])
def test_english_pages_are_accessible_too(
    app: Flask, page: Page, axe_but_for_colours: Axe, login: str
) -> None:
    sign_in(page, login)
    faults = list[str]()
    for place in pages_of(walk(app, login, "sqlite")):
        if new_to_this_run([place.endpoint], "in-english"):
            faults += what_is_wrong_on(page, in_language(place.url, "en"), axe_but_for_colours)
    assert faults == []


def what_is_wrong_on(page: Page, url: str, axe: Axe) -> list[str]:
    answer = page.goto(url)
    if answer is None or answer.status != 200:
        return [f"{url} cannot be opened"]
    try:
        axe(page)
    except AssertionError as fault:
        return [str(fault).partition("\nassert")[0]]
    return []


def only_in(english: str, client: Visitor, place: Place) -> set[str]:
    """What the English page is built of and the Danish is not; a log has grown since the walk, so it is opened once more."""
    found = surroundings_of(english) - surroundings_of(place.text)
    if found:
        found -= surroundings_of(client.get(in_language(place.url, "da")).text)
    return {f"{place.url}: {part}" for part in found}


def most_first(places: list[Place]) -> list[Place]:
    """Pages that have much leave little to look at on others."""
    return sorted(places, key=lambda place: -len(place.parts))


def pages_of(walked: Walk) -> list[Place]:
    return [place for place in walked.one_of_each_shape(MANY) if place.status == 200 and place.text]
