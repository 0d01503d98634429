"""Makes up years of work at scale: `sagsflow seed` runs the engine with simulated people and writes what they did in bulk."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, CaseNumber
from sagsflow.core.calendar import copenhagen_date
from sagsflow.demo.service import NoDemo, prepare
from sagsflow.demo.simulation import world
from sagsflow.demo.simulation.gatherings import Meetings
from sagsflow.demo.simulation.rows import Rows
from sagsflow.demo.simulation.town import Town
from sagsflow.demo.simulation.world import World, random_of
from sagsflow.demo.stage import Platform

BATCH = 500
SPAN_DAYS = 600
BEFORE = timedelta(days=30)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was added."""

    cases: int
    events: int


def run(
    platform: Platform,
    *,
    cases: int,
    seed: int = 1,
    days: int = SPAN_DAYS,
    progress: Progress = lambda done, total: None,
) -> Seeded:
    """Adds cases opened over the last `days`, the oldest first, in transactions of a batch each. Facts and people of the
    demo are added if they are missing. The same seed on the same database gives the same cases. Raises NoDemo in production.
    """
    if not platform.settings.is_demo:
        raise NoDemo
    with platform.database.write() as db:
        plan = _plan(db, platform, cases, seed, days)
    events = 0
    for first in range(0, cases, BATCH):
        with platform.database.write() as db:
            events += plan.write(db, first)
        progress(min(first + BATCH, cases), cases)
    return Seeded(cases, events)


def within(db: Session, platform: Platform, *, cases: int, seed: int, days: int = SPAN_DAYS) -> int:
    """The same in one transaction, which is the caller's to keep or to take back; returns how many events it wrote."""
    plan = _plan(db, platform, cases, seed, days)
    return sum(plan.write(db, first) for first in range(0, cases, BATCH))


@dataclass(frozen=True, slots=True)
class Plan:
    """Which cases are opened when; batches are written in their order."""

    told: World
    openings: Sequence[datetime]
    seed: str

    def write(self, db: Session, first: int) -> int:
        """The batch that begins with this case; returns how many events it wrote."""
        openings = self.openings[first : first + BATCH]
        numbers, rows = _numbers(db, openings), Rows(db)
        town = Town(self.told, rows, Meetings(self.told, rows))
        for index, at in enumerate(openings, start=first):
            town.live_case(next(numbers[copenhagen_date(at).year]), at, random_of(f"{self.seed}:{index}"))
        rows.write()
        return len(rows.events)


def _plan(db: Session, platform: Platform, cases: int, seed: int, days: int) -> Plan:
    began = platform.clock.now() - timedelta(days=days) - BEFORE
    told = world.read(db, platform, prepare(db, platform, began))
    chance = f"{seed}:{db.scalar(sa.select(sa.func.max(Case.id))) or 0}"
    return Plan(told, openings_of(told, cases, days, random_of(chance)), chance)


def openings_of(told: World, cases: int, days: int, rng: Random) -> list[datetime]:
    """When each case is opened, in the order of time; yesterday at the latest."""
    yesterday = copenhagen_date(told.now) - timedelta(days=1)
    latest = told.now - timedelta(hours=2)
    found: list[datetime] = []
    while len(found) < cases:
        at = told.office_hour(yesterday - timedelta(days=rng.randrange(days)), rng)
        if at < latest:
            found.append(at)
    return sorted(found)


def _numbers(db: Session, openings: Sequence[datetime]) -> dict[int, "count[int]"]:
    """The next case numbers of each year, taken together; see `cases.service.opening`."""
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    found: dict[int, count[int]] = {}
    for year, wanted in sorted(Counter(copenhagen_date(at).year for at in openings).items()):
        statement = insert(CaseNumber).values(year=year, last=wanted)
        counted = statement.on_conflict_do_update(
            index_elements=[CaseNumber.year], set_={"last": CaseNumber.last + wanted}
        ).returning(CaseNumber.last)
        found[year] = count(db.execute(counted).scalar_one() - wanted + 1)
    return found
