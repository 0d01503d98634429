"""Rows on their way to the database: collected table by table, with ids that nobody else will take."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.access.models import AccessGrant, ReadingList
from sagsflow.cases.models import (
    Answer,
    Case,
    CaseParty,
    Deadline,
    Goal,
    Note,
    Progression,
    StateStay,
)
from sagsflow.consents.models import Consent, ConsentEvent, ConsentTopic
from sagsflow.core.base import Base
from sagsflow.core.bulk import insert_many
from sagsflow.eventlog import bulk as eventlog
from sagsflow.eventlog.service import Stamp
from sagsflow.measures.models import MeasureAnswer
from sagsflow.meetings.models import Action, AgendaItem, ItemAttendance, Meeting, Participant
from sagsflow.referrals.models import Referral
from sagsflow.residents.models import Resident, ResidentToken
from sagsflow.tasks.models import Task

Row = dict[str, Any]
Mark = tuple[Mapping[type[Base], int], int]
BLOCK = 2_000
# What others refer to comes first.
ORDER: tuple[type[Base], ...] = (
    Resident,
    ResidentToken,
    Meeting,
    Participant,
    Case,
    CaseParty,
    StateStay,
    Deadline,
    Answer,
    Note,
    Goal,
    Progression,
    MeasureAnswer,
    Consent,
    ConsentTopic,
    ConsentEvent,
    Referral,
    Task,
    AgendaItem,
    ItemAttendance,
    Action,
    AccessGrant,
    ReadingList,
)


class Rows:
    """What one transaction writes. A row may still be changed until then."""

    def __init__(self, db: Session) -> None:
        self._db = db
        self._free: dict[type[Base], list[int]] = {}
        self.of: dict[type[Base], list[Row]] = defaultdict(list)
        self.events: list[Stamp] = []

    def add(self, model: type[Base], **values: Any) -> Row:
        self.of[model].append(values)
        return values

    def identified(self, model: type[Base], **values: Any) -> Row:
        """A row with the next free id of its table."""
        return self.add(model, id=self._next_id(model), **values)

    def mark(self) -> Mark:
        """How far it has come, for `take_back`."""
        return {model: len(rows) for model, rows in self.of.items()}, len(self.events)

    def take_back(self, mark: Mark) -> None:
        """Forgets every row and event since then."""
        lengths, events = mark
        for model, rows in self.of.items():
            del rows[lengths.get(model, 0) :]
        del self.events[events:]

    def write(self) -> None:
        """Everything, the events in the order of time."""
        for model in ORDER:
            insert_many(self._db, model, self.of[model])
        eventlog.append(self._db, sorted(self.events, key=lambda stamp: stamp.at))

    def _next_id(self, model: type[Base]) -> int:
        free = self._free.get(model)
        if not free:
            free = self._free[model] = self._reserve(model)
        return free.pop()

    def _reserve(self, model: type[Base]) -> list[int]:
        """The next ids, last first. SQLite's writer is alone; PostgreSQL's sequence gives each number once."""
        table = sa.inspect(model).local_table
        if self._db.get_bind().dialect.name == "postgresql":
            sequence = sa.func.pg_get_serial_sequence(sa.literal(f'"{table.name}"'), sa.literal("id"))  # type: ignore[attr-defined]  # every model stands on a table with a name
            numbers = sa.select(sa.func.nextval(sequence)).select_from(
                sa.func.generate_series(1, BLOCK).alias("numbers")
            )
            return sorted(self._db.scalars(numbers), reverse=True)
        taken = max((row["id"] for row in self.of[model]), default=0)
        top = max(self._db.scalar(sa.select(sa.func.max(table.c.id))) or 0, taken)
        return list(range(top + BLOCK, top, -1))
