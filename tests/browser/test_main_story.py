"""The main job, end to end, as a story: from a new enquiry to the printed summary, by the people who do it."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from sagsflow.eventlog.verify import verify
from sagsflow.web.platform import EXTENSION, Platform
from tests.browser.desk import Desk
from tests.browser.world import TOWN
from tests.house.databases import StartingPoint
from tests.house.server import LiveServer

GOAL = "Jeg vil have ro i økonomien og kunne sove om natten"


@pytest.fixture
def starting_point() -> StartingPoint:
    return TOWN


def test_a_case_goes_from_enquiry_to_closing_and_is_printed(
    chromium: Browser, live_server: LiveServer
) -> None:
    def sits_down(login: str) -> Desk:
        return Desk.of(chromium, live_server.url, login)

    mette, kirsten, layla = sits_down("mette"), sits_down("kirsten"), sits_down("layla")
    ref = mette_takes_a_new_enquiry(mette)
    mette_is_refused_and_mends_it(mette, ref)
    kirsten_holds_the_meeting(kirsten, ref)
    mette_refers_the_resident(mette, ref)
    layla_receives_her(layla, ref)
    mette_follows_up_but_must_wait(mette, ref)
    layla_tells_the_result(layla, ref)
    mette_closes(mette, ref)
    text = kirsten_prints_the_summary(kirsten, ref)
    assert "Søren Ærøskov Prøvesen" in text
    assert GOAL in text
    assert "Beskæftigelsesindsatsen tager kontakt" in text
    the_manager_sees_figures_only(sits_down("charlotte"), ref)
    the_log_holds(live_server.app.extensions[EXTENSION])


def mette_takes_a_new_enquiry(mette: Desk) -> str:
    mette.goes_to("Beboere")
    mette.write("Navn, fødselsdato", "Soeren Prøvesen")
    mette.press("Søg")
    mette.sees("Ingen i din enhed")
    mette.opens("Ny beboer")
    mette.write("Fornavne", "Søren Ærøskov")
    mette.write("Efternavn", "Prøvesen")
    mette.write("Fødselsdato", "14.05.1990")
    mette.press("Opret")
    mette.opens("Opret en sag")
    mette.tick("Koordineret forløb")
    mette.choose("Delaftale", "Beskæftigelse")
    mette.press("Opret sagen")
    expect(mette.page).to_have_title(re.compile(r"^BSV-2026-0001"))
    return "BSV-2026-0001"


def mette_is_refused_and_mends_it(mette: Desk, ref: str) -> None:
    mette.opens("Tag sagen")
    mette.tick("Telefon")
    mette.write("Hvad vil beboeren gerne have hjælp til?", "Regningerne hober sig op")
    mette.press("Tag sagen")
    mette.sees("Afklaring siden", "Mangler: Mindst ét mål")
    mette.opens("Mangler: Mindst ét mål")
    mette.write("Hvad ønsker beboeren?", GOAL)
    mette.press("Gem målet")
    mette.opens("Indstil til koordinationsmøde")
    mette.write("Spørgsmål til mødet", "Hvem hjælper Søren videre i job?")
    mette.tick("Beskæftigelsesindsatsen")
    mette.press("Indstil til koordinationsmøde")
    mette.sees("Beboeren har ikke sagt ja til at dele med Beskæftigelsesindsatsen")
    mette.page.get_by_role("link", name="Ret det her").click()
    mette_writes_down_the_consent(mette)
    mette.write("Spørgsmål til mødet", "Hvem hjælper Søren videre i job?")
    mette.tick("Beskæftigelsesindsatsen")
    mette.press("Indstil til koordinationsmøde")
    mette.sees("Klar til koordinationsmøde siden")


def mette_writes_down_the_consent(mette: Desk) -> None:
    mette.tick("Beskæftigelse")
    mette.write("Hvad skal det bruges til?", "Finde et job, der passer")
    mette.tick("Skriftligt")
    mette.press("Gem samtykket")
    mette.sees("Beskæftigelsesindsatsen")


def kirsten_holds_the_meeting(kirsten: Desk, ref: str) -> None:
    kirsten_calls_it(kirsten)
    kirsten.tick(ref)
    kirsten.press("Sæt på dagsordenen")
    kirsten.sees("Hvem hjælper Søren videre i job?")
    for fieldset in ("Boligsocialt team", "Beskæftigelsesindsatsen"):
        kirsten.page.get_by_role("group", name=fieldset).get_by_label("Til stede").check()
    kirsten.press("Gem, hvem der er her")
    kirsten.press("Begynd mødet")
    kirsten.tick("Brobygning til tilbud")
    kirsten.write("Hvad blev I enige om, og hvorfor?", "Beskæftigelsesindsatsen tager kontakt inden fredag")
    kirsten.choose("Ansvarlig", "Beskæftigelsesindsatsen")
    kirsten.write("Inden hvornår?", "25.09.2026")
    kirsten.choose("Nøglemedarbejder", "Mette Testesen")
    kirsten.press("Gem beslutningen")
    kirsten.sees("Besluttet", "Plan aftalt")


def kirsten_calls_it(kirsten: Desk) -> None:
    kirsten.goes_to("Møder")
    kirsten.opens("Indkald til møde")
    kirsten.tick("Operationel gruppe")
    kirsten.write("Dato", "16.09.2026")
    kirsten.write("Fra", "13.00")
    kirsten.write("Til", "15.00")
    kirsten.write("Sted", "Beboerhuset")
    kirsten.choose("Mødeleder", "Kirsten Testgaard")
    kirsten.choose("Referent", "Åse Ærøskov Prøvsgård")
    kirsten.tick("Beskæftigelsesindsatsen")
    kirsten.press("Indkald")


def mette_refers_the_resident(mette: Desk, ref: str) -> None:
    mette.page.goto(f"/cases/{ref}")
    mette.sees("Plan aftalt siden")
    mette.opens("Brobyg")
    mette.choose("Hvem skal tage imod?", "Beskæftigelsesindsatsen (har sagt ja)")
    mette.write("Hvad skal modtageren vide?", "Søren vil gerne i gang med et deltidsjob")
    mette.write("Hvornår fik beboeren besked?", "14.09.2026")
    mette.press("Brobyg")
    mette.sees("Brobygget siden")


def layla_receives_her(layla: Desk, ref: str) -> None:
    layla.sees("Min dag")
    layla.goes_to("Henvisninger")
    layla.opens(ref)
    layla.sees("Søren vil gerne i gang med et deltidsjob")
    layla.opens("Tag imod, og skriv")
    layla.write("Hvem", "Layla")
    layla.write("Dato for det første møde", "22.09.2026")
    layla.press("Tag imod")
    assert layla.status_of(f"/cases/{ref}") == 200


def mette_follows_up_but_must_wait(mette: Desk, ref: str) -> None:
    mette.page.goto(f"/cases/{ref}")
    mette.sees("Opfølgning siden", "1 henvisning har ikke noget resultat endnu")
    mette.opens("Tal om det")
    mette.page.get_by_role("group", name="Økonomi").get_by_label("4").check()
    mette.press("Gem svarene")


def layla_tells_the_result(layla: Desk, ref: str) -> None:
    layla.goes_to("Henvisninger")
    layla.opens("I gang")
    layla.opens(ref)
    layla.opens("Afslut med resultat")
    layla.tick("Målet er nået")
    layla.press("Afslut med resultat")


def mette_closes(mette: Desk, ref: str) -> None:
    mette.page.goto(f"/cases/{ref}")
    mette.opens("Afslut – mål nået")
    mette.write("Hvordan går det med hvert mål?", "Målet er nået")
    mette.write("Hvad siger beboeren om forløbet?", "Jeg sover igen")
    mette.press("Afslut – mål nået")
    mette.sees("Sagen er afsluttet")


def kirsten_prints_the_summary(kirsten: Desk, ref: str) -> str:
    answer = kirsten.prints(ref, recipient="Søren selv", purpose="Overblik over forløbet")
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.body())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def the_manager_sees_figures_only(charlotte: Desk, ref: str) -> None:
    assert charlotte.status_of(f"/cases/{ref}") == 404
    assert charlotte.status_of(f"/cases/{ref}/pathway.pdf") == 404
    charlotte.goes_to("Overblik")
    charlotte.sees_no("Prøvesen")
    answer = charlotte.page.request.get("/overview/pathway.pdf")
    assert answer.body().startswith(b"%PDF")


def the_log_holds(platform: Platform) -> None:
    with platform.database.read() as db:
        verdict = verify(db, platform.log_keys)
    assert verdict.is_sound
    assert verdict.events > 15
