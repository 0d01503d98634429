"""The words of the papers, in every language that they are printed in."""

import pytest
from babel.messages.extract import extract_from_file

from config import ROOT
from sagsflow.handouts.forms import spoken
from sagsflow.web.language import catalogs


def test_every_word_of_it_has_an_arabic_wording() -> None:
    said = {
        str(message)
        for name in ("base.html", "my_plan/page.html", "my_plan/words.html", "household/page.html")
        for _line, message, _notes, _context in extract_from_file("jinja2", ROOT / "templates/print" / name)
    }
    known = catalogs("ar")
    assert {message for message in said if known.gettext(message) == message} == set()


@pytest.mark.parametrize(
    ("written", "language"),
    [("Arabisk", "ar"), ("engelsk", "en"), ("dansk", "da"), ("Somali", None), (None, None)],
)
def test_the_language_that_is_offered_is_the_resident_s(written: str | None, language: str | None) -> None:
    assert spoken(written) == language
