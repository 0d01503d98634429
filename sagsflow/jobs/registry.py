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
class Round:
    """Work that comes round: once in each stretch of `every`, whichever worker gets there first."""

    kind: str
    every: timedelta

    def key(self, at: datetime) -> str:
        """The same for every worker throughout one stretch."""
        return f"{self.kind}@{self._start(at).isoformat(timespec='minutes')}"

    def _start(self, at: datetime) -> datetime:
        return EPOCH + self.every * ((at - EPOCH) // self.every)


@dataclass(frozen=True, slots=True)
class Duties:
    """Everything a worker knows. A handler gets the session of one transaction: what it writes and that it is done are
    committed together."""

    handlers: Mapping[str, Handler] = field(default_factory=dict)
    rounds: Sequence[Round] = ()
