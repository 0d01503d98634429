"""The personal number (CPR): what one looks like, how it is sealed at rest, and how it is found again without being read."""

import hmac
import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sagsflow.core.sealing import KEY_ID, derive, seal, unseal

KEYS = "sagsflow_cpr_keys"
HIDDEN = "-••••"
WHOLE = re.compile(r"^\s*(\d{6})[\s-]?(\d{4})\s*$", re.ASCII)
WITHIN = re.compile(r"(?<!\d)(\d{6})[\s-]?(\d{4})(?!\d)", re.ASCII)
WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


class BadCpr(ValueError):
    """It is not a personal number; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, repr=False)
class Cpr:
    """A personal number with a date that exists. It never prints itself in full."""

    digits: str
    born_on: date

    def __repr__(self) -> str:
        return f"Cpr({self.masked})"

    __str__ = __repr__

    @property
    def masked(self) -> str:
        return masked(self.digits)

    @property
    def written(self) -> str:
        """In full: 010190-1234. Only for the page that was asked for it."""
        return f"{self.digits[:6]}-{self.digits[6:]}"

    def warnings(self, born_on: date | None) -> tuple[str, ...]:
        """What is odd but allowed: since 2007 the check digit need not hold, and replacement numbers have other dates."""
        found = []
        if sum(int(digit) * weight for digit, weight in zip(self.digits, WEIGHTS, strict=True)) % 11:
            found.append("cpr-check-digit")
        if born_on is not None and born_on != self.born_on:
            found.append("cpr-other-birth-date")
        return tuple(found)


def parse(text: str) -> Cpr:
    """Reads DDMMYY-SSSS, with or without the hyphen; raises BadCpr."""
    match = WHOLE.match(text)
    if match is None:
        raise BadCpr("cpr-format")
    digits = match[1] + match[2]
    year = _century(int(digits[6]), int(digits[4:6])) + int(digits[4:6])
    try:
        born_on = date(year, int(digits[2:4]), int(digits[:2]))
    except ValueError:
        raise BadCpr("cpr-date") from None
    return Cpr(digits, born_on)


def masked(text: str) -> str:
    """010190-••••"""
    return text[:6] + HIDDEN


def looks_like(text: str) -> bool:
    """Whether the whole text is written as a personal number whose date exists."""
    try:
        parse(text)
    except BadCpr:
        return False
    return True


def stands_in(text: str) -> bool:
    """Whether a personal number seems to stand somewhere in a longer text, which then draws a warning."""
    return bool(found_in(text))


def found_in(text: str) -> list[str]:
    """The numbers in a longer text that seem to be personal, each once, as they were typed."""
    found = (match.group() for match in WITHIN.finditer(text))
    return list(dict.fromkeys(number for number in found if looks_like(number)))


def _century(seventh: int, year: int) -> int:
    """The seventh digit and the two of the year tell the century."""
    if seventh <= 3:
        return 1900
    if seventh in {4, 9}:
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800


@dataclass(frozen=True, slots=True, repr=False)
class CprKeys:
    """One key to seal with, another to look up with; whoever holds the second can try every number, so it is as secret."""

    seal_key: bytes
    index_key: bytes

    @classmethod
    def derive(cls, secret: str) -> "CprKeys":
        return cls(derive(secret, "sagsflow cpr seal 1"), derive(secret, "sagsflow cpr index 1"))

    def seal(self, cpr: Cpr, *, resident_uuid: str, unit_id: int) -> bytes:
        """Bound to its resident and unit: moved to another row it cannot be opened."""
        return seal(self.seal_key, cpr.digits.encode(), bound_to=_bound_to(resident_uuid, unit_id))

    def unseal(self, sealed: bytes, *, resident_uuid: str, unit_id: int) -> Cpr:
        """Raises CannotUnseal."""
        digits = unseal(self.seal_key, sealed, bound_to=_bound_to(resident_uuid, unit_id))
        return parse(digits.decode())

    def index(self, cpr: Cpr, unit_id: int) -> str:
        """A digest to look up by; it differs from unit to unit, so that copies of two units' rows cannot be matched."""
        return hmac.new(self.index_key, f"{unit_id}:{cpr.digits}".encode(), sha256).hexdigest()


def _bound_to(resident_uuid: str, unit_id: int) -> str:
    return f"{KEY_ID}|{resident_uuid}|{unit_id}"
