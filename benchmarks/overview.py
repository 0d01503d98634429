"""The overview beside the case list, both on the large database: its figures are of every case there is."""

from collections.abc import Iterator

from benchmarks import town
from benchmarks.growth import slowest
from benchmarks.measure import Result, Target, compare
from benchmarks.options import options
from benchmarks.pages import Door, House, house
from benchmarks.systems import System

BOUND = 10.0
PAGES = {"overview": "/overview", "overview, whole plan": "/overview?period=plan", "map": "/overview/map"}


def run(systems: list[System]) -> list[Result]:
    return [result for system in systems for result in _on(system)]


def _on(system: System) -> Iterator[Result]:
    url, made = town.fresh(system)
    with town.open_platform(url) as platform:
        town.enlarge(platform, options().cases)
    found = house(url, made)
    try:
        for name, path in PAGES.items():
            yield _page(system, name, path, found)
    finally:
        found.close()


def _page(system: System, name: str, path: str, found: House) -> Result:
    """For a worker, so that the reader's own list is counted too."""
    cases = found.doors["case list"]
    door = Door(cases.client, path)
    title = f"overview: {name}, {system.name}"
    note = f"p95 of {options().pages} readings; {options().cases} cases; floor: the case list of the same database"
    return compare(title, slowest(door.open), slowest(cases.open), Target("times", BOUND), note=note)
