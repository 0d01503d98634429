"""The pathway as a map: where cases are, how long they stand and take their ways, where it is narrow, and how most go through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor
from sagsflow.cases.queries import ways
from sagsflow.cases.queries.ways import Way
from sagsflow.engine.diagram import Times
from sagsflow.engine.model import Definition, Text
from sagsflow.overview import flow
from sagsflow.overview.asked import Asked
from sagsflow.overview.figures import Figures, StateFigure, counted, figures_of
from sagsflow.overview.own import Link, off_the_ways
from sagsflow.overview.source import told
from sagsflow.overview.source.at_hand import at_hand
from sagsflow.overview.source.samples import Span
from sagsflow.overview.tables import EVERYWHERE, Tables

Taken = Mapping[tuple[str, str], Span]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from one state to another: how many cases have gone it in the plan so far (None: hidden), and the days that half of
    those took or less who went it in the period (None: fewer than five, or how many is hidden)."""

    source: Text
    target: Text
    cases: int | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Through:
    """A way that five closed cases or more have gone from beginning to end, and how many (None: hidden)."""

    states: Sequence[Text]
    cases: int | None


@dataclass(frozen=True, slots=True)
class Map:
    """Numbers of ways are of the whole plan so far: parts of it could be subtracted. `as_of`: when the figures were made, None
    for just now. `others`: closed cases that went none of the common ways; `off`: open ones that are on none of them; `own_off`:
    those of them that the reader may open."""

    as_of: datetime | None
    figures: Figures
    times: Times
    arrows: Sequence[Arrow]
    narrow: StateFigure | None
    common: Sequence[Through]
    others: int | None
    off: int | None
    own_off: Link | None


def mapped(db: Session, actor: Actor, asked: Asked) -> Map:
    question, group = asked.question, asked.question.group
    source = at_hand(db, group, question.periods, question.at, question.library)
    known = counted(source, question.library, group.workflow_id)
    found, gone = figures_of(question, known), source.gone
    table = flow.flow_table(known.table, gone, _results(known.definitions), question.periods[0].code)
    shown = {way for way, cases in flow.arrows(table).items() if cases is not None}
    taken = {
        way: span
        for kind, span in source.spans[told.ON_WAYS].at(question.place, question.period).items()
        if (way := _way(kind)) in shown  # that there are days tells that a hidden number is no small one
    }
    names = _names(known.definitions)
    return Map(
        as_of=source.at if source.at != question.at else None,
        figures=found,
        times=_times(found, taken, flow.arrows(table) if question.place == EVERYWHERE else {}),
        arrows=_arrows(table, taken, _names(known.definitions)),
        narrow=found.longest,
        common=common_ways(table, names, ways.common(gone)),
        others=table.shown(flow.OTHERS),
        off=table.shown(flow.OFF),
        own_off=off_the_ways(db, actor, question, ways.usual(gone)),
    )


def common_ways(table: Tables, names: Mapping[str, Text], found: Sequence[Way]) -> Sequence[Through]:
    """The most common first. Those of which the number is hidden come last, in an order that has nothing to do with it: between
    two that are shown, their place would say how many they are."""
    known = {way.states: table.shown(flow.WHOLE_WAY, *way.states) for way in found}
    told = [states for states, cases in known.items() if cases is not None]
    order = [*told, *sorted(known.keys() - set(told))]
    return [Through([names.get(state, Text(state, state)) for state in way], known[way]) for way in order]


def _arrows(table: Tables, taken: Taken, names: Mapping[str, Text]) -> Sequence[Arrow]:
    gone, order = flow.arrows(table), list(names)
    known = sorted(
        (way for way in gone if names.keys() >= set(way)),
        key=lambda way: [order.index(state) for state in way],
    )
    return [
        Arrow(names[way[0]], names[way[1]], gone[way], round(taken[way].median) if way in taken else None)
        for way in known
    ]


def _way(kind: str) -> tuple[str, str]:
    source, _between, target = kind.partition(ways.BETWEEN)
    return source, target


def _names(definitions: Sequence[Definition]) -> Mapping[str, Text]:
    """Of every state, in the order of the latest file; where versions differ, the latest says it."""
    names: dict[str, Text] = {}
    for definition in definitions:
        for state in definition.states.values():
            names.setdefault(state.id, state.name)
    return names


def _results(definitions: Sequence[Definition]) -> Mapping[str, str]:
    every = (state for definition in reversed(definitions) for state in definition.states.values())
    return {state.id: state.result or state.id for state in every if state.final}


def _times(found: Figures, taken: Taken, gone: Mapping[tuple[str, str], int | None]) -> Times:
    return Times(
        states={state.code: round(state.took.median) for state in found.states if state.took},
        ways={way: round(span.median) for way, span in taken.items()},
        gone=gone,
        narrow={found.longest.code} if found.longest else (),
    )
