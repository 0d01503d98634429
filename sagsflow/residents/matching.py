"""Whether somebody who is about to be registered is known already: the likely ones, likeliest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.access.permissions import Permission as P
from sagsflow.residents.models import Resident
from sagsflow.residents.names import is_slip, likeness, words
from sagsflow.residents.queries import near_candidates

MOST_WORDS = 5
SAME_BIRTH_DATE = 0.6
SAME_NAME = 0.99


@dataclass(frozen=True, slots=True)
class Match:
    """A resident who may be the same person: how alike the names are, and whether the birth date is the same."""

    resident: Resident
    likeness: float
    same_birth_date: bool


def near_matches(
    db: Session, actor: Actor, given_name: str, family_name: str, born_on: date | None, *, limit: int = 5
) -> list[Match]:
    """One statement. Names count in any order and any spelling of æøå, with a letter or so wrong.

    The same birth date asks less of the name; two birth dates that differ ask that the names be the same.
    """
    typed = words(given_name, family_name)[:MOST_WORDS]
    matches = [_match(typed, born_on, row) for row in near_candidates(db, actor, typed, born_on)]
    likely = [match for match in matches if _is_likely(typed, born_on, match)]
    likely.sort(key=lambda match: (not match.same_birth_date, -match.likeness, match.resident.id))
    return likely[:limit]


def told_matches(actor: Actor, matches: Sequence[Match], on: date) -> list[Match]:
    """Those that this person may learn of: a protected resident only she who may protect residents of the unit."""
    leads = actor.units(P.RESIDENT_PROTECT)
    return [
        match
        for match in matches
        if not match.resident.is_protected(on) or match.resident.controller_unit_id in leads
    ]


def fingerprint(matches: Sequence[Match]) -> str:
    """Which residents were shown, so that "none of these" counts for them and no others."""
    return ",".join(sorted(match.resident.uuid for match in matches))


def _match(typed: tuple[str, ...], born_on: date | None, resident: Resident) -> Match:
    theirs = words(resident.given_name, resident.family_name)
    return Match(
        resident, likeness(typed, theirs), same_birth_date=born_on is not None and born_on == resident.born_on
    )


def _is_likely(typed: tuple[str, ...], born_on: date | None, match: Match) -> bool:
    if match.same_birth_date:
        return match.likeness >= SAME_BIRTH_DATE
    if born_on is not None and match.resident.born_on is not None:
        return match.likeness >= SAME_NAME
    return is_slip(typed, words(match.resident.given_name, match.resident.family_name))
