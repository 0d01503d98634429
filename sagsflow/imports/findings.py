"""What was found out about the rows of a file, as it is kept: codes and numbers, no words of any cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Remark = tuple[int, str, str]
NEW, LEAVE, USE, AS = "new", "leave", "use", "as"
FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Same:
    """Who a row may be about: residents who are known, or an earlier row of the file. `certain` by the personal number;
    `likely` is the choice that one press may make for many rows: whoever has the same number or birth date."""

    residents: Sequence[int] = ()
    row: int | None = None
    certain: bool = False
    likely: str = ""

    @property
    def choices(self) -> frozenset[str]:
        """What may be chosen. One number, one person: with the same number nobody new can be registered."""
        known = {f"{USE}:{resident}" for resident in self.residents}
        earlier = {f"{AS}:{self.row}"} if self.row is not None else set()
        return frozenset({LEAVE} | known | earlier | (set() if self.certain else {NEW}))


@dataclass(frozen=True, slots=True)
class Findings:
    """Faults and warnings are (row, field, code)."""

    faults: Sequence[Remark] = ()
    warnings: Sequence[Remark] = ()
    same: Mapping[int, Same] = field(default_factory=dict)

    @property
    def faulty(self) -> frozenset[int]:
        return frozenset(row for row, _field, _code in self.faults)

    def as_kept(self) -> dict[str, Any]:
        same = {
            str(row): [list(one.residents), one.row, one.certain, one.likely]
            for row, one in self.same.items()
        }
        return {
            "faults": [list(one) for one in self.faults],
            "warnings": [list(one) for one in self.warnings],
            "same": same,
        }


def from_kept(kept: Mapping[str, Any]) -> Findings:
    same = {
        int(row): Same(tuple(people), other, certain, likely)
        for row, (people, other, certain, likely) in kept.get("same", {}).items()
    }
    faults, warnings = (
        [(row, name, code) for row, name, code in kept.get(part, ())] for part in ("faults", "warnings")
    )
    return Findings(faults, warnings, same)
