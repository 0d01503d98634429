"""Consents and referrals in a real browser: sound for everybody, narrow screens included, and the story of three partners."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page

from sagsflow.access.topics import Topic
from sagsflow.referrals.models import Referral
from sagsflow.web.sessions import LOOPBACK_NAME
from tests.cast import CLUB, JOBS, SCHOOL, Cast, open_session
from tests.house.browser import Axe, Screenshot
from tests.referrals.acting import stands, work, worker


@pytest.fixture
def database_system() -> str:
    """What a browser shows does not depend on the database."""
    return "sqlite"


Look = Callable[[str, str, str], Page]


@pytest.fixture
def look(page: Page, browser_context: BrowserContext, cast: Cast, axe: Axe, screenshot: Screenshot) -> Look:
    """`look(who, name, path)`: opens a page as somebody, finds it sound, and keeps a picture of it."""

    def see(login: str, name: str, path: str) -> Page:
        page.goto("/sign-in")
        token = open_session(cast.database, login, cast.at)
        browser_context.add_cookies([{"name": LOOPBACK_NAME, "value": token, "url": page.url}])
        page.goto(path)
        axe(page)
        screenshot(page, name)
        return page

    return see


@pytest.fixture
def ref(cast: Cast) -> str:
    """A case that is shared with a school and referred to the employment service."""
    with cast.database.write() as db:
        case = cast.clarifying(db)
        gone = cast.consent(db, case.ref, SCHOOL, Topic.SCHOOL, Topic.FAMILY, sensitive=True)
        cast.withdraw(db, case.ref, gone)
        cast.consent(db, case.ref, JOBS, Topic.EMPLOYMENT)
        cast.refer(db, case.ref, JOBS)
    return case.ref


def test_the_team_keeps_the_register(ref: str, look: Look) -> None:
    look("karen", "case-with-consents", f"/cases/{ref}")
    look("karen", "consents", f"/cases/{ref}/consents")
    page = look("karen", "consent-form", f"/cases/{ref}/consents/new?unit={SCHOOL}")
    page.get_by_label("Hvad skal det bruges til?").fill("At tale om skolegangen")
    page.get_by_role("button", name="Gem samtykket").click()
    page.get_by_text("Samtykket er skrevet ned.").wait_for()


def test_the_receiver_answers(ref: str, cast: Cast, look: Look) -> None:
    with cast.database.read() as db:
        referral = f"/referrals/{db.scalars(sa.select(Referral.id)).one()}"
    look("jette", "referrals", "/referrals")
    look("jette", "referral", referral)
    look("jette", "referral-decline", f"{referral}/decline")
    look("jette", "case-of-a-receiver", f"/cases/{ref}")
    page = look("jette", "referral-accept", f"{referral}/accept")
    page.get_by_label("Hvem tager imod?").fill("Jette Krag")
    page.get_by_role("button", name="Tag imod").click()
    page.get_by_text("Gemt. Både afsender og modtager").wait_for()


def test_three_partners_are_asked_and_the_case_goes_on_by_itself(cast: Cast, look: Look) -> None:
    """One says yes, one says no and comes back by way of the coordinator, one says nothing and is handed back."""
    with cast.database.write() as db:
        case = cast.clarifying(db)
        for unit_id in (JOBS, CLUB, SCHOOL):
            cast.consent(db, case.ref, unit_id)
    _karen_asks_all_three(look, case.ref)
    _jette_and_clara_answer_in_their_lists(look)
    _lene_upholds_the_refusal(look)
    for _day in range(20):
        cast.clock.advance(timedelta(days=1))
        work(worker(cast))
    yes, silent, no = 1, 2, 3  # the second and the third were sent together, in the order of the units
    assert [stands(cast, number)[0] for number in (yes, no, silent)] == ["accepted", "refused", "unanswered"]
    assert stands(cast, yes)[1] == "follow_up"
    page = look("lene", "story-no-answer", f"/referrals/{silent}")
    page.get_by_role("link", name="Afslut uden svar").click()
    page.get_by_role("button", name="Afslut uden svar").click()
    look("karen", "story-end", f"/cases/{case.ref}").get_by_text("Opfølgning siden").first.wait_for()


def _karen_asks_all_three(look: Look, ref: str) -> None:
    page = look("karen", "story-first", f"/cases/{ref}/move/refer_directly")
    page.get_by_label("Hvem skal tage imod?").select_option(value=str(JOBS))
    page.get_by_label("Hvad skal modtageren vide?").fill("Ring efter kl. 10")
    page.get_by_role("button", name="Brobyg uden møde").click()
    page.get_by_text("Brobygget siden").first.wait_for()
    page.goto(f"/referrals/cases/{ref}/new")
    for name in ("Prøveklubben", "Testskolen"):
        page.get_by_label(name).check()
    page.get_by_label("Hvad skal modtagerne vide?").fill("Ring efter kl. 10")
    page.get_by_role("button", name="Send henvisningen").click()
    page.get_by_role("link", name="Testskolen").first.wait_for()


def _lene_upholds_the_refusal(look: Look) -> None:
    page = look("lene", "story-refusal", "/")
    page.get_by_role("link", name="En henvisning er afvist").first.wait_for()
    page.goto("/referrals/3")
    page.get_by_role("link", name="Godkend afvisningen").click()
    page.get_by_role("button", name="Godkend afvisningen").click()
    page.get_by_text("Gemt. Både afsender og modtager").wait_for()


def _jette_and_clara_answer_in_their_lists(look: Look) -> None:
    """One press each: the reason of the no is chosen beside its button."""
    page = look("jette", "story-yes", "/referrals")
    page.get_by_role("button", name="Tag imod").click()
    page.get_by_text("Gemt. Både afsender og modtager").wait_for()
    page = look("clara", "story-no", "/referrals")
    page.get_by_label("Hvorfor kan I ikke tage imod").select_option(label="Vi har ikke plads lige nu")
    page.get_by_role("button", name="Afvis").click()
    page.get_by_text("Gemt. Både afsender og modtager").wait_for()
