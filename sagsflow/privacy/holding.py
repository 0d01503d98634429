"""What the map of holdings is made of: a table, its way to a case or a resident, and what its columns are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from sagsflow.core.base import Base

Link = InstrumentedAttribute[Any]
# Columns that steer the program and say nothing about anybody.
TECHNICAL = frozenset({"id", "uuid", "version", "case_id", "resident_id"})


@dataclass(frozen=True, slots=True)
class Holding:
    """A table whose rows hang by `link` on a case, a resident, or a row of `parent`.

    `free` are its passages of free text, `names` of them those that name somebody else by their nature; `codes` says which
    words a code has; `technical` are further columns that say nothing. `why_not` is why an answer leaves the table out.
    """

    model: type[Base]
    link: Link
    parent: "Holding | None" = None
    free: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    codes: Mapping[str, str] = field(default_factory=dict)
    technical: frozenset[str] = frozenset()
    why_not: str = ""

    @property
    def kind(self) -> str:
        return self.table.name

    @property
    def table(self) -> sa.Table:
        table = sa.inspect(self.model).local_table
        assert isinstance(table, sa.Table)
        return table

    @property
    def told(self) -> Sequence[str]:
        """The columns that an answer tells, in the order of the table."""
        left_out = TECHNICAL | self.technical | {self.link.key}
        return [column.name for column in self.table.columns if column.name not in left_out]

    def within(self, roots: Sequence[int]) -> sa.ColumnElement[bool]:
        """The rows that belong to some cases (or residents)."""
        if self.parent is None:
            return self.link.in_(roots)
        key = sa.inspect(self.parent.model).primary_key[0]
        return self.link.in_(sa.select(key).where(self.parent.within(roots)))

    def rows(self, db: Session, roots: Sequence[int]) -> Sequence[Any]:
        order = sa.inspect(self.model).primary_key
        return db.scalars(sa.select(self.model).where(self.within(roots)).order_by(*order)).all()


def words(*names: str) -> frozenset[str]:
    return frozenset(names)
