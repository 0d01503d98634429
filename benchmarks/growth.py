"""Pages on a small and on a large database, beside each other: p95 and the number of statements must not grow."""

import time
from collections.abc import Callable, Iterator

from benchmarks import town
from benchmarks.measure import Result, Round, Target, compare, p95
from benchmarks.options import options
from benchmarks.pages import House, house
from benchmarks.systems import System

BOUND = 1.5


def run(systems: list[System]) -> list[Result]:
    return [result for system in systems for result in _on(system)]


def _on(system: System) -> Iterator[Result]:
    few, many = _houses(system)
    try:
        for name in few.doors:
            yield _page(system, name, few, many)
    finally:
        few.close()
        many.close()


def _houses(system: System) -> tuple[House, House]:
    """The same town twice, with few and with many cases beside it."""
    (url, made), (large, _) = town.fresh(system), town.fresh(system)
    for where, cases in ((url, options().few), (large, options().cases)):
        with town.open_platform(where) as platform:
            town.enlarge(platform, cases)
    return house(url, made), house(large, made)


def _page(system: System, name: str, few: House, many: House) -> Result:
    large, small = slowest(many.doors[name].open), slowest(few.doors[name].open)
    title = f"growth: {name}, {system.name}"
    return compare(title, large, small, Target("times", BOUND), note=_note(name, few, many))


def _note(name: str, few: House, many: House) -> str:
    small, large = few.statements(name), many.statements(name)
    grown = "" if small == large else f", but {small} with few: THE NUMBER GROWS"
    return f"p95 of {options().pages} readings; {large} statements{grown}; ours: {options().cases} cases, floor: {options().few}"


def slowest(read: Callable[[], object]) -> Round:
    """The 95th percentile of a round's readings."""

    def measure() -> float:
        samples = []
        for _ in range(options().pages):
            begun = time.perf_counter()
            read()
            samples.append(time.perf_counter() - begun)
        return p95(samples)

    return measure
