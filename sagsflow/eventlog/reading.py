"""What a reading is: what is about to be shown, whose rows stand on a list, and the canonical text that its MAC is over."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from sagsflow.eventlog.keys import LogKeys

CASE, RESIDENT = "c", "r"


@dataclass(frozen=True, slots=True)
class Reading:
    """What is about to be shown. A list names the cases, and the residents without a case, whose rows stand on it; `count` is
    then theirs, unless it is given."""

    what: str
    case_id: int | None = None
    resident_id: int | None = None
    purpose: str | None = None
    recipient: str | None = None
    count: int | None = None
    cases: Collection[int] | None = None
    residents: Collection[int] | None = None
    unit_ids: frozenset[int] = frozenset()

    @property
    def number(self) -> int:
        if self.count is not None:
            return self.count
        if self.cases is None and self.residents is None:
            return 1
        return len(set(self.cases or ())) + len(set(self.residents or ()))

    @property
    def shown(self) -> str | None:
        return pack(self.cases or (), self.residents or ())


class Written(Protocol):
    """A reading as it stands in the log."""

    @property
    def at(self) -> datetime: ...
    @property
    def user_id(self) -> int: ...
    @property
    def membership_id(self) -> int | None: ...
    @property
    def what(self) -> str: ...
    @property
    def case_id(self) -> int | None: ...
    @property
    def resident_id(self) -> int | None: ...
    @property
    def purpose(self) -> str | None: ...
    @property
    def recipient(self) -> str | None: ...
    @property
    def count(self) -> int: ...
    @property
    def shown(self) -> str | None: ...
    @property
    def blanked(self) -> str | None: ...


def words_of(row: Written, keys: LogKeys) -> str | None:
    """What stands for the typed words in the text of a reading: a keyed digest, so that the words can go and the MAC holds.
    Words beside the digest of erased ones fit no MAC: nobody can put others in their place."""
    if row.purpose is None and row.recipient is None:
        return row.blanked
    return keys.mac_of_words(row.purpose, row.recipient) + (row.blanked or "")


def text_of(row: Written, keys: LogKeys) -> str:
    """Everything but the number, in a fixed order, without spaces, in UTC."""
    return json.dumps(
        [
            row.at.astimezone(UTC).isoformat(timespec="microseconds"),
            row.user_id,
            row.membership_id,
            row.what,
            row.case_id,
            row.resident_id,
            words_of(row, keys),
            row.count,
            row.shown,
        ],
        separators=(",", ":"),
        ensure_ascii=False,
    )


def pack(case_ids: Iterable[int] = (), resident_ids: Iterable[int] = ()) -> str | None:
    """As " c12 c57 r8 ": each once, in order; None for nobody. A space on both sides, so that c5 is not found in c57."""
    words = [f"{CASE}{number}" for number in sorted(set(case_ids))]
    words += [f"{RESIDENT}{number}" for number in sorted(set(resident_ids))]
    return f" {' '.join(words)} " if words else None


def cases_in(shown: str | None) -> frozenset[int]:
    return _ids(shown, CASE)


def residents_in(shown: str | None) -> frozenset[int]:
    return _ids(shown, RESIDENT)


def _ids(shown: str | None, kind: str) -> frozenset[int]:
    return frozenset(int(word[1:]) for word in (shown or "").split() if word.startswith(kind))
