"""The aggregate pathway summary as plain values: counts, durations and results that a manager may see."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from sagsflow.core.errors import NotFound
from sagsflow.engine.library import Library
from sagsflow.engine.model import Definition, State, Text
from sagsflow.organisations import queries as organisations
from sagsflow.overview import queries, tables
from sagsflow.overview.periods import Period, quarters_of
from sagsflow.overview.queries import Group
from sagsflow.overview.tables import ALL, EVERYWHERE, Place


@dataclass(frozen=True, slots=True)
class StateFigure:
    """One state: cases open in it now (None: hidden) and the median of days in it (None: fewer than five stays)."""

    code: str
    name: Text
    cases: int | None
    median_days: int | None


@dataclass(frozen=True, slots=True)
class ResultFigure:
    """One result: cases closed with it in the period (None: hidden)."""

    code: str
    name: Text
    cases: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What page and paper show; totals are None where they are hidden."""

    pathway: Text
    first: date
    last: date
    states: tuple[StateFigure, ...]
    open_total: int | None
    results: tuple[ResultFigure, ...]
    closed_total: int | None
    median_days_to_close: int | None

    @property
    def hides_something(self) -> bool:
        counted = [*(state.cases for state in self.states), *(result.cases for result in self.results)]
        return None in (*counted, self.open_total, self.closed_total)

    @property
    def counts(self) -> Mapping[str, int | None]:
        """Cases by state, for the diagram."""
        return {state.code: state.cases for state in self.states}


def figures(
    db: Session, group: Group, *, period: Period, periods: Sequence[Period], library: Library
) -> Figures:
    """The whole table is made and protected whatever part of it is shown: parts seen one by one must not add up to more."""
    open_rows = queries.open_cases(db, group)
    closed_rows = queries.closed_cases(db, group, quarters_of(periods))
    definitions = _definitions(db, group, library)
    places = tables.places_of(
        [row.id for row in organisations.sub_agreements(db)], [row.id for row in organisations.areas(db)]
    )
    states = _named(definitions, {row.kind for row in open_rows}, _of_state)
    results = _named(definitions, {row.kind for row in closed_rows}, _of_result)
    opened = tables.open_table(open_rows, list(states), places)
    closed = tables.closed_table(closed_rows, list(results), places, periods)
    days = queries.median_days_in_states(db, group, period)
    to_close = queries.median_days_to_close(db, group, period)
    here = _place(group)
    return Figures(
        pathway=definitions[0].name,
        first=period.first,
        last=period.last,
        states=tuple(
            StateFigure(code, name, opened.shown((code, here)), _whole(days.get(code)))
            for code, name in states.items()
        ),
        open_total=opened.shown((ALL, here)),
        results=tuple(
            ResultFigure(code, name, closed.shown((code, here, period.code)))
            for code, name in results.items()
        ),
        closed_total=closed.shown((ALL, here, period.code)),
        median_days_to_close=_whole(to_close),
    )


def _place(group: Group) -> Place:
    if group.sub_agreement_id is not None:
        return ("sub", group.sub_agreement_id)
    return ("area", group.area_id) if group.area_id is not None else EVERYWHERE


def _definitions(db: Session, group: Group, library: Library) -> Sequence[Definition]:
    """The latest first, then those of older versions that cases still stand on. Raises NotFound for no such pathway."""
    found = [library.latest(group.workflow_id)]
    for version in queries.versions(db, group):
        try:
            older = library.get(group.workflow_id, version)
        except NotFound:
            continue
        if older is not found[0]:
            found.append(older)
    return found


def _named(
    definitions: Sequence[Definition], seen: Iterable[str], part: Callable[[State], str | None]
) -> Mapping[str, Text]:
    """Every kind of the latest version in the order of its file, then what only older cases have."""
    names: dict[str, Text] = {}
    for definition in definitions:
        for state in definition.states.values():
            if (code := part(state)) and (definition is definitions[0] or code in seen):
                names.setdefault(code, state.name)
    return names | {code: Text(code, code) for code in sorted(set(seen) - names.keys())}


def _of_state(state: State) -> str | None:
    return None if state.final else state.id


def _of_result(state: State) -> str | None:
    return (state.result or state.id) if state.final else None


def _whole(days: float | None) -> int | None:
    return None if days is None else round(days)
