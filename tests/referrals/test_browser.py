"""Consents and referrals in a real browser: sound for everybody, narrow screens included."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page

from sagsflow.access.topics import Topic
from sagsflow.referrals.models import Referral
from sagsflow.web.sessions import LOOPBACK_NAME
from tests.cast import JOBS, SCHOOL, Cast, open_session
from tests.house.browser import Axe, Screenshot


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
