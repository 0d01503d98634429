"""What the page of a file shows: the cells with faults, who is known already, and the first rows as they would stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl.utils import get_column_letter

from sagsflow.files.tables import Table
from sagsflow.imports.deciding import Deed
from sagsflow.imports.fields import Field
from sagsflow.imports.findings import Remark
from sagsflow.imports.meaning import FACTS, Meant
from sagsflow.residents.facts import Facts

SHOWN_FAULTS, SHOWN_SAME, SHOWN_ROWS = 200, 100, 10


@dataclass(frozen=True, slots=True)
class Complaint:
    """A remark about a row: the cell as the spreadsheet names it, where it is about one, and the heading above it; `name` is the
    field, which may stand in no column."""

    row: int
    name: str
    cell: str
    heading: str
    code: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """A row as it would stand."""

    number: int
    name: str
    born_on: date | None
    address: str
    meant: Meant
    is_new: bool


def complaints(remarks: Sequence[Remark], columns: Mapping[int, Field], table: Table) -> Sequence[Complaint]:
    places = {name.value: place for place, name in columns.items()}
    found = [(_place(remark, places), remark) for remark in remarks]
    found.sort(key=lambda one: (one[1][0], -1 if one[0] is None else one[0]))
    return [_complaint(place, remark, table) for place, remark in found]


def ahead(deeds: Sequence[Deed]) -> Sequence[Ahead]:
    return [
        Ahead(
            deed.meant.number,
            name_of(deed.meant),
            deed.meant.facts.born_on or (deed.meant.cpr.born_on if deed.meant.cpr else None),
            address_of(deed.meant.facts),
            deed.meant,
            deed.is_new,
        )
        for deed in deeds[:SHOWN_ROWS]
    ]


def name_of(meant: Meant) -> str:
    return f"{meant.facts.given_name} {meant.facts.family_name}".strip()


def address_of(facts: Facts) -> str:
    street = " ".join(part for part in (facts.street, facts.house_number) if part)
    city = " ".join(part for part in (facts.postal_code, facts.city) if part)
    return ", ".join(part for part in (street, facts.floor_door, city) if part)


def _place(remark: Remark, places: Mapping[str, int]) -> int | None:
    _row, name, _code = remark
    known = (name, *(one.value for one in FACTS.get(name, ())))
    return next((places[one] for one in known if one in places), _name_column(name, places))


def _complaint(place: int | None, remark: Remark, table: Table) -> Complaint:
    row, name, code = remark
    if place is None:
        return Complaint(row, name, "", "", code)
    return Complaint(row, name, f"{get_column_letter(place + 1)}{row}", table.heading[place], code)


def _name_column(name: str, places: Mapping[str, int]) -> int | None:
    """A remark on the person stands at her name, whichever columns that is in."""
    if name != Field.NAME:
        return None
    return next((places[one] for one in (Field.GIVEN_NAME, Field.FAMILY_NAME) if one in places), None)
