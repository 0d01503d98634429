"""What the worker can do: a handler per kind of work, and what comes round by itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

Payload = Mapping[str, Any]
Handler = Callable[[Session, Payload, datetime], None]
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Errand:
    """Work with an effect outside the database, which holds no transaction while it is out.

    `prepare` reads what is needed, or answers None when nothing is to be done any more. `carry_out` does it with that alone, and
    what it answers is written down by `settle`, in the transaction that marks the work as done. A worker that dies in between
    leaves work that is carried out again: the effect must bear a key by which its receiver knows it.
    """

    prepare: Callable[[Session, Payload, datetime], Any]
    carry_out: Callable[[Any], Any]
    settle: Callable[[Session, Payload, Any, datetime], None]


@dataclass(frozen=True, slots=True)
class Step:
    """How far a long piece of work has come; it is over when `done` has reached `total`."""

    done: int
    total: int

    @property
    def is_last(self) -> bool:
        return self.done >= self.total


@dataclass(frozen=True, slots=True)
class Series:
    """Long work in parts, each a short transaction of its own that also writes how far it came: other work comes in between, and
    whoever takes it over goes on where it stands. `part` gets how many are done already."""

    part: Callable[[Session, Payload, int, datetime], Step]


Duty = Handler | Errand | Series


@dataclass(frozen=True, slots=True)
class Round:
    """Work that comes round: once in each stretch of `every`, whichever worker gets there first."""

    kind: str
    every: timedelta

    def key(self, at: datetime) -> str:
        """The same for every worker throughout one stretch."""
        return f"{self.kind}@{self._start(at).isoformat(timespec='minutes')}"

    def _start(self, at: datetime) -> datetime:
        return EPOCH + self.every * ((at - EPOCH) // self.every)


def together(*parts: Mapping[str, Duty]) -> dict[str, Duty]:
    """The handlers of several features. Raises ValueError where two would answer for the same kind of work: one of them would
    never be called."""
    found: dict[str, Duty] = {}
    for part in parts:
        if twice := found.keys() & part.keys():
            raise ValueError(f"two handlers for {', '.join(sorted(twice))}")
        found |= part
    return found


@dataclass(frozen=True, slots=True)
class Duties:
    """Everything a worker knows. A handler gets the session of one transaction: what it writes and that it is done are
    committed together."""

    handlers: Mapping[str, Duty] = field(default_factory=dict)
    rounds: Sequence[Round] = ()
