"""The numbers of the quarters over all pathways together, hidden so that the overview and they give nothing away together."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import product

from sqlalchemy.orm import Session

from sagsflow.board.numbers import ALL as WHOLE
from sagsflow.board.numbers import CLOSED, OPENED, Number
from sagsflow.engine.library import Library
from sagsflow.overview import flow, tables
from sagsflow.overview.figures import Counted, counted
from sagsflow.overview.measuring import KINDS
from sagsflow.overview.periods import Period
from sagsflow.overview.queries.cases import DOMAINS, Count, Group
from sagsflow.overview.source.at_hand import Take, at_hand
from sagsflow.overview.source.told import Source
from sagsflow.overview.sums import Sum
from sagsflow.overview.tables import ALL, EVERYWHERE, Cell, Place, Tables

TOTAL, CROSSED = "total", "crossed"
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which plan, and the periods it has had so far; the places are the same for every pathway. `take` says whether figures
    that are kept will do."""

    plan_id: int
    periods: Sequence[Period]
    library: Library
    at: datetime
    take: Take = at_hand

    @property
    def quarters(self) -> Sequence[Period]:
        return [period for period in self.periods if len(period.quarters) == 1]


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of a domain: cases (`cases`), and each measure."""

    domain: str
    places: Sequence[Place]
    parts: Mapping[str, Sequence[str]]
    cases: Tables
    measures: Mapping[str, Tables]

    def numbers(self, quarter: str) -> Iterator[Number]:
        for figure, part, place in self._cells():
            value = self.cases.shown(TOTAL, figure, part, place, quarter)
            yield self._number(figure, part, place, value)
        for figure, (sub, area) in product((OPENED, CLOSED), _crossings(self.places)):
            value = self.cases.shown(CROSSED, figure, sub, area, quarter)
            yield Number(self.domain, figure, WHOLE, sub[1], area[1] or 0, value)
        for name, table in self.measures.items():
            for part, place in product(KINDS[name], self.places):
                yield self._number(name, part, place, table.shown(TOTAL, name, part, place, quarter))

    def _cells(self) -> Iterator[tuple[str, str, Place]]:
        for figure, parts in self.parts.items():
            yield from ((figure, part, place) for part, place in product(parts, self.places))

    def _number(self, figure: str, part: str, place: Place, value: int | None) -> Number:
        kind, number = place
        area = (number or 0) if kind == "area" else None
        return Number(self.domain, figure, part, number if kind == "sub" else None, area, value)


def numbers(db: Session, wanted: Wanted, quarter: str) -> tuple[Number, ...]:
    return numbers_of(partial(shown, db, wanted), quarter)


def numbers_of(figures: Callable[[str], Shown], quarter: str) -> tuple[Number, ...]:
    """Support and citizenship apart. All quarters are protected together, since each can be asked for."""
    return tuple(number for domain in DOMAINS for number in figures(domain).numbers(quarter))


def shown(db: Session, wanted: Wanted, domain: str) -> Shown:
    known = {
        definition.id: counted(_source(db, wanted, domain, definition.id), wanted.library, definition.id)
        for definition in wanted.library.cases(domain)
    }
    rows = [one.rows for one in known.values()]
    places = _places(rows[0].sub_agreements, rows[0].areas)
    parts = {
        OPENED: (ALL,),
        CLOSED: (ALL, *dict.fromkeys(code for one in known.values() for code in one.results)),
    }
    base = tables.merged({key: _seen(wanted, one) for key, one in known.items()})
    quarters = [quarter.code for quarter in wanted.quarters]
    crossed = {
        OPENED: [count for one in rows for count in one.opened],
        CLOSED: [count for one in rows for count in one.closed],
    }
    measured = {key: one.source.measured.tables() for key, one in known.items()}
    return Shown(
        domain,
        places,
        parts,
        together(base, parts, places, quarters, crossed),
        {
            name: together(
                tables.merged({key: found[name] for key, found in measured.items()}),
                {name: KINDS[name]},
                places,
                quarters,
            )
            for name in KINDS
        },
    )


def _source(db: Session, wanted: Wanted, domain: str, workflow_id: str) -> Source:
    group = Group(wanted.plan_id, domain, workflow_id)
    return wanted.take(db, group, wanted.periods, wanted.at, wanted.library)


def _seen(wanted: Wanted, known: Counted) -> Tables:
    """All that the overview and its map show of one pathway."""
    final = {
        state.id: state.result or state.id
        for definition in reversed(known.definitions)
        for state in definition.states.values()
        if state.final
    }
    return flow.flow_table(known.table, known.source.gone, final, wanted.periods[0].code)


def together(
    base: Tables,
    parts: Mapping[str, Sequence[str]],
    places: Sequence[Place],
    quarters: Sequence[str],
    crossed: Mapping[str, Sequence[Count]] | None = None,
) -> Tables:
    """Totals over the pathways of `base`, and of cases also where a sub-agreement and an area meet; `base` stays as it is."""
    keys = sorted({str(cell[0]) for cell in base.counts})
    counts: dict[Cell, int] = {}
    sums: list[Sum[Cell]] = []
    for figure, part, place, quarter in _all(parts, places, quarters):
        cell: Cell = (TOTAL, figure, part, place, quarter)
        of = tuple(one for key in keys if (one := (key, figure, part, place, quarter)) in base.counts)
        counts[cell] = sum(base.counts[one] for one in of)
        sums.append(Sum(cell, of))
    told, rest = _told(base, counts, sums)
    meeting, meet = _crossed(crossed or {}, places, quarters)
    return tables.beside(told, {**rest, **meeting}, [*sums, *_within(parts, places, quarters), *meet])


def _told(
    base: Tables, counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]]
) -> tuple[Tables, Mapping[Cell, int]]:
    """Totals all of whose parts are shown are known already: to hide them would hide nothing. With them, and what is left."""
    told = {fact.total: counts[fact.total] for fact in sums if base.hidden.isdisjoint(fact.parts)}
    rest = {cell: number for cell, number in counts.items() if cell not in told}
    known = [fact for fact in sums if fact.total in told]
    return Tables({**base.counts, **told}, base.hidden, [*base.sums, *known]), rest


def _all(
    parts: Mapping[str, Sequence[str]], places: Sequence[Place], quarters: Sequence[str]
) -> Iterator[tuple[str, str, Place, str]]:
    for figure, every in parts.items():
        for part, place, quarter in product(every, places, quarters):
            yield figure, part, place, quarter


def _within(
    parts: Mapping[str, Sequence[str]], places: Sequence[Place], quarters: Sequence[str]
) -> Iterator[Sum[Cell]]:
    """A reader adds up the totals too: over the sub-agreements, over the areas, over the results."""
    for figure, every in parts.items():
        for part, quarter in product(every, quarters):
            for kind in ("sub", "area"):
                of = tuple((TOTAL, figure, part, place, quarter) for place in places if place[0] == kind)
                yield Sum((TOTAL, figure, part, EVERYWHERE, quarter), of)
        for place, quarter in product(places if every[0] == ALL and len(every) > 1 else (), quarters):
            of = tuple((TOTAL, figure, part, place, quarter) for part in every[1:])
            yield Sum((TOTAL, figure, ALL, place, quarter), of)


def _crossed(
    crossed: Mapping[str, Sequence[Count]], places: Sequence[Place], quarters: Sequence[str]
) -> tuple[Mapping[Cell, int], Sequence[Sum[Cell]]]:
    counts: Counter[Cell] = Counter()
    sums: list[Sum[Cell]] = []
    for figure, rows in crossed.items():
        cells = [(CROSSED, figure, sub, area, q) for (sub, area), q in product(_crossings(places), quarters)]
        counts.update(dict.fromkeys(cells, 0))
        for row in rows:
            counts[CROSSED, figure, ("sub", row.sub_agreement_id), ("area", row.area_id), row.quarter] += (
                row.cases
            )
        for place, quarter in product(places, quarters):
            if place != EVERYWHERE:
                of = tuple(cell for cell in cells if place in cell[2:4] and cell[4] == quarter)
                sums.append(Sum((TOTAL, figure, ALL, place, quarter), of))
    return counts, sums


def _crossings(places: Iterable[Place]) -> Iterator[tuple[Place, Place]]:
    known = list(places)
    yield from product([p for p in known if p[0] == "sub"], [p for p in known if p[0] == "area"])


def _places(sub_agreements: Sequence[int], areas: Sequence[int]) -> Sequence[Place]:
    return [EVERYWHERE, *(("sub", n) for n in sub_agreements), *(("area", n) for n in areas), ("area", None)]
