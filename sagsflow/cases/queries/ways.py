"""The ways that cases have gone through a pathway: the states of a case in the order in which it came to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from sagsflow.cases.models import Case, StateStay
from sagsflow.core.small_numbers import SMALLEST_SHOWN

BETWEEN = ">"
MOST = 10


@dataclass(frozen=True, slots=True)
class Way:
    """How many cases, open or closed, have gone just so."""

    states: tuple[str, ...]
    is_open: bool
    cases: int


@dataclass(frozen=True, slots=True)
class Usual:
    """The common ways, and every beginning of one, as lines. A closed case is off them if it went another way to its end, an
    open one if it is not on any of them. While no way is common, nothing is off."""

    whole: frozenset[str]
    beginnings: frozenset[str]

    def is_off(self, way: Way) -> bool:
        return bool(self.whole) and BETWEEN.join(way.states) not in (
            self.beginnings if way.is_open else self.whole
        )


def ways(db: Session, which: sa.ColumnElement[bool]) -> Sequence[Way]:
    """The most common first. The database lays each case's states in a line, and counts the lines."""
    each = _lines(which).subquery()
    number = sa.func.count().label("number")
    rows = db.execute(
        sa.select(each.c.line, each.c.is_open, number)
        .group_by(each.c.line, each.c.is_open)
        .order_by(number.desc(), each.c.line)
    )
    return [Way(tuple(line.split(BETWEEN)), is_open, cases) for line, is_open, cases in rows]


def common(found: Sequence[Way]) -> Sequence[Way]:
    """The ten that most closed cases have gone, none of which fewer than five did."""
    return [way for way in found if not way.is_open and way.cases >= SMALLEST_SHOWN][:MOST]


def usual(found: Sequence[Way]) -> Usual:
    kept = [way.states for way in common(found)]
    begun = (BETWEEN.join(states[:steps]) for states in kept for steps in range(1, len(states) + 1))
    return Usual(frozenset(BETWEEN.join(states) for states in kept), frozenset(begun))


def off(known: Usual, which: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """For a list: cases of `which` that are off the common ways."""
    if not known.whole:
        return sa.false()
    each = _lines(which).subquery()
    strayed = sa.case(
        (each.c.is_open, each.c.line.not_in(sorted(known.beginnings))),
        else_=each.c.line.not_in(sorted(known.whole)),
    )
    return Case.id.in_(sa.select(each.c.case_id).where(strayed))


def _lines(which: sa.ColumnElement[bool]) -> sa.Select[Any, Any, Any]:
    ordered = (
        sa.select(StateStay.case_id, StateStay.step, StateStay.state, Case.is_open)
        .join(Case, Case.id == StateStay.case_id)
        .where(which)
        .order_by(StateStay.case_id, StateStay.step)
        .subquery()
    )
    return sa.select(
        ordered.c.case_id, ordered.c.is_open, in_line(ordered.c.state, ordered.c.step).label("line")
    ).group_by(ordered.c.case_id, ordered.c.is_open)


class in_line(FunctionElement[str]):  # noqa: N801  (stands among SQL functions, which are written small)
    """States joined in the order of their steps; the rows come in that order."""

    type = sa.String()
    inherit_cache = True


@compiles(in_line)
def _written(element: in_line, compiler: SQLCompiler, **options: Any) -> str:
    states, steps = (compiler.process(part, **options) for part in element.clauses)
    return f"string_agg({states}, '{BETWEEN}' ORDER BY {steps})"


@compiles(in_line, "sqlite")
def _written_for_sqlite(element: in_line, compiler: SQLCompiler, **options: Any) -> str:
    """The releases of SQLite that are still about know no order inside an aggregate; they keep that of the rows."""
    states, _steps = (compiler.process(part, **options) for part in element.clauses)
    return f"group_concat({states}, '{BETWEEN}')"
