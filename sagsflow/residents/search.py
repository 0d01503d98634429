"""What a person means by the words typed into the search for a resident."""

import re
from dataclasses import dataclass
from datetime import date

from sagsflow.residents.cpr import BadCpr, Cpr, parse
from sagsflow.residents.facts import plain_phone
from sagsflow.residents.names import clean, words

MAX_TEXT = 200
MAX_WORDS = 6
DAY = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)", re.ASCII)
PHONE = re.compile(r"(?<![\w+])(?:\+|00)?\d[\d ]{6,18}\d(?!\w)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Question:
    """A search, understood. `names` keeps the words as typed, for the form that may follow."""

    text: str = ""
    names: str = ""
    tokens: tuple[str, ...] = ()
    born_on: date | None = None
    phone: str | None = None
    cpr: Cpr | None = None

    @property
    def is_empty(self) -> bool:
        return not self.text


def understand(typed: str) -> Question:
    """A personal number; or a birth date, a phone number and words of a name, in any order."""
    text = clean(typed[:MAX_TEXT])
    cpr = _as_cpr(text)
    if cpr is not None:
        return Question(text=cpr.masked, cpr=cpr)
    rest, born_on = _take_day(text)
    rest, phone = _take_phone(rest)
    names = " ".join(rest.split())
    return Question(text, names, words(names)[:MAX_WORDS], born_on, phone)


def _as_cpr(text: str) -> Cpr | None:
    try:
        return parse(text)
    except BadCpr:
        return None


def _take_day(text: str) -> tuple[str, date | None]:
    match = DAY.search(text)
    if match is None:
        return text, None
    day, month, year = (int(part) for part in match.groups())
    try:
        return text[: match.start()] + " " + text[match.end() :], date(year, month, day)
    except ValueError:
        return text, None


def _take_phone(text: str) -> tuple[str, str | None]:
    match = PHONE.search(text)
    if match is None:
        return text, None
    return text[: match.start()] + " " + text[match.end() :], plain_phone(match.group())
