"""The papers of a consent: every word in the language the resident reads, right to left where it is, by the rules of PDF/UA."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from flask import Flask
from pypdf import PdfReader

from config import ROOT
from sagsflow.consents import paper, wordings
from sagsflow.consents.disclosed import Disclosed, Print, Sent
from sagsflow.consents.paper import ConsentPaper, Signer
from sagsflow.web import filters, language
from tests.house.markup import parse
from tests.vera.checker import assert_pdf_ua

SHARED = Disclosed(
    3,
    date(2026, 9, 16),
    date(2026, 10, 2),
    (Sent(date(2026, 9, 15), "referral"),),
    (Print(date(2026, 9, 20), "Testskolen", "Mødet"),),
)
NOTHING = Disclosed(0, None, None, (), ())
ARABIC = ROOT / "sagsflow" / "translations" / "consents" / "ar" / "LC_MESSAGES" / "messages.po"
PAPERS = (
    "print/base.html",
    "print/consent/page.html",
    "print/consent/receipt.html",
    "print/consent/_parts.html",
)


def _paper(code: str = "da") -> ConsentPaper:
    return ConsentPaper(
        wording=wordings.wording(wordings.LATEST, code),
        ref="BSV-2026-0042",
        resident="نور التجريبي",
        unit="Testskolen",
        organisation="Prøvekommunen",
        team="Boligsocialt team",
        team_organisation="Prøveboligerne",
        topics=("school", "health", "daily_life"),
        sensitive=True,
        purpose="At finde den rette hjælp i skolen <b>&</b>",
        occasion="Netværksmøde 3. oktober",
        until=date(2026, 10, 3),
        form="written",
        signers=(
            Signer(paper.CUSTODY_HOLDER, "Trine Prøve"),
            Signer(paper.CUSTODY_HOLDER, ""),
            Signer(paper.YOUNG, "نور التجريبي"),
        ),
        printed_by="Karen Holm",
        printed_at=datetime(2026, 9, 15, 8, 0, tzinfo=UTC),
        log_anchor="412:9f2c0b6f4c1d2e3a",
    )


@pytest.fixture(autouse=True)
def words() -> Iterator[Flask]:
    """A bare application context, as the command line has it."""
    app = Flask("sagsflow", template_folder=str(ROOT / "templates"))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    language.init_app(app)
    filters.init_app(app)
    with app.app_context():
        yield app


def test_every_word_of_the_papers_has_an_arabic_wording() -> None:
    said = {
        message
        for name in PAPERS
        for _line, message, _comments, _context in extract_from_file("jinja2", ROOT / "templates" / name)
    }
    with ARABIC.open("rb") as file:
        known = {message.id: message.string for message in read_po(file, locale="ar")}
    assert {message for message in said if not known.get(message)} == set()


@pytest.mark.parametrize("code", wordings.LANGUAGES)
def test_the_form_says_who_what_for_what_how_long_and_how_to_withdraw(code: str) -> None:
    html = paper.consent_html(_paper(code))
    assert parse(html).errors == []
    text = wordings.wording(wordings.LATEST, code)
    for said in (text.to_whom.text, text.withdraw.text, text.complain.text, text.how_long.word("once")):
        assert said in html.replace("&#39;", "'")
    assert "At finde den rette hjælp i skolen &lt;b&gt;&amp;&lt;/b&gt;" in html
    assert "03.10.2026" in html
    assert ('dir="rtl"' in html[:80]) == (code == "ar")


@pytest.mark.parametrize("code", wordings.LANGUAGES)
def test_every_version_says_the_same_things_in_every_language(code: str) -> None:
    for version in wordings.versions():
        danish, other = wordings.wording(version, "da"), wordings.wording(version, code)
        assert (other.version, other.language, other.valid_from) == (version, code, danish.valid_from)
        for name in (*wordings.PARTS, "receipt"):
            mine, theirs = getattr(danish, name), getattr(other, name)
            assert [word for word, _text in mine.more] == [word for word, _text in theirs.more]
            assert bool(mine.text) == bool(theirs.text)


def test_the_receipt_lists_what_was_disclosed() -> None:
    html = paper.receipt_html(_paper(), date(2026, 10, 2), SHARED)
    for said in ("Kvittering", "02.10.2026", "3 gange", "En henvisning blev sendt", "Testskolen"):
        assert said in html
    assert "Ikke noget:" in paper.receipt_html(_paper(), date(2026, 10, 2), NOTHING)


@pytest.mark.parametrize("code", wordings.LANGUAGES)
def test_a_consent_of_usual_length_is_signed_on_the_sheet_that_it_stands_on(code: str) -> None:
    signer = Signer(paper.RESIDENT, "Maximiliane Testesen-Prøvegaard")
    usual = replace(_paper(code), topics=("school", "daily_life"), occasion=None, signers=(signer,))
    assert len(PdfReader(BytesIO(paper.consent_pdf(usual))).pages) == 1


def test_the_papers_keep_the_rules_of_pdf_ua(tmp_path: Path) -> None:
    given = replace(_paper("ar"), given_on=date(2026, 9, 15), form="oral")
    made = {
        "form-da": paper.consent_pdf(_paper()),
        "given-ar": paper.consent_pdf(given),
        "receipt-ar": paper.receipt_pdf(given, date(2026, 10, 2), SHARED),
        "receipt-en": paper.receipt_pdf(_paper("en"), date(2026, 10, 2), NOTHING),
    }
    for name, body in made.items():
        (tmp_path / f"{name}.pdf").write_bytes(body)
    assert "Prøvekommunen" in re.sub(r"\s+", " ", PdfReader(BytesIO(made["form-da"])).pages[0].extract_text())
    assert_pdf_ua(sorted(tmp_path.glob("*.pdf")))
