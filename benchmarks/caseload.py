"""Multiplies the town's cases in the database itself, with everything that hangs on them: 100,000 cases in a minute.

What is copied keeps its shape (grants, reading list, clocks, answers, consents, tasks, events); ids are shifted, names and due
dates vary. The copied events keep the MACs of what they were copied from: enough to measure reading, not for `log verify`.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from sagsflow.cases.models import Case, CaseNumber
from sagsflow.core.base import Base
from sagsflow.eventlog.models import Event, LogHead
from sagsflow.residents.models import Resident, ResidentToken
from sagsflow.residents.names import sort_key, tokens

PREFIX = "BSV-B-"
STRIDE = 10_000
SPREAD_DAYS = 60
LOT = 5_000
OF_ITEMS = {"agenda_item", "item_attendance", "item_draft", "meeting_action", "minutes_addition"}
LEFT_OUT = frozenset({*OF_ITEMS, "case_link", "read_entry"})
GIVEN = "Amira Anna Bodil Camilla Dina Emil Farid Gitte Hassan Ida Jens Karen Layla Mads Nadia Omar Poul Rikke Samir Yusuf"
FAMILY = (
    "Andersen Berg Christensen Dahl Eriksen Friis Gade Holm Iversen Jensen Krogh Lund Madsen Nielsen Olsen Poulsen "
    "Rask Skov Thomsen Ulrik Vang Winther Ærø Øster Åkjær Haddad Said Rahman Nguyen Kowalski"
)


def multiply(db: Session, case_ids: Sequence[int], copies: int, *, first: int = 1) -> Sequence[str]:
    """Adds `copies` of each of these cases and returns their numbers; `first` keeps them clear of copies made before."""
    factors = range(first, first + copies)
    templates = {row.id: row for row in db.scalars(sa.select(Case).where(Case.id.in_(case_ids)))}
    assert max(templates) < STRIDE
    _add_residents(db, [case.resident_id for case in templates.values()], factors)
    for table in Base.metadata.sorted_tables:
        if table.name not in LEFT_OUT and _hangs_on_a_case(table):
            _copy(db, table, case_ids, factors)
    db.execute(sa.update(CaseNumber).values(last=sa.select(sa.func.max(Case.number)).scalar_subquery()))
    db.execute(sa.update(LogHead).values(seq=sa.select(sa.func.max(Event.seq)).scalar_subquery()))
    numbers = [case.number for case in templates.values()]
    return [f"{PREFIX}{number + factor * STRIDE}" for factor in factors for number in numbers]


def settle(db: Session) -> None:
    """What a database of that size would have had done to it by its own housekeeping."""
    if db.get_bind().dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.c and isinstance(table.c.id.type, sa.Integer | sa.BigInteger):
            name = sa.literal(f'"{table.name}"')
            top = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
            sequence = sa.func.pg_get_serial_sequence(name, "id")
            db.execute(sa.select(sa.func.setval(sequence, top, False)))
    db.execute(sa.text("ANALYZE"))


@cache
def _parent(table: sa.Table) -> tuple[sa.Column[int], sa.Table] | None:
    """The column that leads towards a case, and where it leads."""
    if table.name == "event":
        return table.c.case_id, Base.metadata.tables["case"]
    for column in table.c:
        for key in column.foreign_keys:
            target = key.column.table
            if target.name == "case" or (target is not table and target.name != "case" and _leads(target)):
                return column, target
    return None


def _leads(table: sa.Table) -> bool:
    return table.name not in {"case", "resident", "meeting"} and _parent(table) is not None


def _hangs_on_a_case(table: sa.Table) -> bool:
    return table.name == "case" or _parent(table) is not None


def _of(table: sa.Table, case_ids: Sequence[int]) -> sa.ColumnElement[bool]:
    if table.name == "case":
        return table.c.id.in_(case_ids)
    found = _parent(table)
    assert found is not None
    column, parent = found
    return column.in_(sa.select(parent.c.id).where(_of(parent, case_ids)))


def _copy(db: Session, table: sa.Table, case_ids: Sequence[int], factors: range) -> None:
    n = sa.select(sa.literal(factors.start).label("n")).cte("n", recursive=True)
    n = n.union_all(sa.select(n.c.n + 1).where(n.c.n < factors.stop - 1))
    postgres = db.get_bind().dialect.name == "postgresql"
    values = [_value(column, n.c.n, postgres=postgres).label(column.name) for column in table.c]
    # CROSS JOIN leaves SQLite no doubt which side is the outer one
    rows = sa.select(*values).select_from(n.join(table, sa.true())).where(_of(table, case_ids))
    db.execute(sa.insert(table).from_select([column.name for column in table.c], rows))


def _value(column: sa.Column[Any], n: sa.ColumnElement[int], *, postgres: bool) -> sa.ColumnElement[Any]:
    shift = n * STRIDE
    name = f"{column.table.name}.{column.name}"
    if name == "case.ref":
        return sa.literal(PREFIX) + sa.cast(column.table.c.number + shift, sa.String)
    if column.name == "uuid":
        return sa.literal(f"{column.table.name}-") + sa.cast(column.table.c.id + shift, sa.String)
    if column.name == "due_on":
        return column + n % SPREAD_DAYS if postgres else sa.func.date(
            column, sa.literal("+") + sa.cast(n % SPREAD_DAYS, sa.String) + sa.literal(" days")
        )  # fmt: skip
    return column + shift if _is_shifted(column) else column


def _is_shifted(column: sa.Column[Any]) -> bool:
    name = f"{column.table.name}.{column.name}"
    if name in {"case.number", "event.seq", "event.case_id", "access_grant.ground_id"} or column.name == "id":
        return True
    return any(
        key.column.table.name in {"case", "resident"} or _leads(key.column.table)
        for key in column.foreign_keys
    )


def _add_residents(db: Session, ids: Sequence[int], factors: range) -> None:
    likes = db.scalars(sa.select(Resident).where(Resident.id.in_(ids)).order_by(Resident.id)).all()
    residents: list[dict[str, object]] = []
    words: list[dict[str, object]] = []
    for like, factor, given, family in _named(likes, factors):
        key = like.id + factor * STRIDE
        residents.append(_resident(like, key, given, family))
        owner = like.controller_unit_id
        words += [
            {"resident_id": key, "token": token, "controller_unit_id": owner}
            for token in tokens(given, family)
        ]
        if len(residents) >= LOT:
            _insert(db, residents, words)
    _insert(db, residents, words)


def _named(likes: Sequence[Resident], factors: range) -> Iterator[tuple[Resident, int, str, str]]:
    given, family = GIVEN.split(), FAMILY.split()
    count = 0
    for factor in factors:
        for like in likes:
            count += 1
            yield (
                like,
                factor,
                given[count % len(given)],
                f"{family[count % len(family)]} {family[count % 29]}",
            )


def _resident(like: Resident, key: int, given: str, family: str) -> dict[str, object]:
    return {
        "id": key,
        "uuid": f"resident-{key}",
        "controller_unit_id": like.controller_unit_id,
        "given_name": given,
        "family_name": family,
        "sort_name": sort_key(given, family),
        "born_on": date(1950 + key % 60, 1 + key % 12, 1 + key % 28),
        "area_id": like.area_id,
        "interpreter": False,
        "fictional": True,
        "created_at": datetime.now(UTC),
        "version": 1,
    }


def _insert(db: Session, residents: list[dict[str, object]], words: list[dict[str, object]]) -> None:
    if residents:
        db.execute(sa.insert(Resident), residents)
        db.execute(sa.insert(ResidentToken), words)
    residents.clear()
    words.clear()
