"""The pathway as a map: where cases are, how long they stand and take their ways, where it is narrow, and how most go through."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sagsflow.engine.diagram import Times
from sagsflow.engine.model import Text
from sagsflow.overview import naming
from sagsflow.overview.asked import Asked
from sagsflow.overview.figures import Figures, StateFigure, figures
from sagsflow.overview.queries import spans, ways
from sagsflow.overview.queries.ways import MOST
from sagsflow.overview.suppression import SMALLEST_SHOWN, is_small


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from one state to another that enough cases have taken, and the days that half of them took or less."""

    source: Text
    target: Text
    days: int


@dataclass(frozen=True, slots=True)
class Map:
    """`common`: the ways through that five closed cases or more have gone, the most common first, without their numbers.
    `others`: how many closed cases went another way (None: hidden). Both of the whole plan: parts of it could be subtracted."""

    figures: Figures
    times: Times
    arrows: Sequence[Arrow]
    narrow: StateFigure | None
    common: Sequence[Sequence[Text]]
    others: int | None


def mapped(db: Session, asked: Asked) -> Map:
    question, found = asked.question, figures(db, asked.question)
    names = {
        state.id: state.name
        for definition in reversed(naming.definitions(db, question.group, question.library))
        for state in definition.states.values()
    }
    taken = spans.on_ways(db, question.group, question.period)
    through = ways.ways(db, question.group)
    common = [way for way in through if way.cases >= SMALLEST_SHOWN][:MOST]
    others = sum(way.cases for way in through) - sum(way.cases for way in common)
    return Map(
        figures=found,
        times=_times(found, taken),
        arrows=[
            Arrow(names[source], names[target], round(span.median))
            for (source, target), span in taken.items()
            if source in names and target in names
        ],
        narrow=found.longest,
        common=[[names.get(state, Text(state, state)) for state in way.states] for way in common],
        others=None if is_small(others) else others,
    )


def _times(found: Figures, taken: spans.Taken) -> Times:
    return Times(
        {state.code: round(state.took.median) for state in found.states if state.took},
        {way: round(span.median) for way, span in taken.items()},
        {found.longest.code} if found.longest else (),
    )
