"""What to look for in free text before it is saved: personal numbers, the resident's phone, and the names of other residents."""

import re
from collections.abc import Iterator
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.residents import cpr
from sagsflow.residents.facts import plain_phone
from sagsflow.residents.models import Resident, ResidentToken
from sagsflow.residents.names import words
from sagsflow.residents.policy import visible_to
from sagsflow.web.cautions import Found, Watch

DIGITS = re.compile(r"(?<!\d)(?:\+|00)?\d(?:[ .\-]?\d){7,13}(?!\d)", re.ASCII)
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
BETWEEN = re.compile(r"[ \t\r\n]{1,3}")
LOCAL_DIGITS = 8
MOST_PAIRS = 300

Pair = tuple[str, str]


def watch_for(db: Session, actor: Actor, resident: Resident | None) -> Watch:
    """Looks for what the actor could look up anyway: the warning must be no way to ask who is known here, or whose number it
    is. To others only personal numbers are pointed out. `resident` is whom the text is about, if anybody."""
    may_look_up = actor.may(P.RESIDENT_READ)
    knows_phone = (
        may_look_up and resident is not None and resident.controller_unit_id in actor.units(P.RESIDENT_READ)
    )
    phone = _local(resident.phone or "") if resident is not None and knows_phone else ""

    def watch(text: str) -> Iterator[Found]:
        yield from (Found("cpr", cpr.masked(number)) for number in cpr.found_in(text))
        yield from (
            Found("phone", match) for match in DIGITS.findall(text) if phone and _local(match) == phone
        )
        if may_look_up and text:
            yield from (Found("name", name) for name in _names(db, actor, resident, text))

    return watch


def _local(number: str) -> str:
    """The last eight digits: with or without the country's code it is the same phone."""
    digits = plain_phone(number)
    return digits[-LOCAL_DIGITS:] if len(digits) >= LOCAL_DIGITS else ""


def _names(db: Session, actor: Actor, resident: Resident | None, text: str) -> list[str]:
    """Two words side by side, neither in small letters, that are both of the name of one other resident."""
    pairs = _pairs(text)
    if not pairs:
        return []
    one, other = ResidentToken, aliased(ResidentToken)
    known = db.execute(
        sa.select(one.token, other.token)
        .join(other, other.resident_id == one.resident_id)
        .where(
            visible_to(actor, P.RESIDENT_READ, one),
            one.token.in_({first for first, _second in pairs}),
            other.token.in_({second for _first, second in pairs}),
            sa.tuple_(one.token, other.token).in_(list(pairs)),
            one.resident_id != (resident.id if resident is not None else 0),
        )
        .distinct()
    )
    return [pairs[first, second] for first, second in known]


def _pairs(text: str) -> dict[Pair, str]:
    """Folded pairs of neighbouring words, each with the text as it was typed."""
    found: dict[Pair, str] = {}
    matches = list(WORD.finditer(text))
    for first, second in pairwise(matches):
        if len(found) == MOST_PAIRS:
            break
        typed = (first.group(), second.group())
        beside = BETWEEN.fullmatch(text, first.end(), second.start())
        if beside and not any(word[0].islower() for word in typed):
            folded = (words(typed[0])[:1], words(typed[1])[:1])
            if all(folded) and folded[0] != folded[1]:
                found.setdefault((folded[0][0], folded[1][0]), f"{typed[0]} {typed[1]}")
    return found
