"""Whom and what a file names that is known already: within the file, and in the register as far as its reader may know."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.imports.fields import Field
from sagsflow.imports.findings import AS, USE, Remark, Same
from sagsflow.imports.meaning import Meant
from sagsflow.imports.models import ImportedCase
from sagsflow.residents.cpr import KEYS, CprKeys
from sagsflow.residents.matching import SAME_BIRTH_DATE, near_matches
from sagsflow.residents.models import Resident
from sagsflow.residents.names import likeness, words

AT_ONCE = 500
Words = tuple[str, ...]


def look(
    db: Session, meant: Sequence[Meant], *, actor: Actor, unit_id: int, on: date
) -> tuple[Mapping[int, Same], Sequence[Remark]]:
    """Who each row may be about, and what keeps rows out: somebody of whom nothing is said, or a case that is read in already."""
    rows = [row for row in meant if row.facts.given_name]
    numbered = _by_number(db, rows, unit_id)
    earlier, born = _earlier_rows(rows), {row.number: _born(row) for row in rows}
    same: dict[int, Same] = {}
    remarks = [*_twice(rows), *_read_in_before(db, rows, unit_id)]
    for row in rows:
        known = _known(db, row, numbered, actor)
        if any(one.is_protected(on) or one.restricted_at is not None for one in known):
            remarks.append((row.number, _column(row), "by-hand"))
        elif known or row.number in earlier:
            other, by_number = earlier.get(row.number, (None, False))
            certain = by_number or row.number in numbered
            alike = [one.id for one in known if row.number in numbered or _born_alike(row, one.born_on)]
            is_alike = other is not None and (by_number or _born_alike(row, born.get(other)))
            likely = f"{USE}:{alike[0]}" if alike else f"{AS}:{other}" if is_alike else ""
            same[row.number] = Same(tuple(one.id for one in known), other, certain, likely)
    return same, remarks


def _born(row: Meant) -> date | None:
    return row.facts.born_on or (row.cpr.born_on if row.cpr else None)


def _born_alike(row: Meant, born_on: date | None) -> bool:
    return born_on is not None and _born(row) == born_on


def _column(row: Meant) -> str:
    return (Field.CPR if row.cpr else Field.NAME).value


def _known(db: Session, row: Meant, numbered: Mapping[int, Resident], actor: Actor) -> Sequence[Resident]:
    if row.number in numbered:
        return [numbered[row.number]]
    facts = row.facts
    found = near_matches(db, actor, facts.given_name, facts.family_name, _born(row))
    return [match.resident for match in found]


def _by_number(db: Session, rows: Sequence[Meant], unit_id: int) -> Mapping[int, Resident]:
    """By row the resident with the very same personal number."""
    keys: CprKeys = db.info[KEYS]
    indexes = {row.number: keys.index(row.cpr, unit_id) for row in rows if row.cpr}
    wanted = sorted(set(indexes.values()))
    found: dict[str | None, Resident] = {}
    for start in range(0, len(wanted), AT_ONCE):
        part = Resident.cpr_index.in_(wanted[start : start + AT_ONCE])
        found |= {one.cpr_index: one for one in db.scalars(sa.select(Resident).where(part))}
    return {number: found[index] for number, index in indexes.items() if index in found}


def _earlier_rows(rows: Sequence[Meant]) -> Mapping[int, tuple[int, bool]]:
    """By row an earlier one that may be about the same person, and whether the personal number says so."""
    met = _Met()
    found: dict[int, tuple[int, bool]] = {}
    for row in rows:
        earlier = met.like(row)
        if earlier is None:
            met.add(row)
        else:
            found[row.number] = earlier
    return found


class _Met:
    """The people of the rows so far, each by their first row."""

    def __init__(self) -> None:
        self._by_number: dict[str, int] = {}
        self._by_name: dict[Words, list[Meant]] = {}
        self._by_birth: dict[date, list[Meant]] = {}

    def add(self, row: Meant) -> None:
        if row.cpr:
            self._by_number[row.cpr.digits] = row.number
        self._by_name.setdefault(_key(row), []).append(row)
        if row.facts.born_on:
            self._by_birth.setdefault(row.facts.born_on, []).append(row)

    def like(self, row: Meant) -> tuple[int, bool] | None:
        if row.cpr and row.cpr.digits in self._by_number:
            return self._by_number[row.cpr.digits], True
        namesakes = self._by_name.get(_key(row), [])
        born = self._by_birth.get(row.facts.born_on, []) if row.facts.born_on else []
        alike = [one for one in namesakes if _may_be_one(one, row)]
        alike += [one for one in born if _is_like(one, row)]
        return (alike[0].number, False) if alike else None


def _named(row: Meant) -> Words:
    return words(row.facts.given_name, row.facts.family_name)


def _key(row: Meant) -> Words:
    return tuple(sorted(_named(row)))


def _may_be_one(one: Meant, other: Meant) -> bool:
    """The same name is two people when they have different birth dates or different numbers."""
    if one.cpr and other.cpr:
        return False
    first, second = one.facts.born_on, other.facts.born_on
    return first is None or second is None or first == second


def _is_like(one: Meant, other: Meant) -> bool:
    if one.cpr and other.cpr:
        return False
    return likeness(_named(one), _named(other)) >= SAME_BIRTH_DATE


def _twice(rows: Sequence[Meant]) -> Iterator[Remark]:
    """The same number of the old system twice for one pathway."""
    met: set[tuple[str, str]] = set()
    for row in rows:
        key = row.old_ref, row.pathway
        if all(key) and key in met:
            yield row.number, Field.OLD_REF.value, "twice-in-file"
        met.add(key)


def _read_in_before(db: Session, rows: Sequence[Meant], unit_id: int) -> Iterator[Remark]:
    wanted = sorted({row.old_ref for row in rows if row.old_ref and row.pathway})
    known: set[str | None] = set()
    for start in range(0, len(wanted), AT_ONCE):
        part = ImportedCase.old_ref.in_(wanted[start : start + AT_ONCE])
        known |= set(db.scalars(sa.select(ImportedCase.old_ref).where(ImportedCase.unit_id == unit_id, part)))
    for row in rows:
        if row.pathway and row.old_ref in known:
            yield row.number, Field.OLD_REF.value, "read-in-before"
