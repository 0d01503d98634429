"""The world in which simulated people work: units, staff, areas, plans and pathways, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from ruamel.yaml import YAML
from sqlalchemy.orm import Session

from sagsflow.access.roles import Role
from sagsflow.accounts.demo import DemoCast
from sagsflow.core.calendar import ONE_DAY, WorkingCalendar
from sagsflow.demo import script
from sagsflow.demo.days import moment
from sagsflow.demo.stage import Platform
from sagsflow.engine.library import Library
from sagsflow.organisations.models import Area, Plan, SubAgreement, Unit, UnitKind

FOLDER = Path(__file__).parent
OPENS, MINUTES = time(8, 0), 450


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody at work, through one membership."""

    user_id: int
    membership_id: int
    unit_id: int
    role: Role


@dataclass(frozen=True)
class World:
    """All that stays the same while cases come and go."""

    now: datetime
    calendar: WorkingCalendar
    library: Library
    prefix: str
    units: Mapping[str, int]
    kinds: Mapping[int, str]
    staff: Mapping[Role, Sequence[Staff]]
    areas: Sequence[int]
    letting: Mapping[int, Sequence[int]]
    sub_agreements: Mapping[str, int]
    plans: Sequence[Plan]
    words: Mapping[str, Any]
    habits: Mapping[str, Any]
    answers: Mapping[str, Sequence[Any]]

    @cached_property
    def codes(self) -> Mapping[int, str]:
        return {unit_id: code for code, unit_id in self.units.items()}

    @cached_property
    def by_unit(self) -> Mapping[int, Sequence[Staff]]:
        found: dict[int, list[Staff]] = {}
        for people in self.staff.values():
            for person in people:
                found.setdefault(person.unit_id, []).append(person)
        return found

    def plan_on(self, day: date) -> int | None:
        held = [plan for plan in self.plans if plan.start_year <= day.year <= plan.end_year]
        return max(held, key=lambda plan: plan.ordinal).id if held else None

    def office_hour(self, day: date, rng: Random) -> datetime:
        """Some moment of a working day, on that day or the next one on which somebody is at work."""
        while not self.calendar.is_working(day):
            day += ONE_DAY
        return moment(day, OPENS) + timedelta(minutes=rng.randrange(MINUTES))

    def hour(self, day: date, hour: int) -> datetime:
        return moment(day, time(hour))


def read(db: Session, platform: Platform, cast: DemoCast) -> World:
    units = db.scalars(sa.select(Unit)).all()
    areas = db.scalars(sa.select(Area)).all()
    return World(
        now=platform.clock.now(),
        calendar=platform.calendar,
        library=platform.library,
        prefix=platform.settings.case_prefix,
        units={unit.code: unit.id for unit in units},
        kinds={unit.id: unit.kind.value for unit in units},
        staff=_staff(cast),
        areas=[area.id for area in areas],
        letting={area.id: _letting(area, units) for area in areas},
        sub_agreements={row.code: row.id for row in db.scalars(sa.select(SubAgreement))},
        plans=db.scalars(sa.select(Plan)).all(),
        words=_load("words.yaml"),
        habits=_load("habits.yaml"),
        answers=script.answers(),
    )


def _staff(cast: DemoCast) -> Mapping[Role, Sequence[Staff]]:
    found: dict[Role, list[Staff]] = {role: [] for role in Role}
    for actor in cast.actors.values():
        for seat in actor.seats[:1]:
            found[seat.role].append(Staff(actor.user_id, seat.membership_id, seat.unit_id, seat.role))
    return found


def _letting(area: Area, units: Sequence[Unit]) -> Sequence[int]:
    """The administrations that see the tenancy part of an area's cases, as `cases.service.opening` gives it to them."""
    return [
        unit.id
        for unit in units
        if unit.organisation_id == area.organisation_id
        and unit.kind is UnitKind.HOUSING_ADMINISTRATION
        and unit.active
    ]


def _load(name: str) -> Any:
    return YAML(typ="safe").load(FOLDER / name)


def random_of(seed: str) -> Random:
    """Chance that repeats itself: the same seed, the same lives."""
    return Random(seed)  # noqa: S311 - nothing secret is made of it
