"""What a row of a list means here: an offer of one of our units, or every fault that keeps it from being one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sagsflow.core.dates import likely_date
from sagsflow.directory.importing.tables import Row
from sagsflow.directory.models import Capacity
from sagsflow.directory.service import OLDEST, Content

HEADINGS: Mapping[str, Sequence[str]] = {
    "name": ("name", "navn", "tilbud", "indsats"),
    "unit": ("unit", "enhed", "udbyder", "organisation", "organization"),
    "description": ("description", "beskrivelse", "indhold"),
    "target_group": ("target group", "target_group", "målgruppe", "eligibility_description"),
    "sub_agreement": ("sub-agreement", "sub_agreement", "delaftale"),
    "areas": ("areas", "områder", "område", "boligområde"),
    "age_from": ("age from", "age_from", "alder fra", "fra alder", "minimum_age"),
    "age_to": ("age to", "age_to", "alder til", "til alder", "maximum_age"),
    "languages": ("languages", "sprog"),
    "capacity": ("capacity", "plads", "kapacitet", "status"),
    "waiting": ("waiting weeks", "ventetid", "ventetid i uger", "wait_time"),
    "contact": ("contact", "kontakt", "kontaktperson"),
    "phone": ("phone", "telefon"),
    "email": ("email", "e-mail", "mail"),
    "valid_from": ("valid from", "valid_from", "første dag", "gyldig fra", "fra"),
    "valid_to": ("valid to", "valid_to", "sidste dag", "gyldig til", "til"),
    "external_id": ("id", "nummer"),
}
# What a list is best begun with: the Danish heading of each column.
DANISH = (
    *("navn", "enhed", "beskrivelse", "målgruppe", "delaftale", "områder", "alder fra", "alder til"),
    *("sprog", "plads", "ventetid", "kontakt", "telefon", "mail", "gyldig fra", "gyldig til", "nummer"),
)
ROOM: Mapping[str, Capacity] = {
    "": Capacity.OPEN,
    "open": Capacity.OPEN,
    "active": Capacity.OPEN,
    "ledig": Capacity.OPEN,
    "ledig plads": Capacity.OPEN,
    "ja": Capacity.OPEN,
    "waiting list": Capacity.WAITING_LIST,
    "waiting_list": Capacity.WAITING_LIST,
    "venteliste": Capacity.WAITING_LIST,
    "full": Capacity.FULL,
    "fuld": Capacity.FULL,
    "nej": Capacity.FULL,
    "temporarily closed": Capacity.FULL,
}
GONE = frozenset({"inactive", "defunct"})
WEEKS = re.compile(r"^(\d{1,3})(?:\s*(?:uger?|weeks?))?$", re.IGNORECASE)
AGE = re.compile(r"^(\d{1,3})(?:[.,]0+)?$")
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Here:
    """What rows may name: units, sub-agreements and areas by their folded names; `own` are the units one may write for."""

    units: Mapping[str, int]
    sub_agreements: Mapping[str, int]
    areas: Mapping[str, int]
    own: frozenset[int]
    default_unit_id: int


@dataclass(slots=True)
class Meant:
    """A row as it was understood. `faults` are pairs of a column and a code."""

    number: int
    unit_id: int = 0
    external_id: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    capacity: str = Capacity.OPEN.value
    waiting_weeks: int | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.faults


def understand(rows: Sequence[Row], here: Here) -> Sequence[Meant]:
    """Row by row; the same offer twice in one list is a fault of the second."""
    meant = [_one(number, row, here) for number, row in enumerate(rows, start=2)]
    known: set[tuple[int, str]] = set()
    for one in meant:
        key = (one.unit_id, one.external_id or str(one.content.get("name", "")).casefold())
        if key in known:
            one.faults.append(("name", "twice"))
        known.add(key)
    return meant


def content_of(stored: Mapping[str, Any]) -> Content:
    """The content of a row as it was kept."""
    read = {name: _day(stored.get(name)) for name in ("valid_from", "valid_to")}
    values: dict[str, Any] = {**stored, **read, "area_ids": frozenset(stored.get("area_ids", ()))}
    return Content(**values)


def _one(number: int, row: Row, here: Here) -> Meant:
    said = {name: _said(row, names) for name, names in HEADINGS.items()}
    meant = Meant(number, external_id=said["external_id"][:80])
    meant.unit_id = _unit(said["unit"], here, meant)
    room = said["capacity"].casefold()
    if room in GONE:
        meant.faults.append(("capacity", "gone"))
    elif room not in ROOM:
        meant.faults.append(("capacity", "capacity"))
    meant.capacity = ROOM.get(room, Capacity.OPEN).value
    meant.content = dict(_content(said, here, meant))
    return meant


def _said(row: Row, names: Sequence[str]) -> str:
    return next((row[name] for name in names if row.get(name)), "")


def _unit(name: str, here: Here, meant: Meant) -> int:
    found = here.units.get(name.casefold(), 0) if name else here.default_unit_id
    if not found:
        meant.faults.append(("unit", "unit-unknown"))
    elif found not in here.own:
        meant.faults.append(("unit", "not-yours"))
    return found


def _content(said: Mapping[str, str], here: Here, meant: Meant) -> Iterator[tuple[str, Any]]:
    if not said["name"]:
        meant.faults.append(("name", "missing"))
    yield "name", said["name"][:LONGEST_NAME]
    yield "description", _described(said, meant)
    for name in ("target_group", "languages", "contact", "phone", "email"):
        yield name, said[name][:400]
    yield "sub_agreement_id", _named(said["sub_agreement"], here.sub_agreements, "sub_agreement", meant)
    areas = [
        _named(one, here.areas, "areas", meant) for one in re.split(r"[;,]", said["areas"]) if one.strip()
    ]
    yield "area_ids", sorted({area for area in areas if area})
    ages = {name: _age(said[name], name, meant) for name in ("age_from", "age_to")}
    if ages["age_from"] is not None and ages["age_to"] is not None and ages["age_to"] < ages["age_from"]:
        meant.faults.append(("age_to", "age-order"))
    yield from ages.items()
    yield from _period(said, meant)


def _described(said: Mapping[str, str], meant: Meant) -> str:
    """How long one waits is a number of weeks here; what is said in other words stands under the description."""
    weeks = WEEKS.match(said["waiting"])
    if weeks:
        meant.waiting_weeks = int(weeks[1])
    return "\n".join(part for part in (said["description"], "" if weeks else said["waiting"]) if part)


def _named(name: str, known: Mapping[str, int], column: str, meant: Meant) -> int | None:
    if not name.strip():
        return None
    found = known.get(name.strip().casefold())
    if found is None:
        meant.faults.append((column, f"{column}-unknown"))
    return found


def _age(text: str, column: str, meant: Meant) -> int | None:
    if not text:
        return None
    found = AGE.match(text)
    if found is None or int(found[1]) > OLDEST:
        meant.faults.append((column, "age"))
        return None
    return int(found[1])


def _period(said: Mapping[str, str], meant: Meant) -> Iterator[tuple[str, str | None]]:
    days: dict[str, date | None] = {}
    for name in ("valid_from", "valid_to"):
        days[name] = likely_date(said[name]) if said[name] else None
        if said[name] and days[name] is None:
            meant.faults.append((name, "date"))
    first, last = days["valid_from"], days["valid_to"]
    if first is not None and last is not None and last < first:
        meant.faults.append(("valid_to", "ends-before-start"))
    for name, day in days.items():
        yield name, day.isoformat() if day else None


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
