"""The five result measures in their tables, each protected as a whole: no sum leads from one of them to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sagsflow.measures.definitions import definitions
from sagsflow.overview import tables
from sagsflow.overview.periods import Period, quarters_of
from sagsflow.overview.queries import measures
from sagsflow.overview.queries.cases import Count, Group
from sagsflow.overview.queries.measures import (
    ALL_MET,
    BETTER,
    GOALS_MET,
    NONE_MET,
    ONCE,
    SAME,
    SOME_MET,
    WORSE,
)
from sagsflow.overview.reading import Bar, Reader
from sagsflow.overview.tables import ALL, Axis, Cube, Tables

OF_CHANGE, OF_GOALS = (BETTER, SAME, WORSE, ONCE), (ALL_MET, SOME_MET, NONE_MET)
NAMES = {
    **{one.value: part.name for one, part in definitions().asked.items()},
    GOALS_MET: definitions().goals_met,
}
KINDS: Mapping[str, Sequence[str]] = {name: OF_GOALS if name == GOALS_MET else OF_CHANGE for name in NAMES}


@dataclass(frozen=True, slots=True)
class Measured:
    """What the database counted, by measure."""

    of: Mapping[str, Sequence[Count]]
    periods: Sequence[Period]
    places: Axis

    @classmethod
    def of_places(
        cls,
        of: Mapping[str, Sequence[Count]],
        periods: Sequence[Period],
        sub_agreements: Sequence[int],
        areas: Sequence[int],
    ) -> "Measured":
        owners = sorted({row.organisation_id for rows in of.values() for row in rows})
        return cls(of, periods, tables.places(sub_agreements, areas, owners))

    def tables(self) -> Mapping[str, Tables]:
        """By measure; its cells are (measure, kind, place, period)."""
        return {name: tables.protected([self._cube(name)]) for name in NAMES}

    def _cube(self, name: str) -> Cube:
        codes = tables.within(self.periods)
        base = [(((ALL, row.kinds[-1]), row.places, codes[row.quarter]), row.cases) for row in self.of[name]]
        axes = (tables.kinds(KINDS[name]), self.places, tables.times(self.periods))
        return Cube(name, axes, tables.added_up(base))


def measured(
    db: Session, group: Group, periods: Sequence[Period], sub_agreements: Sequence[int], areas: Sequence[int]
) -> Measured:
    """Two statements."""
    quarters = quarters_of(periods)
    changes = measures.changes(db, group, quarters)
    of = {name: [row for row in changes if row.kinds[0] == name] for name in NAMES}
    of[GOALS_MET] = list(measures.goals_met(db, group, quarters))
    return Measured.of_places(of, periods, sub_agreements, areas)


def bars(known: Measured, read: Reader) -> Mapping[str, tuple[Bar, ...]]:
    """By measure, at the place and in the periods that are asked for."""
    found = known.tables()
    return {
        name: tuple(read.bar(found[name], name, code, code) for code in codes)
        for name, codes in KINDS.items()
    }
