"""What is told of a pathway in a plan, asked of the rows themselves."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any, Protocol

from sqlalchemy.orm import Session

from sagsflow.cases.queries import ways
from sagsflow.cases.queries.ways import Way
from sagsflow.engine.library import Library
from sagsflow.organisations import queries as organisations
from sagsflow.overview import measuring, naming
from sagsflow.overview.counting import Rows
from sagsflow.overview.measuring import Measured
from sagsflow.overview.periods import Period, quarters_of
from sagsflow.overview.queries import cases, progress, work
from sagsflow.overview.queries.cases import Count, Group, Stay
from sagsflow.overview.queries.progress import Answered
from sagsflow.overview.source.samples import NOW, WHOLE, Samples, Spans

IN_STATES, ON_WAYS, TO_PHASES, TO_CLOSE, TO_ANSWER = (
    "in_states",
    "on_ways",
    "to_phases",
    "to_close",
    "to_answer",
)
WAITS_IN_STATES, WAITS_FOR = "waits_in_states", "waits_for"


class Source(Protocol):
    """All that figures of one pathway in one plan are made of, as it was at `at`."""

    @property
    def at(self) -> datetime: ...
    @property
    def versions(self) -> Sequence[int]:
        """Of the pathway, that cases stand on; the newest first."""
        ...

    @property
    def rows(self) -> Rows: ...
    @property
    def measured(self) -> Measured: ...
    @property
    def answered(self) -> Sequence[Answered]: ...
    @property
    def gone(self) -> Sequence[Way]: ...
    @property
    def spans(self) -> Mapping[str, Spans]:
        """By measure."""
        ...


@dataclass(frozen=True)
class Rowwise:
    """Each part is asked for when it is needed, and once: two readings of the cases and their stays, and a statement for each
    other thing that is counted."""

    db: Session
    group: Group
    periods: Sequence[Period]
    at: datetime
    library: Library

    @cached_property
    def _quarters(self) -> Sequence[Period]:
        return quarters_of(self.periods)

    @cached_property
    def _lives(self) -> "_Lives":
        found = _Lives()
        for life in cases.lives(self.db, self.group, self._quarters, self.at):
            found.add(life)
        return found

    @property
    def versions(self) -> Sequence[int]:
        return sorted(self._lives.versions, reverse=True)

    @cached_property
    def rows(self) -> Rows:
        db, group, quarters = self.db, self.group, self._quarters
        return Rows(
            open=_counts(self._lives.open),
            opened=_counts(self._lives.opened),
            closed=_counts(self._lives.closed),
            referrals=work.referrals(db, group, quarters),
            tasks=work.tasks(db, group, quarters, self.at),
            actions=work.actions(db, group, quarters, self.at),
            ending=work.consents_near_end(db, group, self.at),
            periods=self.periods,
            sub_agreements=[row.id for row in organisations.sub_agreements(db)],
            areas=[row.id for row in organisations.areas(db)],
        )

    @cached_property
    def measured(self) -> Measured:
        places = self.rows.sub_agreements, self.rows.areas
        return measuring.measured(self.db, self.group, self.periods, *places)

    @cached_property
    def answered(self) -> Sequence[Answered]:
        return progress.answered(self.db, self.group, self._quarters)

    @cached_property
    def gone(self) -> Sequence[Way]:
        return ways.ways(self.db, self.group.everywhere)

    @cached_property
    def spans(self) -> Mapping[str, Samples]:
        return {**self._lives.spans, **self._stays(), TO_ANSWER: self._answers()}

    def _stays(self) -> Mapping[str, Samples]:
        found = {IN_STATES: Samples(), ON_WAYS: Samples(), TO_PHASES: Samples()}
        phases = naming.phases(naming.definitions(self.library, self.group.workflow_id, self.versions))
        every = cases.stays(self.db, self.group, self._quarters)
        for _case_id, path in groupby(every, key=lambda stay: stay.case_id):
            _add_path(found, list(path), phases)
        return found

    def _answers(self) -> Samples:
        found = Samples()
        for quarter, days, where in work.answers(self.db, self.group, self._quarters):
            found.add(WHOLE, where, quarter, days)
        return found


class _Lives:
    """The cases as they are read, added up and laid out."""

    def __init__(self) -> None:
        self.versions: set[int] = set()
        self.open, self.opened, self.closed = Counter[Any](), Counter[Any](), Counter[Any]()
        self.spans = {WAITS_IN_STATES: Samples(), WAITS_FOR: Samples(), TO_CLOSE: Samples()}

    def add(self, life: cases.Life) -> None:
        self.versions.add(life.version)
        where = life.where
        if life.is_open:
            self.open[(life.state, life.holder, bool(life.late)), NOW, where] += 1
            self.spans[WAITS_IN_STATES].add(life.state, where, NOW, life.stood)
            self.spans[WAITS_FOR].add(str(life.holder), where, NOW, life.stood)
        if life.opened:
            self.opened[(), life.opened, where] += 1
        if life.closed:
            self.closed[(life.result,), life.closed, where] += 1
            self.spans[TO_CLOSE].add(WHOLE, where, life.closed, life.took or 0.0)


def _counts(found: Mapping[Any, int]) -> Sequence[Count]:
    return [
        Count(kinds, quarter, where[0], where[1], where[2], number)
        for (kinds, quarter, where), number in found.items()
    ]


def _add_path(found: Mapping[str, Samples], path: Sequence[Stay], phases: Mapping[str, str]) -> None:
    """A stay counts when it has ended, a phase when the case comes to it for the first time."""
    for stay in path:
        if stay.left and stay.took is not None:
            found[IN_STATES].add(stay.state, stay.where, stay.left, stay.took)
    for stay, following in pairwise(path):
        if stay.left and stay.took is not None:
            found[ON_WAYS].add(
                f"{stay.state}{ways.BETWEEN}{following.state}", stay.where, stay.left, stay.took
            )
    for stay in _first_of_each(path, phases):
        if stay.entered:
            found[TO_PHASES].add(phases[stay.state], stay.where, stay.entered, stay.came)


def _first_of_each(path: Sequence[Stay], phases: Mapping[str, str]) -> Iterator[Stay]:
    seen = set[Hashable]()
    for stay in path:
        phase = phases.get(stay.state)
        if phase and phase not in seen:
            seen.add(phase)
            yield stay
