"""What is to be done with each row, from what was found and what was chosen; and what still stands in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sagsflow.imports.findings import AS, FAULTY, LEAVE, NEW, USE, Findings
from sagsflow.imports.meaning import Meant


@dataclass(frozen=True, slots=True)
class Deed:
    """One row that is read in: a new resident, one who is known, or the same as of an earlier row."""

    meant: Meant
    resident_id: int | None = None
    as_row: int | None = None

    @property
    def is_new(self) -> bool:
        return self.resident_id is None and self.as_row is None


@dataclass(frozen=True, slots=True)
class Decided:
    """`waiting` are rows that somebody must choose about, `faulty` those that must be mended or left out."""

    deeds: Sequence[Deed]
    left_out: frozenset[int]
    waiting: Sequence[int]
    faulty: Sequence[int]

    @property
    def is_ready(self) -> bool:
        return bool(self.deeds) and not self.waiting and not self.faulty

    @property
    def residents(self) -> int:
        return sum(deed.is_new for deed in self.deeds)

    @property
    def known(self) -> int:
        return len({deed.resident_id for deed in self.deeds if deed.resident_id is not None})

    @property
    def cases(self) -> int:
        return sum(bool(deed.meant.pathway) for deed in self.deeds)


def decide(meant: Sequence[Meant], findings: Findings, choices: Mapping[str, str]) -> Decided:
    """A row that is the same person as a row that is left out waits for another choice."""
    faulty = findings.faulty
    leaves_faulty = choices.get(FAULTY) == LEAVE
    left = {row.number for row in meant if row.number in faulty and leaves_faulty}
    waiting, deeds = [], []
    for row in meant:
        if row.number in faulty:
            continue
        chosen = _chosen(row.number, findings, choices)
        if chosen == LEAVE:
            left.add(row.number)
        elif chosen is None or (chosen.startswith(f"{AS}:") and int(chosen[3:]) in left | faulty):
            waiting.append(row.number)
        else:
            deeds.append(_deed(row, chosen))
    return Decided(deeds, frozenset(left), waiting, sorted(faulty - left))


def _chosen(number: int, findings: Findings, choices: Mapping[str, str]) -> str | None:
    """A choice that is not open any more does not count."""
    same = findings.same.get(number)
    if same is None:
        return NEW
    chosen = choices.get(str(number))
    return chosen if chosen in same.choices else None


def _deed(row: Meant, chosen: str) -> Deed:
    kind, _colon, number = chosen.partition(":")
    return Deed(
        row,
        resident_id=int(number) if kind == USE else None,
        as_row=int(number) if kind == AS else None,
    )
