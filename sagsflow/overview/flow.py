"""How many cases have gone each way between two states, and which of those numbers must not be shown beside the others."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from sagsflow.cases.queries import ways
from sagsflow.cases.queries.ways import Way
from sagsflow.overview import counting, tables
from sagsflow.overview.counting import CLOSED, OPEN, OPENED
from sagsflow.overview.sums import Sum
from sagsflow.overview.tables import ALL, EVERYWHERE, Cell, Tables

START = ""
WENT, CAME, ENDED, WHOLE_WAY, OTHER_WAY, OTHERS, ON, OFF = (
    "went", "came", "ended", "way", "other", "others", "on", "off",
)  # fmt: skip


def flow_table(cases: Tables, found: Sequence[Way], results: Mapping[str, str], whole: str) -> Tables:
    """`cases` says what is shown of open, opened and closed cases, and is not shown less of because of this; `results` the result
    that each final state gives, `whole` the period that is the plan so far."""
    counts = _counts(found)
    return tables.beside(cases, counts, [*_sums(counts), *_beside(cases, counts, results, whole)])


def arrows(table: Tables) -> Mapping[tuple[str, str], int | None]:
    """From state to state, where any case has gone; None where the number is hidden."""
    went = [cell for cell in table.counts if cell[0] == WENT and cell[1] != START]
    return {(str(cell[1]), str(cell[2])): table.shown(*cell) for cell in sorted(went, key=str)}


def _counts(found: Sequence[Way]) -> Mapping[Cell, int]:
    counted: Counter[Cell] = Counter({(OTHERS,): 0, (ON,): 0, (OFF,): 0})
    usual, listed = ways.usual(found), {way.states for way in ways.common(found)}
    for way in found:
        for source, target in pairwise((START, *way.states)):
            counted.update({(WENT, source, target): way.cases, (CAME, target): way.cases})
        if way.is_open:
            counted[(OFF,) if usual.is_off(way) else (ON,)] += way.cases
        else:
            counted.update(_ended(way, listed=way.states in listed))
    return counted


def _ended(way: Way, *, listed: bool) -> Mapping[Cell, int]:
    last = way.states[-1]
    kinds: list[Cell] = [(WHOLE_WAY, *way.states)] if listed else [(OTHER_WAY, last), (OTHERS,)]
    return dict.fromkeys([(ENDED, last), *kinds], way.cases)


def _sums(counts: Mapping[Cell, int]) -> Iterator[Sum[Cell]]:
    """Whatever came into a state came from somewhere; whoever ended in one went a way of the list, or another."""
    for kind, state in [cell for cell in counts if len(cell) == 2]:
        if kind == CAME:
            yield Sum((CAME, state), tuple(cell for cell in _of(counts, WENT) if cell[2] == state))
        if kind == ENDED:
            listed = [cell for cell in _of(counts, WHOLE_WAY) if cell[-1] == state]
            yield Sum((ENDED, state), (*listed, *_of(counts, OTHER_WAY, str(state))))
    yield Sum((OTHERS,), _of(counts, OTHER_WAY))


def _beside(
    cases: Tables, counts: Mapping[Cell, int], results: Mapping[str, str], whole: str
) -> Iterator[Sum[Cell]]:
    """What came into a state went on, is there, or has ended there; and how many that is, the tables of cases say."""
    known = {*cases.counts, *counts}
    yield Sum((OPEN, ALL, EVERYWHERE), ((ON,), (OFF,)))
    for cell in [cell for cell in counts if cell[0] == CAME]:
        state = str(cell[1])
        here = {(OPEN, counting.of_state(state), EVERYWHERE), (ENDED, state)}
        yield Sum(cell, (*_of(counts, WENT, state), *sorted(here & known, key=str)))
    for cell in [cell for cell in cases.counts if cell[0] == CLOSED and cell[2:] == (EVERYWHERE, whole)]:
        ends = {(ENDED, state) for state, result in results.items() if cell[1] in {result, ALL}}
        yield Sum(cell, tuple(sorted(ends & known, key=str)))
    yield Sum((OPENED, ALL, EVERYWHERE, whole), _of(counts, WENT, START))


def _of(counts: Mapping[Cell, int], *beginning: str) -> tuple[Cell, ...]:
    return tuple(cell for cell in counts if cell[: len(beginning)] == beginning)
