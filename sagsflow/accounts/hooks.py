"""What features above tell of a person's work: what she would leave behind, and how it goes to a colleague."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Where:
    """A unit of the person; her first unit also takes what stands in units where she never had a role."""

    unit_id: int
    takes_strays: bool
    known: frozenset[int]

    def covers(
        self, unit: sa.ColumnElement[int] | sa.orm.InstrumentedAttribute[int]
    ) -> sa.ColumnElement[bool]:
        here = unit == self.unit_id
        return sa.or_(here, unit.not_in(sorted(self.known))) if self.takes_strays else here


@dataclass(frozen=True, slots=True)
class HandOver:
    """From whom to whom, in one unit; `to_id` None gives it to the unit. `note` is what the one who takes over must know."""

    from_id: int
    to_id: int | None
    where: Where
    note: str
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Belonging:
    """A kind of work: how much of it a person has in a unit, whoever has any, and how it is handed over.

    `needs_person`: it cannot be left to the unit.
    """

    count: Callable[[Session, int, Where, datetime], int]
    holders: Callable[[datetime], sa.Select[Any]]
    hand_over: Callable[[Session, HandOver], None]
    needs_person: bool = False


@dataclass(slots=True)
class Hooks:
    """By kind, in the order in which they are handed over; filled by `sagsflow.features`, worded in `accounts.forms`."""

    belongings: dict[str, Belonging] = field(default_factory=dict)


HOOKS = Hooks()
