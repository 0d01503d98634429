"""Every count that links opens a list of exactly as many cases; who may open no list gets no link."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from sagsflow.access.ledger import NO_DUE_DATE
from sagsflow.access.models import WHOLE_UNIT, AccessGrant, Ground, ReadingList
from sagsflow.cases.models import Case, Domain
from sagsflow.consents.models import Consent, ConsentForm, GiverKind
from sagsflow.core.database import Database
from tests.cast import BORN, SCHOOL, TEAM, VOLUNTEERS, build
from tests.house.databases import StartingPoint
from tests.house.markup import parse, text_of
from tests.house.visitor import Visitor
from tests.overview.test_pages import come_in
from tests.overview.town import citizenship, fill, lives, places

GRETE = 13
CHOICES = ("period=plan", "period=2026&where=sub-91", "period=2026-2&where=area-91", "where=org-1")


def build_open_town(database: Database) -> None:
    """The town's cases as lists show them: the team's, the volunteers', every third shared with the school; those and as many
    more with one person of it."""
    build(database)
    places(database)
    fill(database, [*lives(60), *citizenship()])
    with database.write() as db:
        for case in db.scalars(sa.select(Case)):
            support = case.domain is Domain.SUPPORT
            case.owner_id = 1 + case.id % 2 if support else None
            unit_ids = [TEAM, *([SCHOOL] if case.id % 3 == 0 else [])] if support else [VOLUNTEERS]
            for unit_id in unit_ids:
                db.add_all(_opened(case, unit_id))
            if support and case.id % 3 < 2:
                db.add_all(_opened(case, SCHOOL, GRETE))


def _opened(case: Case, unit_id: int, user_id: int | None = None) -> tuple[AccessGrant, ReadingList]:
    ground = Ground.CONSENT if unit_id == SCHOOL else Ground.OWNERSHIP
    grant = AccessGrant(case_id=case.id, unit_id=unit_id, user_id=user_id, ground=ground, valid_from=BORN)
    return grant, ReadingList(
        unit_id=unit_id,
        case_id=case.id,
        user_id=user_id or WHOLE_UNIT,
        domain=case.domain.value,
        is_open=case.is_open,
        due_on=case.due_on or NO_DUE_DATE,
    )


@pytest.fixture
def starting_point() -> StartingPoint:
    return StartingPoint("open-town", build_open_town)


def links_of(page: str) -> list[tuple[int, str]]:
    found = [link for link in parse(page).root.iter("a") if link.get("class") == "sf-own-count"]
    return [(int(text_of(link).split()[0].replace(".", "")), link.get("href") or "") for link in found]


def length_of(client: Visitor, address: str | None) -> int:
    """Counted row by row, page after page."""
    found = 0
    while address:
        page = parse(client.get(address).text).root
        found += sum(bool(re.search(r"BSV-\d{4}", text_of(row))) for row in page.iter("tr"))
        address = next((link.get("href") for link in page.iter("a") if link.get("rel") == "next"), None)
    return found


@pytest.mark.parametrize(
    ("who", "domain"),
    [("karen", "support"), ("lene", "support"), ("grete", "support"), ("vibeke", "volunteer")],
)
def test_every_count_that_links_is_the_length_of_its_list(client: Visitor, who: str, domain: str) -> None:
    come_in(client, who)
    walked: dict[str, int] = {}
    for choice in CHOICES:
        for page in ("/overview", "/overview/map"):
            links = links_of(client.get(f"{page}?domain={domain}&{choice}").text)
            walked |= {address: number for number, address in links}
    assert {address: length_of(client, address) for address in walked} == walked
    assert len(walked) >= (1 if domain == "volunteer" else 9)


def test_a_receiver_counts_only_what_is_shared_with_her(client: Visitor) -> None:
    totals = {}
    for who in ("karen", "grete"):
        come_in(client, who)
        links = links_of(client.get("/overview?period=plan").text)
        totals[who] = sum(number for number, address in links if "state=" in address)
    assert 0 < totals["grete"] < totals["karen"]


def test_a_receiver_does_not_learn_whom_a_case_waits_for(client: Visitor) -> None:
    come_in(client, "grete")
    assert not any("holder=" in address for _number, address in links_of(client.get("/overview").text))
    assert length_of(client, "/cases?holder=1") == 0


def test_consents_near_their_end_are_counted_past_the_hundred_where_the_count_is_a_link(
    client: Visitor, database: Database, at: datetime
) -> None:
    with database.write() as db:
        case = db.scalars(sa.select(Case).where(Case.is_open, Case.domain == Domain.SUPPORT)).first()
        assert case is not None
        db.add_all(_ending(case, at) for _ in range(102))
    come_in(client, "karen")
    [(number, address)] = [link for link in links_of(client.get("/overview").text) if "/consents" in link[1]]
    assert number == 102 == length_of(client, address)
    assert ">100+<" in client.get(address).text


def _ending(case: Case, at: datetime) -> Consent:
    last = at + timedelta(days=5)
    return Consent(
        case_id=case.id,
        resident_id=case.resident_id,
        receiving_unit_id=SCHOOL,
        giver_kind=GiverKind.RESIDENT,
        purpose="At finde den rette hjælp",
        form=ConsentForm.WRITTEN,
        given_on=BORN.date(),
        given_at=BORN,
        agreed_until=last.date(),
        expires_at=last,
        recorded_by=1,
    )


def test_who_leads_sees_the_load_of_her_people_and_who_does_not_sees_no_names(client: Visitor) -> None:
    come_in(client, "lene")
    assert "Karen Holm" in client.get("/overview").text
    come_in(client, "mette")
    page = client.get("/overview").text
    assert "Karen Holm" not in page
    assert links_of(page) == []


def test_the_list_says_what_the_overview_has_narrowed_it_to(client: Visitor) -> None:
    come_in(client, "karen")
    page = client.get(
        "/cases?show=closed&result=achieved&plan=1&organisation=1&from=2025-01-01&to=2026-12-31"
    )
    said = text_of(parse(page.text).root)
    assert "Fra overblikket, indsnævret til plan: Plan · organisation, der ejer sagen: Prøveboligerne" in said
    assert "afsluttet fra: 01.01.2025 · til: 31.12.2026" in said
