"""A course of events: what every step has at hand, what the clock does, and what is asked after each step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sagsflow.cases.models import Case
from sagsflow.consents.service import upkeep
from tests.access.course.asking import Asking
from tests.access.course.model import Emergency, File, Model, Yes
from tests.access.course.world import CASES
from tests.cast import Cast

NUMBERS = st.integers(0, CASES - 1)
ANY = st.integers(0, 5)
INSTANT = timedelta(microseconds=1)
T = TypeVar("T")


@dataclass(frozen=True)
class World:
    """The application on a database of its own, as it stands when a course begins.

    `everything_each`: after every how many steps everybody is asked everything; 0 for never.
    """

    cast: Cast
    asking: Asking
    model: Model
    everything_each: int


class Course(RuleBasedStateMachine):
    """`world` is given by a subclass for each run: hypothesis makes a machine for each course, without arguments."""

    def new_world(self) -> World:
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self.world = self.new_world()
        self.model, self.cast = self.world.model, self.world.cast
        self.words = self.taken = 0
        self.touched = self.model.files[0]
        self.world.asking.sign_in(self.model)

    @rule(hours=st.sampled_from((1, 5, 24, 72)))
    def wait(self, hours: int) -> None:
        self.set(self.model.now + timedelta(hours=hours))

    @precondition(lambda self: any(self.model.ends()))
    @rule(pick=ANY, early=st.booleans())
    def wait_for_an_end(self, *, pick: int, early: bool) -> None:
        """To the very moment at which something ends, or to the last one before it."""
        moments = sorted(self.model.ends())
        moment = moments[pick % len(moments)] - (INSTANT if early else timedelta())
        if moment > self.model.now:
            self.set(moment)

    @rule()
    def worker(self) -> None:
        """It writes down what the clock has decided; for the readers nothing changes."""
        with self.cast.database.write() as db:
            for case_id in upkeep.due(db, self.model.now, 100):
                upkeep.look_after(db, case_id, at=self.model.now)

    @invariant()
    def every_route_agrees_with_the_model(self) -> None:
        self.model.settle()
        self.taken += 1
        if self.world.everything_each and self.taken % self.world.everything_each == 0:
            self.world.asking.everything(self.model)
        else:
            self.world.asking.something(self.model, self.touched)

    def file(self, number: int) -> File:
        self.touched = self.model.files[number]
        return self.touched

    def word(self, what: str) -> str:
        self.words += 1
        return f"Q{what}{900 + self.words}Q"

    def set(self, moment: datetime) -> None:
        self.cast.clock.set(moment)
        self.model.now = self.cast.clock.now()
        self.world.asking.sign_in(self.model)

    def consents(self) -> Sequence[tuple[File, Yes]]:
        return [row for row in self.holding() if not row[1].by_law and row[0].is_open]

    def bases(self) -> Sequence[tuple[File, Yes]]:
        return [row for row in self.holding() if row[1].by_law]

    def holding(self) -> Sequence[tuple[File, Yes]]:
        return [(file, yes) for file in self.model.files for yes in file.given if yes.holds(self.model.now)]

    def emergencies(self) -> Sequence[tuple[File, Emergency]]:
        return [
            (file, one) for file in self.model.files for one in file.emergencies if one.holds(self.model.now)
        ]

    def pick(self, found: Sequence[tuple[File, T]], number: int) -> tuple[File, T]:
        file, one = found[number % len(found)]
        self.touched = file
        return file, one

    def state(self, file: File) -> str:
        with self.cast.database.read() as db:
            return db.scalars(sa.select(Case.state).where(Case.ref == file.ref)).one()
