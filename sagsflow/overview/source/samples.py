"""How long things take: the median and the 80th percentile of days, only where there are five or more of them."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from statistics import median
from typing import Protocol

from sagsflow.core.small_numbers import SMALLEST_SHOWN
from sagsflow.overview.periods import Period
from sagsflow.overview.queries.cases import Where, places_of
from sagsflow.overview.tables import EVERYWHERE, Place

WHOLE = "whole"
NOW = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Half took `median` days or less, four of five `eighty` days or less."""

    median: float
    eighty: float


class Spans(Protocol):
    """The spans of one measure, such as stays in states."""

    def at(self, place: Place = EVERYWHERE, period: Period | None = None) -> Mapping[str, Span]:
        """By what it was; without a period, of what is so now."""
        ...


@dataclass(frozen=True, slots=True)
class Reduced:
    """Spans that were worked out before, of every place and period: pairs of median and eighty, as they are kept, by the code of
    place and period."""

    found: Mapping[str, Mapping[str, Sequence[float]]]

    def at(self, place: Place = EVERYWHERE, period: Period | None = None) -> Mapping[str, Span]:
        pairs = self.found.get(code_of(place, period.code if period else NOW), {})
        return {kind: Span(*pair) for kind, pair in pairs.items()}


@dataclass(frozen=True, slots=True)
class Samples:
    """Days, each under what it was, where its case belongs, and the code of the quarter that it counts in (NOW: today)."""

    days: "dict[str, dict[tuple[Where, str], array[float]]]" = field(default_factory=dict)

    def add(self, kind: str, where: Where, quarter: str, days: float) -> None:
        self.days.setdefault(kind, {}).setdefault((where, quarter), array("d")).append(days)

    def at(self, place: Place = EVERYWHERE, period: Period | None = None) -> Mapping[str, Span]:
        quarters = period.quarters if period else (NOW,)
        spans = {
            kind: span_of(
                days
                for (where, quarter), days in cells.items()
                if quarter in quarters and place in places_of(where)
            )
            for kind, cells in self.days.items()
        }
        return {kind: span for kind, span in spans.items() if span}

    def reduced(self, periods: Mapping[str, Sequence[str]]) -> Reduced:
        """All that can be asked: `periods` are the codes of those that hold each quarter."""
        found: dict[str, dict[str, Sequence[float]]] = defaultdict(dict)
        for kind, cells in self.days.items():
            parts: dict[str, list[array[float]]] = defaultdict(list)
            for (where, quarter), days in cells.items():
                codes = periods.get(quarter, (NOW,))
                for place, code in product(places_of(where), codes):
                    parts[code_of(place, code)].append(days)
            for code, many in parts.items():
                if span := span_of(many):
                    found[code][kind] = (span.median, span.eighty)
        return Reduced(found)


def code_of(place: Place, period: str) -> str:
    kind, number = place
    return f"{kind}:{'' if number is None else number}:{period}"


def span_of(parts: Iterable[Iterable[float]]) -> Span | None:
    """The median is the middle one, or the mean of the two in the middle; the 80th percentile the nearest rank."""
    days = sorted(day for part in parts for day in part)
    if len(days) < SMALLEST_SHOWN:
        return None
    return Span(median(days), days[(4 * len(days) + 4) // 5 - 1])
