"""One step of a simulated case while it is carried out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sagsflow.demo.simulation.case import SimCase
from sagsflow.demo.simulation.world import Staff
from sagsflow.eventlog.service import Value

Answers = Mapping[str, object]
Happened = tuple[str, Mapping[str, Value]]


@dataclass(slots=True)
class Step:
    """What an effect may read, and where it leaves what happened; see `cases.hooks.Step`."""

    case: SimCase
    number: int
    answers: Answers
    who: Staff | None
    at: datetime
    happened: list[Happened] = field(default_factory=list)

    def note(self, kind: str, **data: Value) -> None:
        self.happened.append((kind, data))
