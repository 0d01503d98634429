"""What is written down about a resident, as the form and the demo hand it to the service."""

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sagsflow.residents.names import clean

LIMITS = {
    "given_name": 100,
    "family_name": 100,
    "phone": 30,
    "email": 254,
    "street": 100,
    "house_number": 10,
    "floor_door": 20,
    "postal_code": 4,
    "city": 60,
    "language": 40,
}
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
PHONE = re.compile(r"^\+?\d{6,15}$", re.ASCII)
POSTAL_CODE = re.compile(r"^\d{4}$", re.ASCII)
BETWEEN_DIGITS = re.compile(r"[\s().\-/]")


@dataclass(frozen=True, slots=True)
class Facts:
    """Only `given_name` is needed: a first enquiry may hold no more."""

    given_name: str
    family_name: str = ""
    born_on: date | None = None
    phone: str | None = None
    email: str | None = None
    street: str | None = None
    house_number: str | None = None
    floor_door: str | None = None
    postal_code: str | None = None
    city: str | None = None
    area_id: int | None = None
    language: str | None = None
    interpreter: bool = False


NAMES = tuple(field.name for field in fields(Facts))
OPTIONAL_TEXTS = tuple(name for name in LIMITS if name not in {"given_name", "family_name"})


def tidy(facts: Facts) -> Facts:
    """Without stray spaces and unseen signs; an empty text is None; a phone number has digits only."""
    texts: dict[str, Any] = {name: clean(getattr(facts, name) or "") or None for name in OPTIONAL_TEXTS}
    texts["phone"] = plain_phone(texts["phone"] or "") or None
    return replace(
        facts, given_name=clean(facts.given_name), family_name=clean(facts.family_name or ""), **texts
    )


def plain_phone(text: str) -> str:
    """+45 12 34 56 78 → 12345678; a foreign number keeps its +."""
    number = BETWEEN_DIGITS.sub("", text)
    number = "+" + number[2:] if number.startswith("00") else number
    return number[3:] if number.startswith("+45") and len(number) == 11 else number


def faults(facts: Facts, *, today: date) -> dict[str, str]:
    """What cannot be accepted, as codes by field; `facts` is tidy."""
    found = {name: "too-long" for name, limit in LIMITS.items() if len(getattr(facts, name) or "") > limit}
    if not facts.given_name:
        found["given_name"] = "missing"
    if facts.born_on is not None and facts.born_on > today:
        found["born_on"] = "in-future"
    for name, pattern in (("phone", PHONE), ("email", EMAIL), ("postal_code", POSTAL_CODE)):
        value = getattr(facts, name)
        if value and name not in found and not pattern.match(value):
            found[name] = f"{name.replace('_', '-')}-format"
    return found
