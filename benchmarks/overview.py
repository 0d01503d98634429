"""The overview beside the case list, both on the large database: its figures are of every case there is."""

from collections.abc import Iterator
from datetime import UTC, datetime

from benchmarks import town
from benchmarks.growth import slowest
from benchmarks.measure import Result, Target, compare, repeated
from benchmarks.options import options
from benchmarks.pages import Door, House, house
from benchmarks.systems import System
from sagsflow.core.calendar import copenhagen_date
from sagsflow.organisations import queries as organisations
from sagsflow.overview import keeping
from sagsflow.overview.keeping import Keeping
from sagsflow.overview.periods import periods_of, quarters_of
from sagsflow.overview.queries import cases
from sagsflow.overview.queries.cases import Group
from sagsflow.overview.tables import hidden_of
from sagsflow.web.platform import Platform

QUICK = Target("times", 10.0, enough=1.0)
MAKING = Target("times", 5.0)
PAGES = {
    "overview": "/overview",
    "overview, whole plan": "/overview?period=plan",
    "overview, a sub-agreement": "/overview?where=sub-1&period=plan",
    "map": "/overview/map",
    "the plan": "/plan",
}


def run(systems: list[System]) -> list[Result]:
    return [result for system in systems for result in _on(system)]


def _on(system: System) -> Iterator[Result]:
    url, made = town.fresh(system)
    with town.open_platform(url) as platform:
        town.enlarge(platform, options().cases)
        yield _making(system, platform)
        _keep(platform)
    found = house(url, made)
    try:
        for name, path in PAGES.items():
            yield _page(system, name, path, found)
    finally:
        found.close()


def _page(system: System, name: str, path: str, found: House) -> Result:
    """For a worker, so that the reader's own list is counted too; nothing is known yet of which numbers are hidden."""
    door = found.doors["case list"]
    title = f"overview: {name}, {system.name}"
    note = f"p95 of {options().pages} readings; {options().cases} cases; floor: the case list of the same database"

    def cold() -> None:
        hidden_of.cache_clear()
        Door(door.client, path).open()

    return compare(title, slowest(cold), slowest(door.open), QUICK, note=note)


def _making(system: System, platform: Platform) -> Result:
    """What the clock does each quarter of an hour, beside reading the same rows and nothing else."""
    at = datetime.now(UTC)

    def made() -> None:
        with platform.database.read() as db:
            assert list(_keeping(platform).made(db, at))

    def read() -> None:
        with platform.database.read() as db:
            plan = organisations.current_plan(db, copenhagen_date(at))
            assert plan is not None
            group = Group(plan.id, "support", "coordinated")
            quarters = quarters_of(periods_of(plan.start_year, plan.end_year, copenhagen_date(at)))
            assert sum(1 for _life in cases.lives(db, group, quarters, at)) >= options().cases // 2
            assert sum(1 for _stay in cases.stays(db, group, quarters))

    title = f"overview: figures made by the clock, {system.name}"
    note = f"{options().cases} cases; floor: the rows of cases and stays, read and forgotten"
    return compare(title, repeated(made, 1), repeated(read, 1), MAKING, note=note)


def _keep(platform: Platform) -> None:
    at = datetime.now(UTC)
    with platform.database.read() as db:
        made = list(_keeping(platform).made(db, at))
    with platform.database.write() as db:
        keeping.keep(db, {}, made, at)


def _keeping(platform: Platform) -> Keeping:
    return Keeping(platform.library, kept_from=1)
