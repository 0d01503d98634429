"""The person summary: what a case says on paper, in both languages, for whom it is printed, and by the rules of PDF/UA."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from sagsflow.organisations.models import Organisation
from sagsflow.paper.page import NotPlain, assemble
from sagsflow.paper.pdf import person_summary_html, person_summary_pdf
from sagsflow.paper.summary import NoteLine, PersonSummary
from tests.house.markup import parse
from tests.paper.samples import EMPTY, ENGLISH, ORDINARY, OVERFULL, SENSITIVE
from tests.vera.checker import assert_pdf_ua

pytestmark = pytest.mark.usefixtures("words")


def lines_of(summary: PersonSummary) -> list[str]:
    pages = PdfReader(BytesIO(person_summary_pdf(summary))).pages
    return [line for page in pages for line in page.extract_text().splitlines()]


def pages_of(summary: PersonSummary) -> list[str]:
    pages = PdfReader(BytesIO(person_summary_pdf(summary))).pages
    return [re.sub(r"\s+", " ", page.extract_text()) for page in pages]


def test_the_paper_says_whose_case_it_is_where_it_stands_and_who_does_what() -> None:
    text = " ".join(pages_of(ORDINARY))
    for said in (
        "BSV-2026-0042 · Forløbsoversigt",
        "Helhedsplan 2025-2029",
        "Dataansvarlig BoligViborg",
        "Boligområde Houlkærvænget",
        "født 1984",
        "Søren Æblegård Testesen",
        "Jeg vil gerne have ro om aftenen",
        "I gang",
        "Familieafdelingen tilbyder støtte to gange om ugen.",
        "Følge med til første samtale",
        "På dagsorden → Plan aftalt",
        "Samtykke 07.04.2027",
        "Til Beboeren selv · Formål: Samtale om forløbet",
        "412:9f2c0b6f4c1d2e3a",
    ):
        assert said in text


def test_each_page_says_that_it_is_confidential_who_printed_it_and_which_page_it_is() -> None:
    pages = pages_of(OVERFULL)
    assert len(pages) > 10
    for number, page in enumerate(pages, start=1):
        wanted = f"Fortroligt · udskrevet af Bente Testesen, boligsocialt team · 15.09.2026 10.00 · side {number} af {len(pages)}"
        assert wanted in page
    assert all("BSV-2026-0042" in page and "BoligViborg" in page for page in pages)


def test_nothing_is_lost_when_everything_is_long() -> None:
    text = re.sub(r"\s+", "", "".join(pages_of(OVERFULL)))
    assert all(f"Mål{number}:<script>alert(1)</script>&" in text for number in range(1, 41))
    assert all(f"Note{number}." in text for number in range(1, 30))


def test_the_longest_note_with_an_endless_word_and_a_long_arabic_name_stand_within_the_page() -> None:
    note = NoteLine(date(2026, 3, 4), "fact", "Bente", "Ø" * 3_000 + " " + "Talt om æbler. " * 1_100)
    lines = lines_of(replace(EMPTY, resident_name="مريم الحسن " * 18, notes=(note,)))
    assert max(map(len, lines)) < 130
    text = re.sub(r"\s+", " ", " ".join(lines))
    assert (text.count("Ø"), text.count("æbler.")) == (3_000, 1_100)
    assert text.count("مريم") == text.count("الحسن") == 18


def test_an_empty_case_says_what_there_is_not_yet() -> None:
    text = " ".join(pages_of(EMPTY))
    assert "Der er ikke skrevet mål endnu." in text
    assert "Der er ikke truffet beslutninger endnu." in text
    assert "ingen endnu" in text
    assert "Notater" not in text


def test_the_same_case_in_english() -> None:
    text = " ".join(pages_of(ENGLISH))
    assert "BSV-2026-0042 · Pathway summary" in text
    assert "Confidential · printed by Bente Testesen" in text
    assert "page 1 of" in text


def test_sensitive_notes_are_left_out_and_counted_unless_they_were_asked_for() -> None:
    without, with_them = person_summary_html(ORDINARY), person_summary_html(SENSITIVE)
    assert "HEMMELIG" not in without
    assert "1 notat er markeret som følsomt og er ikke skrevet ud." in without
    assert "HEMMELIG" in with_them
    assert "Opbevar den aflåst" in with_them


@pytest.mark.parametrize("summary", [ORDINARY, OVERFULL, ENGLISH])
def test_the_page_is_sound_html_and_fetches_nothing(summary: PersonSummary) -> None:
    html = person_summary_html(summary)
    assert parse(html).errors == []
    assert "<script>" not in html
    assert not re.search(r"""(src|href)=|url\((?!#)|@import""", html)


def test_what_was_typed_is_text_and_never_markup() -> None:
    html = person_summary_html(replace(EMPTY, resident_name="<b>Bo</b> & {{ 7*7 }}", purpose="<img src=x>"))
    assert "&lt;b&gt;Bo&lt;/b&gt; &amp; {{ 7*7 }}" in html
    assert "&lt;img src=x&gt;" in html


def test_a_row_of_the_database_cannot_be_printed(words: Flask) -> None:
    row = Organisation(code="x")
    with pytest.raises(NotPlain, match=r"summary\.plan is a Organisation"):
        assemble("print/base.html", language="da", summary=replace(EMPTY, plan=row))  # type: ignore[arg-type]  # the fault


def test_what_somebody_typed_from_right_to_left_runs_so_on_paper_too() -> None:
    note = replace(SENSITIVE.notes[0], text="هاتفت السيدة & قالت.", sensitive=False)
    page = person_summary_html(replace(SENSITIVE, notes=(note,)))
    assert '<p class="typed" dir="rtl">هاتفت السيدة &amp; قالت.' in page
    assert 'dir="auto"' not in page
    assert '<bdi dir="ltr">' in page


def test_every_print_keeps_the_rules_of_pdf_ua(tmp_path: Path) -> None:
    samples = {
        "ordinary": ORDINARY,
        "empty": EMPTY,
        "overfull": OVERFULL,
        "sensitive": SENSITIVE,
        "english": ENGLISH,
    }
    samples["signs"] = replace(
        ORDINARY, purpose="😀 漢字 e\u0301 \u200f\u200b ﷺ ∑ ️ \x0c", resident_name="Żółć Юлій Γιώργος"
    )
    for name, summary in samples.items():
        (tmp_path / f"{name}.pdf").write_bytes(person_summary_pdf(summary))
    assert_pdf_ua(sorted(tmp_path.glob("*.pdf")))
