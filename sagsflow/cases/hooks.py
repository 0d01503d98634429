"""Where features above and below tell the case what they know and what they do; filled by `sagsflow.features`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.models import Case
from sagsflow.cases.queries.ways import Way
from sagsflow.core.asking import Row
from sagsflow.engine.snapshot import Decision, Track
from sagsflow.eventlog.service import Entry


@dataclass(slots=True)
class Step:
    """One step while it is carried out: what an effect may read, and where it leaves what happened."""

    db: Session
    case: Case
    number: int
    decision: Decision
    answers: Mapping[str, object]
    actor: Actor | None
    at: datetime
    present_units: frozenset[int] = frozenset()
    happened: list[Entry] = field(default_factory=list)

    def note(self, kind: str, **data: str | int | bool | None) -> None:
        """Adds an event of this case; it is numbered and chained when the step is complete."""
        self.happened.append(Entry(kind, case_id=self.case.id, data=data))


class Behind(Protocol):
    """Cases that a number elsewhere is made of; hashable."""

    @property
    def words(self) -> str: ...
    def condition(self, today: date) -> sa.ColumnElement[bool]: ...


Known = Mapping[str, object]
Tracks = Callable[[Session, Case, Known], Sequence[Track]]
DoEffect = Callable[[Step, Mapping[str, object]], None]
UndoEffect = Callable[[Session, Case, int], None]
Refreshed = Callable[[Session, Case, datetime], None]


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What a feature knows of cases: its questions, with the binds `case_id` and `at`, which are asked together with everybody
    else's (see `core.asking`), and what their answers tell."""

    asks: Sequence[sa.Select[Any]]
    tells: Callable[[Case, Sequence[Sequence[Row]]], Known]


@dataclass(slots=True)
class Hooks:
    """What is registered. One effect may concern several features: each has its say, in order.

    `receiver` is SQL: the organisation that an open referral of the `Case` row at hand has gone to. `gone` tells the ways that
    cases have gone, of a plan, a domain and a pathway; `behind` what a number of the overview, by its name, narrows a list to."""

    facts: dict[str, Facts] = field(default_factory=dict)
    tracks: dict[str, Tracks] = field(default_factory=dict)
    effects: dict[str, dict[str, DoEffect]] = field(default_factory=dict)
    undo: dict[str, dict[str, UndoEffect]] = field(default_factory=dict)
    receiver: Callable[[], sa.ColumnElement[int | None]] | None = None
    gone: Callable[[Session, int, str, str, datetime], Sequence[Way]] | None = None
    behind: Callable[[Session, str, tuple[int, str, str], date], Behind | None] | None = None

    def on_effect(self, effect: str, feature: str, do: DoEffect, undo: UndoEffect | None = None) -> None:
        """Registering the same feature again replaces it, so that several applications may live in one process."""
        self.effects.setdefault(effect, {})[feature] = do
        if undo is not None:
            self.undo.setdefault(effect, {})[feature] = undo

    def carry_out(self, step: Step) -> None:
        for effect in step.decision.effects:
            for do in self.effects[effect.name].values():
                do(step, effect.params)

    def missing(self, effects: Iterable[str]) -> frozenset[str]:
        """Effects that workflows name and nobody carries out: the application must not start with any."""
        return frozenset(effects) - frozenset(self.effects)


HOOKS = Hooks()
