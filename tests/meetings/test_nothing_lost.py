"""Whatever two people do to two agendas: no item is lost or doubled, numbers stay, and each decision is one step."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.core.errors import Invalid, Stale
from sagsflow.eventlog.models import Event
from sagsflow.eventlog.service import data_of
from sagsflow.meetings.models import AgendaItem, ItemStatus
from sagsflow.meetings.service import agenda, closing, deciding
from sagsflow.meetings.service.deciding import Ruling
from tests.cast import person
from tests.meetings.table import MONDAY, Table

STANDING = {ItemStatus.PLANNED, ItemStatus.OPEN}


@dataclass
class Room:
    """Two meetings, and what was put on their agendas."""

    table: Table
    dice: Random
    first: int
    later: int
    matters: set[str] = field(default_factory=set)
    numbers: dict[int, int] = field(default_factory=dict)

    def rows(self) -> list[AgendaItem]:
        with self.table.database.read() as db:
            return list(
                db.scalars(sa.select(AgendaItem).order_by(AgendaItem.meeting_id, AgendaItem.position))
            )

    def standing(self) -> list[AgendaItem]:
        return [row for row in self.rows() if row.status in STANDING]

    def add(self) -> None:
        title = f"Punkt {len(self.matters)}"
        self.matters.add(title)
        self.table.matter(self.dice.choice((self.first, self.later)), title)

    def order(self) -> None:
        """Sometimes from a page of before: then it is refused, and nothing moves."""
        meeting = self.dice.choice((self.first, self.later))
        present = [
            row.id
            for row in self.rows()
            if row.meeting_id == meeting and row.status is not ItemStatus.REMOVED
        ]
        seen = present if self.dice.random() < 0.7 else present[::-1]
        wanted = self.dice.sample(present, len(present))
        with suppress(Stale), self.table.database.write() as db:
            agenda.order(db, meeting, wanted, actor=person("lene"), at=self.table.cast.at, seen=seen)

    def shift(self) -> None:
        row = self.dice.choice(self.standing())
        with self.table.database.write() as db:
            agenda.shift(
                db, row.id, by=self.dice.choice((-1, 1)), actor=person("karen"), at=self.table.cast.at
            )

    def carry(self) -> None:
        """Both press at once: the second is told."""
        row = self.dice.choice(self.standing())
        for who in ("lene", "karen"):
            with suppress(Stale, Invalid), self.table.database.write() as db:
                at, pathways = self.table.cast.at, self.table.cast.platform
                agenda.carry_on(
                    db, row.id, self.later, version=row.version, actor=person(who), at=at, pathways=pathways
                )

    def decide(self) -> None:
        row = self.dice.choice(self.standing())
        ruling = Ruling("wait" if row.case_id else "", "Aftalt")
        self.table.decide(row.id, ruling, self.dice.choice(("lene", "karen")))

    def holds(self) -> None:
        rows = self.rows()
        ends = Counter(row.title for row in rows if row.title and row.status is not ItemStatus.CARRIED)
        assert ends == dict.fromkeys(self.matters, 1)
        assert all((row.carried_to_id is not None) == (row.status is ItemStatus.CARRIED) for row in rows)
        for meeting in (self.first, self.later):
            own = [row for row in rows if row.meeting_id == meeting]
            assert len({row.local_number for row in own}) == len(own)
        assert self.numbers.items() <= {row.id: row.local_number for row in rows}.items()
        self.numbers = {row.id: row.local_number for row in rows}


RUNS = [("sqlite", 0), ("sqlite", 1), ("sqlite", 2), ("postgresql", 3)]


@pytest.mark.parametrize(("database_system", "seed"), RUNS, indirect=["database_system"])
def test_no_item_is_lost_or_doubled_whatever_two_people_do(table: Table, seed: int) -> None:
    room = Room(table, Random(seed), table.call(), table.call(MONDAY + timedelta(days=14)))
    cases = [table.on_the_agenda(room.first, number) for number in (1, 2)]
    acts: list[Callable[[], None]] = [room.add, room.add, room.order, room.shift, room.carry, room.decide]
    for act in [room.add, *(room.dice.choice(acts) for _turn in range(20))]:
        if act == room.add or room.standing():
            act()
        room.holds()
    with table.database.write() as db:
        at, pathways = table.cast.at, table.cast.platform
        closing.carry_all_on_and_end(
            db, room.first, room.later, actor=person("lene"), at=at, pathways=pathways
        )
    room.holds()
    assert _steps(table) == [1] * sum(1 for row in room.rows() if row.decided_step is not None)
    assert len(cases) == len({row.case_id for row in room.rows() if row.case_id})


def test_of_two_who_decide_at_the_same_moment_one_is_told_and_the_case_takes_one_step(table: Table) -> None:
    meeting = table.call()
    item, gate = table.on_the_agenda(meeting), Barrier(2)
    version = table.item(item).version

    def press(who: str) -> str:
        gate.wait(10)
        try:
            with table.database.write() as db:
                at, pathways = table.cast.at, table.cast.platform
                ruling = Ruling("no_coordination", f"Aftalt af {who}")
                deciding.decide(
                    db, item, ruling, version=version, actor=person(who), at=at, pathways=pathways
                )
        except Stale:
            return "told"
        return "decided"

    with ThreadPoolExecutor() as pool:
        assert sorted(pool.map(press, ("lene", "karen"))) == ["decided", "told"]
    assert _steps(table) == [1]


def test_of_two_who_carry_on_and_reorder_at_the_same_moment_nothing_is_lost(table: Table) -> None:
    first, later = table.call(), table.call(MONDAY + timedelta(days=14))
    items, gate = [table.matter(first, title) for title in ("Et", "To", "Tre")], Barrier(3)

    def press(act: Callable[[Session], object]) -> None:
        gate.wait(10)
        with suppress(Stale, Invalid), table.database.write() as db:
            act(db)

    at, version = table.cast.at, table.item(items[0]).version

    def carry(db: Session) -> object:
        who, pathways = person("lene"), table.cast.platform
        return agenda.carry_on(db, items[0], later, version=version, actor=who, at=at, pathways=pathways)

    def turn_round(db: Session) -> object:
        agenda.order(db, first, items[::-1], actor=person("karen"), at=at, seen=items)
        return None

    with ThreadPoolExecutor() as pool:
        list(pool.map(press, (carry, carry, turn_round)))
    assert sorted(table.items(first)) == items
    assert table.items(first) == items[::-1]
    assert len(table.items(later)) == 1


def _steps(table: Table) -> list[int]:
    """For each decision that took a step, how many events say that the case moved by it."""
    with table.database.read() as db:
        moved = Counter(
            (event.case_id, data_of(event)["step"])
            for event in db.scalars(sa.select(Event).where(Event.kind == "case-moved"))
        )
        decided = db.scalars(sa.select(AgendaItem).where(AgendaItem.decided_step.is_not(None)))
        return [moved[row.case_id, row.decided_step] for row in decided]
