"""The read log's entry that every page waits for, beside one durable INSERT by the driver itself, on both databases."""

from datetime import UTC, datetime

import sqlalchemy as sa

from benchmarks import town
from benchmarks.measure import Result, Target, compare, repeated
from benchmarks.options import options
from benchmarks.systems import System
from benchmarks.town import Town
from sagsflow.access.permissions import Permission
from sagsflow.cases.models import Case
from sagsflow.eventlog import service as eventlog
from sagsflow.eventlog.reading import Reading
from sagsflow.web.platform import Platform

BOUND = {"SQLite": 8.0, "PostgreSQL": 5.0}


def run(systems: list[System]) -> list[Result]:
    return [_on(system) for system in systems]


def _on(system: System) -> Result:
    url, made = town.fresh(system)
    with town.open_platform(url) as platform, system.raw_line() as floor:
        reading = _reading(platform, made)

        def ours() -> None:
            with platform.database.write() as db:
                eventlog.note(db, reading, actor=made.worker, at=datetime.now(UTC))

        times = options().moves
        name, target = f"read log: durable entry, {system.name}", Target("times", BOUND[system.name])
        return compare(name, repeated(ours, times), repeated(floor, times), target)


def _reading(platform: Platform, made: Town) -> Reading:
    """As the page of a case notes it."""
    with platform.database.read() as db:
        case = db.scalars(sa.select(Case).where(Case.ref == made.long_ref)).one()
    units = made.worker.units(Permission.CASE_READ)
    return Reading("case", case_id=case.id, resident_id=case.resident_id, count=1, unit_ids=units)
