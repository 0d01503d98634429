"""What the demo's people stand on while they act: the database, the cast, and what was made so far."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import Settings
from sagsflow.access.actor import Actor
from sagsflow.accounts.demo import DemoCast
from sagsflow.cases.models import Case
from sagsflow.core.calendar import WorkingCalendar, copenhagen_date
from sagsflow.core.clock import Clock
from sagsflow.core.database import Database
from sagsflow.demo.days import Days
from sagsflow.demo.script import Act, Script, Story
from sagsflow.engine.library import Library
from sagsflow.engine.model import Definition, Field
from sagsflow.eventlog.keys import LogKeys
from sagsflow.organisations.models import Area


class Platform(Protocol):
    """The platform, as far as made-up work needs it."""

    @property
    def settings(self) -> Settings: ...
    @property
    def database(self) -> Database: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def log_keys(self) -> LogKeys: ...
    @property
    def calendar(self) -> WorkingCalendar: ...
    @property
    def library(self) -> Library: ...


@dataclass
class Stage:
    """One performance of all stories, in one transaction."""

    db: Session
    platform: Platform
    cast: DemoCast
    days: Days
    answers: Mapping[str, Sequence[Any]]
    areas: Mapping[str, int]
    script: Script
    refs: dict[str, str] = field(default_factory=dict)
    residents: dict[str, int] = field(default_factory=dict)
    meetings: dict[str, int] = field(default_factory=dict)
    barriers: dict[str, int] = field(default_factory=dict)
    series: int = 0

    def unit(self, code: str) -> int:
        return self.cast.units[code].id

    def user(self, login: str) -> int:
        return self.cast.people[login].id


@dataclass(frozen=True)
class Turn:
    """One act, about to be done by somebody at a moment."""

    stage: Stage
    story: Story
    act: Act
    at: datetime

    @property
    def db(self) -> Session:
        return self.stage.db

    @property
    def actor(self) -> Actor:
        return self.stage.cast.actors[self.act.how.get("by", self.story.worker)]

    @property
    def ref(self) -> str:
        return self.stage.refs[self.story.key]

    @property
    def today(self) -> date:
        """The day of the act."""
        return copenhagen_date(self.at)

    @property
    def case(self) -> Case:
        return self.db.scalars(sa.select(Case).where(Case.ref == self.ref)).one()

    def says(self, name: str, default: Any = None) -> Any:
        return self.act.how.get(name, default)

    def answers(self, definition: Definition, source: str, trigger: str) -> dict[str, object]:
        """What the step's form asks, from the act, else from what is usually answered."""
        step = definition.outgoing[source][trigger]
        given = {name: self.act.how[name] for name in step.optional if name in self.act.how}
        for name in step.requires:
            if definition.fields[name].type != "fact":
                given[name] = self.act.how[name] if name in self.act.how else self._usual(name)
        return {name: self._typed(definition.fields[name], value) for name, value in given.items()}

    def _usual(self, name: str) -> Any:
        usual = self.stage.answers[name]
        return usual[(self.story.number + self.act.number) % len(usual)]

    def _typed(self, asked: Field, value: Any) -> object:
        """Units by their codes, people by their logins, dates as days after the act."""
        if asked.type == "unit":
            return self.stage.unit(value)
        if asked.type == "units":
            return frozenset(self.stage.unit(code) for code in value)
        if asked.type == "user":
            return self.stage.user(value)
        if asked.type == "date":
            return self.today + timedelta(days=value)
        typed: object = value
        return typed


def areas_by_name(db: Session) -> Mapping[str, int]:
    return {row.name: row.id for row in db.execute(sa.select(Area.id, Area.name))}


Verb = Callable[[Turn], None]
