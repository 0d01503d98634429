"""What a row means here: a resident and perhaps a case, or every fault that keeps it from being one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sagsflow.cases.service.journal import MAX_NOTE
from sagsflow.core.dates import likely_date
from sagsflow.files.tables import Line, folded
from sagsflow.imports.fields import Field
from sagsflow.residents.cpr import BadCpr, Cpr, parse
from sagsflow.residents.cpr import stands_in as holds_cpr
from sagsflow.residents.facts import Facts, faults, tidy

Value = TypeVar("Value")
LONGEST_REF = 80
EXAMPLES = ("EKSEMPEL", "EXAMPLE")
EARLIEST = date(1990, 1, 1)
YES = frozenset({"ja", "j", "yes", "y", "x", "1", "true", "sand"})
NO = frozenset({"", "nej", "n", "no", "0", "false", "falsk", "-"})
POSTAL = re.compile(r"^(\d{4})\s+(\S.*)$", re.ASCII)
ADDRESS = re.compile(
    r"^(?P<street>\D[^,]*?)\s+(?P<house>\d{1,3}\s?[A-Za-z]?)"
    r"(?:,?\s+(?P<floor>(?:st|kl|\d{1,2})(?!\d)\.?[^,\d]{0,12}(?:\d{1,3}(?!\d))?))?"
    r"(?:,?\s+(?P<code>\d{4})\s+(?P<city>[^,\d]+))?$"
)
FACTS = {
    "given_name": (Field.GIVEN_NAME, Field.NAME),
    "family_name": (Field.FAMILY_NAME, Field.NAME),
    "street": (Field.STREET, Field.ADDRESS),
    "house_number": (Field.HOUSE_NUMBER, Field.ADDRESS, Field.STREET),
    "floor_door": (Field.FLOOR_DOOR, Field.ADDRESS, Field.STREET),
    "postal_code": (Field.POSTAL_CODE, Field.ADDRESS, Field.CITY),
    "city": (Field.CITY, Field.ADDRESS, Field.POSTAL_CODE),
}


@dataclass(frozen=True, slots=True)
class Here:
    """What rows may name, by folded name: areas, pathways that the importer opens, sub-agreements, and who may own a case of
    which pathway. `fixed` are the pathways that have a sub-agreement of their own."""

    today: date
    areas: Mapping[str, int]
    pathways: Mapping[str, str]
    fixed: Mapping[str, str]
    sub_agreements: Mapping[str, str]
    owners: Mapping[str, int]
    owning: Mapping[str, frozenset[int]]
    pathway: str = ""
    sub_agreement: str = ""


@dataclass(slots=True)
class Meant:
    """A row as it was understood. `faults` keep it out, `warnings` do not; both are pairs of a field and a code."""

    number: int
    facts: Facts = field(default_factory=lambda: Facts(""))
    cpr: Cpr | None = None
    pathway: str = ""
    sub_agreement: str = ""
    opened_on: date | None = None
    owner_id: int | None = None
    old_ref: str = ""
    urgent: bool = False
    note: str = ""
    faults: list[tuple[Field, str]] = field(default_factory=list)
    warnings: list[tuple[Field, str]] = field(default_factory=list)


def understand(lines: Sequence[Line], columns: Mapping[int, Field], here: Here) -> Sequence[Meant]:
    return [_Reader(line, columns, here).read() for line in lines]


class _Reader:
    """Reads one row."""

    def __init__(self, line: Line, columns: Mapping[int, Field], here: Here) -> None:
        self.said = {
            name: line.cells[place] if place < len(line.cells) else "" for place, name in columns.items()
        }
        self.here, self.meant = here, Meant(line.number)
        unread = [name for place, name in columns.items() if place in line.unread]
        self.meant.faults += [(name, "not-reckoned") for name in unread]

    def read(self) -> Meant:
        self._personal_number()
        self._facts()
        self._case()
        self._note()
        return self.meant

    def _text(self, name: Field) -> str:
        return self.said.get(name, "")

    def _fault(self, name: Field, code: str) -> None:
        """Of a cell that could not be read nothing else is said."""
        if not {(name, code), (name, "not-reckoned")} & set(self.meant.faults):
            self.meant.faults.append((name, code))

    def _personal_number(self) -> None:
        """A number that a spreadsheet took for one has lost the naught in front."""
        typed = self._text(Field.CPR)
        if not typed:
            return
        try:
            self.meant.cpr = parse(typed.zfill(10) if typed.isdigit() and len(typed) == 9 else typed)
        except BadCpr as bad:
            self._fault(Field.CPR, bad.code)

    def _facts(self) -> None:
        given, family = self._name()
        facts = tidy(
            Facts(
                given_name=given,
                family_name=family,
                born_on=self._day(Field.BORN_ON),
                phone=self._text(Field.PHONE),
                email=self._text(Field.EMAIL),
                area_id=self._one_of(Field.AREA, self.here.areas),
                language=self._text(Field.LANGUAGE),
                interpreter=self._yes(Field.INTERPRETER),
                **self._where(),
            )
        )
        if given.upper().startswith(EXAMPLES):
            self._fault(self._column("given_name"), "example")
        for name, code in faults(facts, today=self.here.today).items():
            self._fault(self._column(name), code)
        number = self.meant.cpr
        self.meant.warnings += [
            (Field.CPR, code) for code in (number.warnings(facts.born_on) if number else ())
        ]
        self.meant.facts = facts

    def _name(self) -> tuple[str, str]:
        """A whole name is split before its last word; "Holm, Karen" before the comma."""
        whole = self._text(Field.NAME)
        if not whole:
            return self._text(Field.GIVEN_NAME), self._text(Field.FAMILY_NAME)
        family, comma, given = whole.partition(",")
        if comma:
            return given.strip(), family.strip()
        given, _space, family = whole.rpartition(" ")
        return (given, family) if given else (family, "")

    def _where(self) -> dict[str, str | None]:
        parts = (Field.STREET, Field.HOUSE_NUMBER, Field.FLOOR_DOOR, Field.POSTAL_CODE, Field.CITY)
        found: dict[str, str | None] = {name.value: self._text(name) for name in parts}
        whole = self._text(Field.ADDRESS) or ("" if found["house_number"] else self._text(Field.STREET))
        if whole:
            self._whole_address(whole, found)
        for name in ("city", "postal_code"):
            if both := POSTAL.match(found[name] or ""):
                found |= {"postal_code": both[1], "city": both[2]}
        return found

    def _whole_address(self, whole: str, found: dict[str, str | None]) -> None:
        match = ADDRESS.match(whole)
        if match is None:
            found["street"] = whole
            self.meant.warnings.append((self._column("street"), "address-whole"))
            return
        read = {
            "street": match["street"],
            "house_number": match["house"],
            "floor_door": match["floor"],
            "postal_code": match["code"],
            "city": match["city"],
        }
        found.update({name: text.strip() for name, text in read.items() if text})

    def _case(self) -> None:
        meant, here = self.meant, self.here
        meant.pathway = self._one_of(Field.PATHWAY, here.pathways) or (
            "" if self._text(Field.PATHWAY) else here.pathway
        )
        meant.opened_on = self._opened_on()
        meant.urgent = self._yes(Field.URGENT)
        meant.old_ref = self._text(Field.OLD_REF)
        if len(meant.old_ref) > LONGEST_REF:
            self._fault(Field.OLD_REF, "too-long")
        meant.owner_id = self._one_of(Field.OWNER, here.owners)
        agreement = self._one_of(Field.SUB_AGREEMENT, here.sub_agreements)
        meant.sub_agreement = here.fixed.get(meant.pathway) or agreement or here.sub_agreement
        if not meant.pathway:
            return
        if not meant.sub_agreement and not self._text(Field.SUB_AGREEMENT):
            self._fault(Field.SUB_AGREEMENT, "sub-agreement-missing")
        if meant.owner_id is not None and meant.owner_id not in here.owning[meant.pathway]:
            self._fault(Field.OWNER, "owner-unknown")

    def _opened_on(self) -> date | None:
        day, born = self._day(Field.OPENED_ON), self.meant.facts.born_on
        if day is not None and day > self.here.today:
            self._fault(Field.OPENED_ON, "in-the-future")
        elif day is not None and day < max(EARLIEST, born or EARLIEST):
            self._fault(Field.OPENED_ON, "too-early")
        return day

    def _note(self) -> None:
        """What belongs to a case that the row does not open would be lost, and is said."""
        self.meant.note = self._text(Field.NOTE)
        if len(self.meant.note) > MAX_NOTE:
            self._fault(Field.NOTE, "too-long")
        if holds_cpr(self.meant.note):
            self.meant.warnings.append((Field.NOTE, "cpr-in-note"))
        if not self.meant.pathway and not self._text(Field.PATHWAY):
            lost = (Field.NOTE, Field.OPENED_ON, Field.OWNER, Field.OLD_REF)
            self.meant.warnings += [(name, "no-case") for name in lost if self._text(name)]

    def _day(self, name: Field) -> date | None:
        typed = self._text(name)
        day = likely_date(typed) if typed else None
        if typed and day is None:
            self._fault(name, "date")
        return day

    def _yes(self, name: Field) -> bool:
        said = self._text(name).casefold()
        if said not in YES | NO:
            self._fault(name, "yes-no")
        return said in YES

    def _one_of(self, name: Field, known: Mapping[str, Value]) -> Value | None:
        said = folded(self._text(name))
        if said and said not in known:
            self._fault(name, f"{name.value}-unknown".replace("_", "-"))
        return known.get(said) if said else None

    def _column(self, fact: str) -> Field:
        """The column in which a fact stood."""
        return next((name for name in FACTS.get(fact, (Field(fact),)) if name in self.said), Field.NAME)
