"""Whether a text that is meant to be anonymous points to the resident: her name, address, phone, mail or personal number."""

import re
from collections.abc import Iterator

from sagsflow.residents import cpr
from sagsflow.residents.facts import plain_phone
from sagsflow.residents.models import Resident

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
LOCAL_DIGITS = 8


def points_to(resident: Resident | None, text: str) -> frozenset[str]:
    """Codes of what is found; without a resident only personal numbers are looked for."""
    found = {"cpr"} if any(cpr.found_in(text)) else set()
    return frozenset(found | set(_of(resident, text))) if resident is not None else frozenset(found)


def _of(resident: Resident, text: str) -> Iterator[str]:
    names = {word.casefold() for word in WORD.findall(f"{resident.given_name} {resident.family_name}")}
    if any(word.casefold() in names for word in WORD.findall(text) if not word[0].islower()):
        yield "name"
    if resident.street and re.search(rf"\b{re.escape(resident.street)}\b", text, re.IGNORECASE):
        yield "address"
    phone = plain_phone(resident.phone or "")[-LOCAL_DIGITS:]
    if len(phone) == LOCAL_DIGITS and phone in re.sub(r"[ .\-]", "", text):
        yield "phone"
    if resident.email and resident.email.casefold() in text.casefold():
        yield "email"
